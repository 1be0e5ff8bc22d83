import type { Appointment } from "../booking/appointment.ts";
import type { Db } from "../db.ts";
import { reminderTimes } from "./reminder-times.ts";

/**
 * Writes the reminders of an appointment that has just been booked, for both sides, with their jobs, and the jobs that ask afterwards how it went:
 * all in the booking's own transaction, so that no appointment is without them. What would have been due before now is left out: the confirmation says as much.
 * Those of an earlier version are skipped as they fall due.
 *
 * @param booked as it stands after the booking
 */
export async function writeReminders(db: Db, booked: Appointment): Promise<void> {
  const isCall = booked.modality === "phone";
  const due = (["patient", "peer"] as const).flatMap((side) => {
    const [personId, zone] = side === "patient" ? [booked.patientId, booked.patientZone] : [booked.peerId, booked.peerZone];
    return reminderTimes(booked.startsAt.setZone(zone), { side, isCall }).map((time) => ({ personId, ...time }));
  });
  await db.query(
    `with written as (
       insert into reminder (programme_id, appointment_id, person_id, kind, due_at, useful_until, version)
       select current_programme(), $1, person_id, kind, due_at, useful_until, $2
       from unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[]) as due (person_id, kind, due_at, useful_until)
       where due_at > turn_now()
       on conflict do nothing
       returning reminder_id, due_at
     )
     select enqueue('remind', reminder_id, due_at, 'remind ' || reminder_id) from written
     union all select enqueue('ask-after-talk', $1, $7, 'after ' || $1)
     union all select enqueue('ask-peer-after-talk', $1, $7, 'peer after ' || $1) where $8`,
    [
      booked.id,
      booked.version,
      due.map(({ personId }) => personId),
      due.map(({ kind }) => kind),
      due.map(({ dueAt }) => dueAt.toJSDate()),
      due.map(({ usefulUntil }) => usefulUntil.toJSDate()),
      booked.endsAt.toJSDate(),
      // of these nothing of ours knows whether they took place
      booked.modality === "video" || booked.modality === "in-person",
    ],
  );
}
