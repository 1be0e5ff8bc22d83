import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { type Appointment, loadAppointment, lockAppointment } from "./appointment.ts";

/**
 * A peer gives up a booked appointment that has not begun. The patient is told in a turn of their own and asked before anything is put in its place;
 * coordinators find it in the queue, and are paged if it was about to begin. Saying it twice, or late, changes nothing and gives the appointment as it stands.
 *
 * @param lateMinutes less than this before its start it is late, and has a reason code of its own
 */
export async function withdraw(db: Db, peerId: string, appointmentId: string, lateMinutes: number): Promise<Appointment | undefined> {
  const found = await lockAppointment(db, appointmentId);
  if (found?.peerId !== peerId) return undefined;
  const { rowCount } = await db.query(
    `update appointment set status = 'cancelled', expires_at = null, version = version + 1,
       reason_code = case when lower(during) - make_interval(mins => $2) < turn_now() then 'peer-withdrew-late' else 'peer-withdrew' end
     where appointment_id = $1 and status = 'booked' and lower(during) > turn_now()`,
    [appointmentId, lateMinutes],
  );
  if (!rowCount) return found;
  await openWorkItem(db, "withdrawn", found.patientId, { appointmentId });
  await enqueue(db, "tell-withdrawn", appointmentId);
  return loadAppointment(db, appointmentId);
}
