import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { type Appointment, lockAppointment } from "./appointment.ts";

/** The patient answered the two-way reminder: they will come. */
export async function confirmComing(db: Db, patientId: string, appointmentId: string): Promise<void> {
  await db.query(
    "update appointment set confirmed_at = coalesce(confirmed_at, turn_now()) where appointment_id = $1 and patient_id = $2 and status = 'booked'",
    [appointmentId, patientId],
  );
}

/**
 * Records whether a talk took place: `booked` to `fulfilled` or `noshow`. The first talk of a request is kept with it.
 * Said twice, the first answer stands.
 *
 * @param reasonCode how it is known, where nobody said that it took place: `patient-says` (no), `unanswered` (taken as held)
 */
export async function settleTalk(
  db: Db,
  appointmentId: string,
  outcome: "fulfilled" | "noshow",
  reasonCode: "patient-says" | "unanswered" | null,
): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  if (found?.status !== "booked") return found;
  await db.query(
    `with settled as (
       update appointment set status = $2, reason_code = $3, version = version + 1 where appointment_id = $1 returning request_id, during, status
     )
     update request set first_talk_at = coalesce(first_talk_at, lower(settled.during))
     from settled where request.request_id = settled.request_id and settled.status = 'fulfilled'`,
    [appointmentId, outcome, reasonCode],
  );
  return lockAppointment(db, appointmentId);
}

/** The last talk that took place for a patient, with whom they may talk again. */
export async function lastTalk(db: Db, patientId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select a.appointment_id as id from appointment a
     join peer on peer.person_id = a.peer_id
     join person on person.person_id = a.peer_id
     where a.patient_id = $1 and a.status = 'fulfilled' and peer.paused_at is null and person.frozen_at is null and person.erased_at is null
     order by upper(a.during) desc limit 1`,
    [patientId],
  );
  return rows[0]?.id;
}

/** An appointment that was asked, and has been replaced before the peer answered: it ends, and the peer's card says so. */
export async function endMoved(db: Db, patientId: string, appointmentId: string): Promise<void> {
  const { rowCount } = await db.query(
    `with ended as (
       update appointment set status = 'cancelled', reason_code = 'moved', expires_at = null, version = version + 1
       where appointment_id = $1 and patient_id = $2 and status = 'pending' returning appointment_id
     )
     select dequeue('expire ' || appointment_id) from ended`,
    [appointmentId, patientId],
  );
  if (rowCount) await enqueue(db, "close-request", appointmentId);
}
