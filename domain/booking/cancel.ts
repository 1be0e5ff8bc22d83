import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { type Appointment, lockAppointment } from "./appointment.ts";

/**
 * A patient cancels: always possible, with a reason code that says when it was late (less than 4 h before).
 * The peer is told in a turn of their own.
 */
export async function cancelByPatient(db: Db, patientId: string, appointmentId: string): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  if (found?.patientId !== patientId) return undefined;
  if (!["proposed", "pending", "booked"].includes(found.status)) return found;
  await db.query(
    `update appointment set status = 'cancelled', expires_at = null, version = version + 1,
       reason_code = case when lower(during) - interval '4 hours' < turn_now() then 'patient-late' else 'patient' end
     where appointment_id = $1`,
    [appointmentId],
  );
  await db.query("update request set state = 'closed', closed_at = turn_now() where request_id = $1", [found.requestId]);
  await dequeue(db, `expire ${appointmentId}`);
  if (found.status !== "proposed") await enqueue(db, "close-request", appointmentId);
  return lockAppointment(db, appointmentId);
}

/** A hold whose question closed without an answer: the slot is free again. */
export async function expireHold(db: Db, appointmentId: string): Promise<void> {
  await db.query(
    `update appointment set status = 'cancelled', reason_code = 'hold-ended', expires_at = null, version = version + 1
     where appointment_id = $1 and status = 'proposed' and expires_at <= turn_now()`,
    [appointmentId],
  );
}
