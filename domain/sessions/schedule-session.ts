import type { DateTime } from "luxon";
import type { Appointment } from "../booking/appointment.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { loadRules } from "../programmes/load-rules.ts";

/** Before a call's limit it is said, so many minutes ahead, that it ends. */
const WARNED_MINUTES_BEFORE = [5, 1];

/**
 * Makes the session of an appointment that has just been booked, by phone or by messages: its number, its window, a PIN for each side, and the jobs that
 * open, watch and close it; all in the booking's own transaction. A confirmed booking never fails for want of a number: then a coordinator has to see to it.
 *
 * @param booked as it stands after the booking
 */
export async function scheduleSession(db: Db, booked: Appointment): Promise<void> {
  const { modality, startsAt, endsAt, patientId, peerId } = booked;
  if (modality !== "phone" && modality !== "messages") return;
  const { calls } = (await loadRules(db)).settings;
  const closesAt = endsAt.plus({ minutes: calls.closeAfterMinutes });
  const { rows } = await db.query<{ id: string | null; senderId: string; shared: boolean; used: number; size: number }>(
    `with leased as (
       select given ->> 'senderId' as sender, (given ->> 'shared')::boolean as shared, (given ->> 'used')::integer as used, (given ->> 'size')::integer as size
       from lease_number($2, $3, $7) as given where given is not null
     ), pins as (
       select new_reference() as patient, new_reference() as peer
     ), made as (
       insert into session (programme_id, appointment_id, patient_id, peer_id, modality, sender_id, shared, during, patient_pin, peer_pin)
       select current_programme(), $1, $2, $3, $4, sender::uuid, shared, tstzrange($5, $6), left(pins.patient, 6),
         -- never the same as the other's
         case when left(pins.peer, 6) <> left(pins.patient, 6) then left(pins.peer, 6) else lpad(((left(pins.peer, 6)::integer + 1) % 1000000)::text, 6, '0') end
       from leased, pins
       returning session_id
     )
     select (select session_id from made) as id, sender as "senderId", shared, used, size from leased`,
    [
      booked.id,
      patientId,
      peerId,
      modality,
      startsAt.minus({ minutes: calls.openBeforeMinutes }).toJSDate(),
      closesAt.toJSDate(),
      closesAt.plus({ days: calls.coolingDays }).toJSDate(),
    ],
  );
  const [made] = rows;
  if (!made?.id) {
    await openWorkItem(db, "session-failed", patientId, { appointmentId: booked.id });
    return;
  }
  await planSession(db, made.id, booked, calls);
  const isPast = (used: number) => used >= calls.poolAlertShare * made.size;
  // told as the share is passed, and whenever a number has to be shared
  if (made.shared || (isPast(made.used) && !isPast(made.used - 1))) await enqueue(db, "alert-pool", made.id, undefined, "alert-pool");
}

/** The jobs of a session, by its appointment's times; again after those have changed. */
export async function planSession(
  db: Db,
  sessionId: string,
  { startsAt, endsAt, modality }: Pick<Appointment, "startsAt" | "endsAt" | "modality">,
  rules: { openBeforeMinutes: number; closeAfterMinutes: number; absentAfterMinutes: number },
): Promise<void> {
  const closesAt = endsAt.plus({ minutes: rules.closeAfterMinutes });
  const absentAt = startsAt.plus({ minutes: rules.absentAfterMinutes });
  const jobs: [string, string, DateTime, string][] = [
    ["open-session", sessionId, startsAt.minus({ minutes: rules.openBeforeMinutes }), `open ${sessionId}`],
    ["look-for-peer", sessionId, absentAt, `look for peer ${sessionId}`],
    ["look-for-patient", sessionId, absentAt, `look for patient ${sessionId}`],
    ["close-session", sessionId, closesAt, `close ${sessionId}`],
  ];
  if (modality === "phone") {
    for (const minutes of WARNED_MINUTES_BEFORE)
      jobs.push(["warn-of-limit", sessionId, closesAt.minus({ minutes }), `limit ${minutes} ${sessionId}`]);
    jobs.push(["end-call", sessionId, closesAt, `end ${sessionId}`]);
  }
  await db.query(
    "select enqueue(task, id, due, key) from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[]) as job (task, id, due, key)",
    [jobs.map(([task]) => task), jobs.map(([, id]) => id), jobs.map(([, , due]) => due.toJSDate()), jobs.map(([, , , key]) => key)],
  );
}
