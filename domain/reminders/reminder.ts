import { DateTime } from "luxon";
import * as z from "zod";
import { type Appointment, loadAppointment } from "../booking/appointment.ts";
import type { Db } from "../db.ts";
import { REMINDER_KINDS, type ReminderKind } from "./reminder-times.ts";

export interface Reminder {
  id: string;
  personId: string;
  kind: ReminderKind;
  usefulUntil: DateTime;
  appointment: Appointment;
}

const reminderRow = z.object({
  person_id: z.string(),
  appointment_id: z.string(),
  kind: z.enum(REMINDER_KINDS),
  useful_until: z.date(),
  version: z.number(),
  state: z.string(),
  opted_out: z.boolean(),
});

export async function reminderPerson(db: Db, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>("select person_id as id from reminder where reminder_id = $1", [id]);
  return rows[0]?.id;
}

/**
 * Takes a reminder that falls due: it becomes a delivery, which the caller writes in the same turn, or is skipped, with its reason on record:
 * `settled` (the appointment is no longer booked), `moved` (another version), `too-late`, `opted-out-reminders`.
 */
export async function takeReminder(db: Db, id: string): Promise<Reminder | "skipped"> {
  const { rows } = await db.query(
    `select r.person_id, r.appointment_id, r.kind, r.useful_until, r.version, r.state,
       exists (select from opt_out o join channel_address a on a.address_key = o.address_key
               where a.person_id = r.person_id and o.topic = 'reminders') as opted_out
     from reminder r where r.reminder_id = $1 for update of r`,
    [id],
  );
  if (!rows[0]) return "skipped";
  const found = reminderRow.parse(rows[0]);
  const appointment = await loadAppointment(db, found.appointment_id);
  if (found.state !== "waiting" || !appointment) return "skipped";
  const { rows: clock } = await db.query<{ now: Date }>("select turn_now() as now");
  const late = (clock[0]?.now ?? new Date()) > found.useful_until;
  const reason =
    appointment.status !== "booked"
      ? "settled"
      : appointment.version !== found.version
        ? "moved"
        : late
          ? "too-late"
          : found.opted_out
            ? "opted-out-reminders"
            : null;
  await db.query("update reminder set state = $2, reason = $3 where reminder_id = $1", [id, reason ? "skipped" : "written", reason]);
  if (reason) return "skipped";
  return { id, personId: found.person_id, kind: found.kind, usefulUntil: DateTime.fromJSDate(found.useful_until), appointment };
}
