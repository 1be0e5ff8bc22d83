import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { withRoom } from "../meeting/room.ts";
import { type Appointment, loadAppointment, lockAppointment } from "./appointment.ts";

export interface ProposedTime {
  /** In the patient's zone. */
  startsAt: DateTime;
  talkMinutes: number;
  bufferMinutes: number;
  /** Until when the patient may answer. */
  expiresAt: DateTime;
}

/**
 * A peer answers a request with another time of their own: the request ends, and the other time is held for the same patient, who is asked in a turn
 * of their own. Nothing counts as a refusal. If that time, or then every room, has been taken meanwhile, the request stands as it was.
 *
 * @returns the time that is proposed, or the request's outcome if it was answered already
 */
export async function proposeTime(
  db: Db,
  peerId: string,
  requestedId: string,
  time: ProposedTime,
): Promise<Appointment | "taken" | undefined> {
  const asked = await lockAppointment(db, requestedId);
  if (asked?.peerId !== peerId) return undefined;
  const end = time.startsAt.plus({ minutes: time.talkMinutes });
  await db.query("savepoint propose");
  const { rowCount: isOpen } = await db.query(
    `update appointment set status = 'cancelled', reason_code = 'peer-proposed-other', expires_at = null, version = version + 1
     where appointment_id = $1 and status = 'pending' and expires_at > turn_now()`,
    [requestedId],
  );
  if (!isOpen) return followProposal(db, asked);
  const freeAgain = end.plus({ minutes: time.bufferMinutes });
  const insert = async (placeId: string | null) => {
    const { rows } = await db.query<{ id: string }>(
      `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, offered_by, talk_number, moves_id,
         instead_of_id, expires_at, place_id)
       select programme_id, request_id, patient_id, peer_id, modality, tstzrange($2, $3), tstzrange($2, $4), $5::timestamp, $6, 'proposed', 'peer', talk_number, moves_id,
         appointment_id, $7, $8
       from appointment where appointment_id = $1
       on conflict do nothing
       returning appointment_id as id`,
      [
        requestedId,
        time.startsAt.toJSDate(),
        end.toJSDate(),
        freeAgain.toJSDate(),
        time.startsAt.toFormat("yyyy-MM-dd HH:mm"),
        time.startsAt.zoneName,
        time.expiresAt.toJSDate(),
        placeId,
      ],
    );
    return rows[0];
  };
  const made =
    asked.modality === "in-person" ? await withRoom(db, time.startsAt.toJSDate(), freeAgain.toJSDate(), insert) : await insert(null);
  if (!made) {
    await db.query("rollback to savepoint propose");
    return "taken";
  }
  // the card that asked goes on with what came of it
  await db.query("update delivery set appointment_id = $2 where appointment_id = $1 and person_id = $3 and card is not null", [
    requestedId,
    made.id,
    peerId,
  ]);
  await dequeue(db, `expire ${requestedId}`);
  await enqueue(db, "tell-proposed", made.id);
  await enqueue(db, "expire-proposal", made.id, time.expiresAt.toJSDate(), `expire ${made.id}`);
  return loadAppointment(db, made.id);
}

/** A patient does not take the time that a peer proposed, or does not answer: it is free again, the peer's card says so, and the request stays open. */
export async function endProposal(db: Db, patientId: string, appointmentId: string): Promise<"ended" | "answered"> {
  const { rowCount } = await db.query(
    `with ended as (
       update appointment set status = 'cancelled', reason_code = 'hold-ended', expires_at = null, version = version + 1
       where appointment_id = $1 and patient_id = $2 and status = 'proposed' and offered_by = 'peer'
       returning appointment_id
     )
     select dequeue('expire ' || appointment_id), enqueue('close-request', appointment_id) from ended`,
    [appointmentId, patientId],
  );
  return rowCount ? "ended" : "answered";
}

/** What became of a request: where its peer proposed another time, the appointment at that time. */
export async function followProposal(db: Db, appointment: Appointment): Promise<Appointment> {
  if (appointment.reasonCode !== "peer-proposed-other") return appointment;
  const { rows } = await db.query<{ id: string }>("select appointment_id as id from appointment where instead_of_id = $1", [
    appointment.id,
  ]);
  return (rows[0] && (await loadAppointment(db, rows[0].id))) ?? appointment;
}
