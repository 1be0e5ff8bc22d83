import { noteAttendance, openWorkItem } from "../coordination/work-item.ts";
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

type Side = "patient" | "peer";
/** What each of the two said; null: nothing yet. */
type Said = Record<Side, boolean | null>;

/**
 * Records whether a talk took place, as one of the two says: each side's first word stands. The patient's settles it at once (`booked` to `fulfilled`
 * or `noshow`), since the next talk hangs on it; the peer's alone waits for the patient's, until `settleSilence`. Where they disagree it counts as held,
 * with the reason `disputed`, and people ask. Why so: docs/decisions/0024.
 */
export async function settleTalk(db: Db, appointmentId: string, side: Side, took: boolean): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  if (!found || !["booked", "fulfilled", "noshow"].includes(found.status)) return found;
  const { rows } = await db.query<Said>(
    `update appointment set patient_says = case when $2 = 'patient' then coalesce(patient_says, $3) else patient_says end,
       peer_says = case when $2 = 'peer' then coalesce(peer_says, $3) else peer_says end
     where appointment_id = $1 returning patient_says as patient, peer_says as peer`,
    [appointmentId, side, took],
  );
  const said = rows[0] ?? { patient: null, peer: null };
  return said.patient === null && found.status === "booked" ? found : settle(db, found, said);
}

/** Nobody says more: what one of them said counts; if neither did, it counts as held. */
export async function settleSilence(db: Db, appointmentId: string): Promise<void> {
  const found = await lockAppointment(db, appointmentId);
  if (found?.status !== "booked") return;
  const { rows } = await db.query<Said>("select patient_says as patient, peer_says as peer from appointment where appointment_id = $1", [
    appointmentId,
  ]);
  await settle(db, found, rows[0] ?? { patient: null, peer: null });
}

/** How it ended, and how that is known; no reason where the patient says that it took place, or both that it did not. */
function outcomeOf({ patient, peer }: Said): { status: "fulfilled" | "noshow"; reason: string | null } {
  if (patient === null && peer === null) return { status: "fulfilled", reason: "unanswered" };
  if (patient === null) return { status: peer ? "fulfilled" : "noshow", reason: "peer-says" };
  if (peer !== null && peer !== patient) return { status: "fulfilled", reason: "disputed" };
  if (patient) return { status: "fulfilled", reason: null };
  return { status: "noshow", reason: peer === null ? "patient-says" : null };
}

async function settle(db: Db, before: Appointment, said: Said): Promise<Appointment | undefined> {
  const { status, reason } = outcomeOf(said);
  if (before.status === status && before.reasonCode === reason) return before;
  // the first talk of a request is kept with it
  await db.query(
    `with settled as (
       update appointment set status = $2, reason_code = $3, version = version + 1 where appointment_id = $1 returning request_id, during, status
     )
     update request set first_talk_at = coalesce(first_talk_at, lower(settled.during))
     from settled where request.request_id = settled.request_id and settled.status = 'fulfilled'`,
    [before.id, status, reason],
  );
  await noteAttendance(db, before.patientId, before.id, { status, reasonCode: reason });
  if (reason === "disputed") await openWorkItem(db, "disputed", before.patientId, { appointmentId: before.id });
  return lockAppointment(db, before.id);
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
