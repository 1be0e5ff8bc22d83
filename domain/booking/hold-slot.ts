import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { withRoom } from "../meeting/room.ts";
import type { Modality } from "./appointment.ts";

export interface Hold {
  requestId: string;
  patientId: string;
  peerId: string;
  modality: Modality;
  /** In the zone in which the patient was offered it. */
  startsAt: DateTime;
  talkMinutes: number;
  bufferMinutes: number;
  expiresAt: DateTime;
  /** The booked appointment that this one would take the place of. */
  movesId?: string | undefined;
}

/**
 * Reserves a slot for a patient, as an appointment in status `proposed`, until the question that offered it closes.
 * Two patients may ask at once; the constraint `appointment_peer_free` lets one through. The patient's earlier hold, if any, is let go first.
 * To meet in person a room is held with it, so that who agrees has one.
 *
 * @returns the appointment's id, or `"taken"` if the peer or the patient is no longer free then, or every room is taken
 */
export async function holdSlot(db: Db, hold: Hold): Promise<{ id: string } | "taken"> {
  await db.query(
    `with released as (
       update appointment set status = 'cancelled', reason_code = 'hold-ended', expires_at = null, version = version + 1
       where status = 'proposed' and (patient_id = $1 or ((peer_id = $2 or place_id is not null) and expires_at <= turn_now()))
       returning appointment_id, offered_by
     )
     -- a peer who proposed a time has a card that says how it stands
     select enqueue('close-request', appointment_id) from released where offered_by = 'peer'`,
    [hold.patientId, hold.peerId],
  );
  const end = hold.startsAt.plus({ minutes: hold.talkMinutes });
  const freeAgain = end.plus({ minutes: hold.bufferMinutes });
  const insert = (placeId: string | null) => insertHold(db, hold, end, freeAgain, placeId);
  const made =
    hold.modality === "in-person" ? await withRoom(db, hold.startsAt.toJSDate(), freeAgain.toJSDate(), insert) : await insert(null);
  if (!made) return "taken";
  await enqueue(db, "expire-hold", made.id, hold.expiresAt.toJSDate(), `expire ${made.id}`);
  return made;
}

async function insertHold(
  db: Db,
  hold: Hold,
  end: DateTime,
  freeAgain: DateTime,
  placeId: string | null,
): Promise<{ id: string } | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, expires_at, moves_id, place_id, talk_number)
     values (current_programme(), $1, $2, $3, $4, tstzrange($5, $6), tstzrange($5, $7), $8::timestamp, $9, 'proposed', $10, $11, $12,
       (select count(*) + 1 from appointment where patient_id = $2 and peer_id = $3 and status = 'fulfilled'))
     on conflict do nothing
     returning appointment_id as id`,
    [
      hold.requestId,
      hold.patientId,
      hold.peerId,
      hold.modality,
      hold.startsAt.toJSDate(),
      end.toJSDate(),
      freeAgain.toJSDate(),
      hold.startsAt.toFormat("yyyy-MM-dd HH:mm"),
      hold.startsAt.zoneName,
      hold.expiresAt.toJSDate(),
      hold.movesId ?? null,
      placeId,
    ],
  );
  return rows[0];
}
