import type { Db } from "../db.ts";
import { type Appointment, loadAppointment } from "./appointment.ts";

/**
 * A patient cancels: always possible, with a reason code that says when it was late. A move of it that the peer has not answered ends with it.
 * The peer is told in a turn of their own.
 *
 * @param lateMinutes less than this before its start a cancellation is late
 */
export async function cancelByPatient(
  db: Db,
  patientId: string,
  appointmentId: string,
  lateMinutes: number,
): Promise<Appointment | undefined> {
  // in the order in which accepting a move locks them
  await db.query("select from appointment where appointment_id = $1 or moves_id = $1 order by appointment_id for update", [appointmentId]);
  const found = await loadAppointment(db, appointmentId);
  if (found?.patientId !== patientId) return undefined;
  if (!["proposed", "pending", "booked"].includes(found.status)) return found;
  await db.query(
    `with live as (
       select appointment_id, status <> 'proposed' or offered_by = 'peer' as peer_knows from appointment
       where appointment_id = $1 or moves_id = $1 and status in ('proposed', 'pending')
     ), ended as (
       update appointment set status = 'cancelled', expires_at = null, version = version + 1,
         reason_code = case when lower(during) - make_interval(mins => $3) < turn_now() then 'patient-late' else 'patient' end
       from live where appointment.appointment_id = live.appointment_id
       returning appointment.appointment_id, live.peer_knows
     ), closed as (
       -- what was to be moved stays as it is, and so does its request
       update request set state = 'closed', closed_at = turn_now() where request_id = $2 and not $4
     )
     select dequeue('expire ' || appointment_id), case when peer_knows then enqueue('close-request', appointment_id) end from ended`,
    [appointmentId, found.requestId, lateMinutes, found.movesId !== null],
  );
  return loadAppointment(db, appointmentId);
}

/** A hold whose question closed without an answer: the slot is free again. */
export async function expireHold(db: Db, appointmentId: string): Promise<void> {
  await db.query(
    `update appointment set status = 'cancelled', reason_code = 'hold-ended', expires_at = null, version = version + 1
     where appointment_id = $1 and status = 'proposed' and expires_at <= turn_now()`,
    [appointmentId],
  );
}
