import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { type Appointment, loadAppointment, lockAppointment } from "./appointment.ts";

/**
 * A peer takes a request: `pending` to `booked`. The patient is told in a turn of their own, enqueued in this transaction.
 * Saying it twice, or late, changes nothing and gives the appointment as it stands.
 */
export async function acceptRequest(db: Db, peerId: string, appointmentId: string): Promise<Appointment | undefined> {
  // too late, and not yet expired: nothing matches, and the job that ends it is about to run
  await db.query(
    `with accepted as (
       update appointment set status = 'booked', expires_at = null, version = version + 1
       where appointment_id = $1 and peer_id = $2 and status = 'pending' and expires_at > turn_now()
       returning appointment_id, request_id, peer_id
     ), closed as (
       update request set state = 'matched', closed_at = turn_now() from accepted where request.request_id = accepted.request_id
     ), matched as (
       update peer set last_matched_at = turn_now() from accepted where peer.person_id = accepted.peer_id
     )
     select dequeue('expire ' || appointment_id), enqueue('tell-accepted', appointment_id) from accepted`,
    [appointmentId, peerId],
  );
  const found = await loadAppointment(db, appointmentId);
  return found?.peerId === peerId ? found : undefined;
}

/** A peer declines, with or without a reason. The patient is offered the next peers in a turn of their own. */
export async function declineRequest(
  db: Db,
  peerId: string,
  appointmentId: string,
  reason: string | undefined,
): Promise<Appointment | undefined> {
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
  await db.query(
    "update appointment set status = 'cancelled', reason_code = $2, expires_at = null, version = version + 1 where appointment_id = $1",
    [appointment.id, reasonCode],
  );
  await db.query("update request set refused_by = array_append(refused_by, $2) where request_id = $1", [
    appointment.requestId,
    appointment.peerId,
  ]);
  await dequeue(db, `expire ${appointment.id}`);
  await enqueue(db, "tell-declined", appointment.id);
}

async function lockForPeer(db: Db, peerId: string, appointmentId: string): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  return found?.peerId === peerId ? found : undefined;
}
