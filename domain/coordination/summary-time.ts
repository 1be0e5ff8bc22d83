import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { isPublicHoliday } from "../deliveries/quiet-hours.ts";
import { enqueue } from "../enqueue.ts";
import type { RotaPlace } from "./rota.ts";

/** When people begin their week: before the day's first appointments. */
const AT = { hour: 8, minute: 30, second: 0, millisecond: 0 };
const FRIDAY = 5;

/** The Monday, at midnight in the programme's zone, of the week that `at` lies in. */
export const weekOf = (at: DateTime, zone: string): DateTime => at.setZone(zone).startOf("week");

/** When the summary of the week before is told: on Monday at 08:30, or on the next day that is no public holiday. */
export function summaryTime(monday: DateTime, { country }: RotaPlace): DateTime {
  let day = monday.set(AT);
  while (isPublicHoliday(day, country) && day.weekday < FRIDAY) day = day.plus({ days: 1 });
  return day;
}

/**
 * Has the next summary told at its time: this week's, late, if the programme was there and it was not; else the next one. Planned again it is planned once.
 */
export async function planSummary(db: Db, programmeId: string, now: DateTime, place: RotaPlace): Promise<void> {
  const monday = weekOf(now, place.zone);
  const due = summaryTime(monday, place);
  const { rows } = await db.query<{ missed: boolean }>(
    `select created_at < $2 and not exists (select from weekly_summary where week = $1::date) as missed
     from programme where programme_id = current_programme()`,
    [monday.toISODate(), due.toJSDate()],
  );
  const next = now < due || rows[0]?.missed ? due : summaryTime(monday.plus({ weeks: 1 }), place);
  await enqueue(db, "weekly-summary", programmeId, next.toJSDate(), `summary ${programmeId}`);
}

/** Takes this week's summary to be told; false if it was told, or its time has not come. */
export async function takeSummary(db: Db, now: DateTime, place: RotaPlace): Promise<boolean> {
  const monday = weekOf(now, place.zone);
  if (now < summaryTime(monday, place)) return false;
  const { rowCount } = await db.query(
    "insert into weekly_summary (programme_id, week) values (current_programme(), $1::date) on conflict do nothing returning week",
    [monday.toISODate()],
  );
  return Boolean(rowCount);
}
