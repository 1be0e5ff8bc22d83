import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { type Appointment, lockAppointment } from "./appointment.ts";

/**
 * A peer takes a request: `pending` to `booked`. The patient is told in a turn of their own, enqueued in this transaction.
 * Saying it twice, or late, changes nothing and gives the appointment as it stands.
 */
export async function acceptRequest(db: Db, peerId: string, appointmentId: string): Promise<Appointment | undefined> {
  const found = await lockForPeer(db, peerId, appointmentId);
  if (found?.status !== "pending") return found;
  await db.query(
    `update appointment set status = 'booked', expires_at = null, version = version + 1
     where appointment_id = $1 and status = 'pending' and expires_at > turn_now()`,
    [appointmentId],
  );
  await db.query("update request set state = 'matched', closed_at = turn_now() where request_id = $1", [found.requestId]);
  await db.query("update peer set last_matched_at = turn_now() where person_id = $1", [peerId]);
  await dequeue(db, `expire ${appointmentId}`);
  await enqueue(db, "tell-accepted", appointmentId);
  return lockAppointment(db, appointmentId);
}

/** A peer declines, with or without a reason. The patient is offered the next peers in a turn of their own. */
export async function declineRequest(db: Db, peerId: string, appointmentId: string, reason: string | undefined): Promise<Appointment | undefined> {
  const found = await lockForPeer(db, peerId, appointmentId);
  if (found?.status !== "pending") return found;
  await endRequest(db, found, `peer-declined${reason ? `-${reason}` : ""}`);
  return lockAppointment(db, appointmentId);
}

/** A request was not answered in time: as if declined, with its own reason. */
export async function expireRequest(db: Db, appointmentId: string): Promise<"expired" | "answered"> {
  const found = await lockAppointment(db, appointmentId);
  if (found?.status !== "pending") return "answered";
  await endRequest(db, found, "peer-silent");
  await enqueue(db, "close-request", appointmentId);
  return "expired";
}

async function endRequest(db: Db, appointment: Appointment, reasonCode: string): Promise<void> {
  await db.query("update appointment set status = 'cancelled', reason_code = $2, expires_at = null, version = version + 1 where appointment_id = $1", [
    appointment.id,
    reasonCode,
  ]);
  await db.query("update request set refused_by = array_append(refused_by, $2) where request_id = $1", [appointment.requestId, appointment.peerId]);
  await dequeue(db, `expire ${appointment.id}`);
  await enqueue(db, "tell-declined", appointment.id);
}

async function lockForPeer(db: Db, peerId: string, appointmentId: string): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  return found?.peerId === peerId ? found : undefined;
}
