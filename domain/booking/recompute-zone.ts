import { DateTime } from "luxon";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { loadRules } from "../programmes/load-rules.ts";
import { writeReminders } from "../reminders/write-reminders.ts";
import { planSession } from "../sessions/schedule-session.ts";
import { sessionOf } from "../sessions/session.ts";
import { loadAppointment } from "./appointment.ts";

interface Kept {
  id: string;
  status: string;
  patient_id: string;
  starts_at: Date;
  local_start: string;
  zone: string;
}

/**
 * After an update of the time zone data: what people agreed is a wall time, so the instants of coming appointments are made to follow it, and their
 * reminders with them. One that would then fall on another stays where it is, and waits for a coordinator as unconfirmed.
 *
 * @returns the ids of appointments that were moved, and of those that could not be
 */
export async function recomputeZones(db: Db): Promise<{ moved: string[]; conflicting: string[] }> {
  const { rows } = await db.query<Kept>(
    `select appointment_id as id, status, patient_id, lower(during) as starts_at, to_char(local_start, 'YYYY-MM-DD"T"HH24:MI') as local_start, zone
     from appointment where status in ('proposed', 'pending', 'booked') and lower(during) > turn_now()
     order by appointment_id for update`,
  );
  let waiting = rows.filter((kept) => !stillMeans(kept));
  const moved: string[] = [];
  // one may only make room for another: again, as long as something moves
  for (let before = Number.POSITIVE_INFINITY; waiting.length > 0 && waiting.length < before; ) {
    before = waiting.length;
    const stuck: Kept[] = [];
    for (const kept of waiting) {
      if (await moveBy(db, kept.id, wallTime(kept).toMillis() - kept.starts_at.getTime())) moved.push(kept.id);
      else stuck.push(kept);
    }
    waiting = stuck;
  }
  for (const id of moved) {
    const appointment = await loadAppointment(db, id);
    if (appointment?.status !== "booked") continue;
    await writeReminders(db, appointment);
    const session = await sessionOf(db, id);
    if (session) await planSession(db, session.id, appointment, (await loadRules(db)).settings.calls);
  }
  for (const { id, patient_id } of waiting) await openWorkItem(db, "unconfirmed", patient_id, { appointmentId: id });
  return { moved, conflicting: waiting.map(({ id }) => id) };
}

/** What was agreed, by the zone data of today. */
const wallTime = ({ local_start, zone }: Kept): DateTime => DateTime.fromISO(local_start, { zone });

/** In a doubled hour either instant is right. */
const stillMeans = (kept: Kept): boolean =>
  wallTime(kept)
    .getPossibleOffsets()
    .some((at) => at.toMillis() === kept.starts_at.getTime());

async function moveBy(db: Db, id: string, byMillis: number): Promise<boolean> {
  await db.query("savepoint rezone");
  try {
    await db.query(
      `update appointment set version = version + 1,
         during = tstzrange(lower(during) + $2 * interval '1 millisecond', upper(during) + $2 * interval '1 millisecond'),
         blocks = tstzrange(lower(blocks) + $2 * interval '1 millisecond', upper(blocks) + $2 * interval '1 millisecond')
       where appointment_id = $1`,
      [id, byMillis],
    );
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "23P01") throw error;
    await db.query("rollback to savepoint rezone");
    return false;
  }
}
