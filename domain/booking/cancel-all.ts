import type { Db } from "../db.ts";

/**
 * Cancels every live appointment of a patient who is leaving, with what was to follow: reminders, expiries, requests.
 * Each peer who knew of one is told in a turn of their own.
 */
export async function cancelAll(db: Db, patientId: string, reasonCode: "erased" | "unreachable"): Promise<void> {
  // in the order in which accepting a move locks them
  await db.query(
    "select from appointment where patient_id = $1 and status in ('proposed', 'pending', 'booked', 'arrived') order by appointment_id for update",
    [patientId],
  );
  await db.query(
    `with live as (
       select appointment_id, status <> 'proposed' or offered_by = 'peer' as peer_knows from appointment
       where patient_id = $1 and status in ('proposed', 'pending', 'booked', 'arrived')
     ), ended as (
       update appointment set status = 'cancelled', reason_code = $2, expires_at = null, version = version + 1
       from live where appointment.appointment_id = live.appointment_id
       returning appointment.appointment_id, live.peer_knows
     ), closed as (
       update request set state = 'closed', closed_at = turn_now() where patient_id = $1 and state <> 'closed'
     ), unreminded as (
       update reminder set state = 'skipped', reason = $2
       where state = 'waiting' and appointment_id in (select appointment_id from ended)
       returning reminder_id
     )
     select dequeue('expire ' || appointment_id), dequeue('after ' || appointment_id), dequeue('peer after ' || appointment_id), case when peer_knows then enqueue('close-request', appointment_id) end from ended
     union all
     select dequeue('remind ' || reminder_id), null, null, null from unreminded`,
    [patientId, reasonCode],
  );
}
