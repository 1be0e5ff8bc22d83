import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { settleMeeting } from "../meeting/settle-meeting.ts";
import { excludePeer } from "../peers/matching/exclusions.ts";
import { writeReminders } from "../reminders/write-reminders.ts";
import { scheduleSession } from "../sessions/schedule-session.ts";
import { type Appointment, loadAppointment, lockAppointment } from "./appointment.ts";

/**
 * Who was asked agrees, the peer to a request or the patient to a time that the peer proposed: `pending` or `proposed` to `booked`, with its reminders.
 * The other side is told in a turn of their own, enqueued in this transaction.
 * One that moves an earlier appointment ends that one only now, so that the patient was never without. Saying it twice, or late, changes nothing
 * and gives the appointment as it stands.
 *
 * @param linkSecret what the links to a video talk are made from; undefined if there is no video server
 */
export async function acceptRequest(
  db: Db,
  personId: string,
  appointmentId: string,
  linkSecret?: Buffer,
): Promise<Appointment | undefined> {
  // too late, and not yet expired: nothing matches, and the job that ends it is about to run
  const { rowCount } = await db.query(
    `with locked as (
       select appointment_id from appointment
       where appointment_id = $1 or appointment_id = (select moves_id from appointment where appointment_id = $1)
       order by appointment_id for update
     ), accepted as (
       update appointment set status = 'booked', booked_at = turn_now(), expires_at = null, version = version + 1
       where appointment_id = $1 and appointment_id in (select appointment_id from locked) and expires_at > turn_now()
         and (peer_id = $2 and status = 'pending' or patient_id = $2 and status = 'proposed' and offered_by = 'peer')
       returning appointment_id, request_id, patient_id, peer_id, moves_id
     ), closed as (
       update request set state = 'matched', closed_at = turn_now(), matched_at = coalesce(matched_at, turn_now())
       from accepted where request.request_id = accepted.request_id
     ), matched as (
       update peer set last_matched_at = turn_now() from accepted where peer.person_id = accepted.peer_id
     ), settled as (
       -- what waited for just this has settled itself
       update work_item set closed_at = turn_now() from accepted
       where work_item.person_id = accepted.patient_id and work_item.kind in ('withdrawn', 'unmatched') and work_item.closed_at is null
     ), moved as (
       update appointment earlier set status = 'cancelled', reason_code = 'moved', expires_at = null, version = earlier.version + 1
       from accepted where earlier.appointment_id = accepted.moves_id and earlier.status = 'booked'
       returning earlier.appointment_id
     )
     select dequeue('expire ' || appointment_id), enqueue(case when peer_id = $2 then 'tell-accepted' else 'tell-proposal-accepted' end, appointment_id),
       (select enqueue('close-request', appointment_id) from moved) from accepted`,
    [appointmentId, personId],
  );
  const found = await loadAppointment(db, appointmentId);
  if (found?.peerId !== personId && found?.patientId !== personId) return undefined;
  if (!rowCount) return found;
  const booked = await settleMeeting(db, found, linkSecret);
  await writeReminders(db, booked);
  await scheduleSession(db, booked);
  return booked;
}

/**
 * A peer declines, with or without a reason. The patient is offered the next peers in a turn of their own. `know`, "I may know this person", keeps the
 * two apart for good, and the patient is told what anybody is told.
 */
export async function declineRequest(
  db: Db,
  peerId: string,
  appointmentId: string,
  reason: string | undefined,
): Promise<Appointment | undefined> {
  const found = await lockForPeer(db, peerId, appointmentId);
  if (found?.status !== "pending") return found;
  await endRequest(db, found, `peer-declined${reason ? `-${reason}` : ""}`);
  if (reason === "know") await excludePeer(db, found.patientId, peerId, true);
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
  // who can't move an appointment has not refused the person, and neither has who could not be asked
  if (!appointment.movesId)
    await db.query(
      `update request set refused_by = array_append(refused_by, $2) where request_id = $1
         and ($3 <> 'peer-silent' or exists (select from channel_address where person_id = $2 and state = 'live'))`,
      [appointment.requestId, appointment.peerId, reasonCode],
    );
  await dequeue(db, `expire ${appointment.id}`);
  await enqueue(db, "tell-declined", appointment.id);
}

async function lockForPeer(db: Db, peerId: string, appointmentId: string): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  return found?.peerId === peerId ? found : undefined;
}
