import { DateTime } from "luxon";
import type { Days, Reading } from "../grammar/item.ts";

/** From the midnight that begins the day of `day`, over a number of days; days of a clock change are as long as they are. */
export function daysFrom(day: DateTime, days = 1): Reading {
  const start = day.startOf("day");
  return { start, end: start.plus({ days }) };
}

/** That weekday after today, and some weeks later. */
export function weekdayAfter(now: DateTime, weekday: number, weeks = 0): DateTime {
  const ahead = ((weekday - now.weekday + 6) % 7) + 1;
  return now.startOf("day").plus({ days: ahead + 7 * weeks });
}

/** Monday of this week, or of one some weeks from it. */
export const mondayOf = (now: DateTime, weeks = 0): DateTime => now.startOf("week").plus({ weeks });

/**
 * The days that a date without a year may be: the next one; and none, because it has gone by, when that is nearer to now than the next
 * ("le 12 octobre" in November is not in eleven months).
 *
 * @returns undefined if there is no such day this year or next
 */
export function nextDate(now: DateTime, month: number, day: number): Days | undefined {
  const today = now.startOf("day");
  const inYear = (year: number) => DateTime.fromObject({ year, month, day }, { zone: now.zone });
  const next = [inYear(today.year), inYear(today.year + 1)].find((date) => date.isValid && date >= today);
  if (!next) return undefined;
  const last = next.minus({ years: 1 });
  const isPast = today.diff(last).milliseconds < next.diff(today).milliseconds && last.month === month;
  return { is: "days", form: "date", readings: [daysFrom(next)], ...(isPast ? { why: "past" as const } : {}) };
}

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Nature, 1876; in Meeus, Astronomical Algorithms, chapter 8). */
export function easter(year: number): { month: number; day: number } {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const l = (32 + 2 * (b % 4) + 2 * i - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return { month: Math.floor(sum / 31), day: (sum % 31) + 1 };
}
