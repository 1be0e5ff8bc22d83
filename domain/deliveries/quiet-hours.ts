import Holidays from "date-holidays";
import { DateTime } from "luxon";

/** From 20:00 to 8:00, on Sundays and public holidays, in the recipient's zone. */
const BEGIN = 20;
const END = 8;

const calendars = new Map<string, Holidays>();
/** By country and date: a calendar takes milliseconds for each, and every message of a day asks for the same few. */
const holidays = new Map<string, boolean>();

/** Whether somebody in `zone` is left in peace at `at`, but for replies, confirmed appointments and urgent changes. */
export function isQuiet(at: DateTime, zone: string, country: string | undefined): boolean {
  const local = at.setZone(zone);
  return local.hour >= BEGIN || local.hour < END || local.weekday === 7 || (country !== undefined && isPublicHoliday(local, country));
}

/** The earliest time from `at` on that is not quiet. */
export function endOfQuiet(at: DateTime, zone: string, country: string | undefined): DateTime {
  let local = at.setZone(zone);
  // no row of Sundays and holidays is longer than two weeks
  for (let day = 0; day < 14 && isQuiet(local, zone, country); day++) {
    const opens = local.set({ hour: END, minute: 0, second: 0, millisecond: 0 });
    local = local < opens ? opens : opens.plus({ days: 1 });
  }
  return local;
}

/** Whether the date of `local` is a public holiday of a country. */
export function isPublicHoliday(local: DateTime, country: string): boolean {
  const { year, month, day } = local;
  const key = `${country} ${year}-${month}-${day}`;
  const known = holidays.get(key);
  if (known !== undefined) return known;
  let calendar = calendars.get(country);
  if (!calendar) {
    calendar = new Holidays(country, { types: ["public"] });
    calendars.set(country, calendar);
  }
  // noon of that date where the person is, as the calendar's country counts it
  const found = Boolean(calendar.isHoliday(DateTime.fromObject({ year, month, day, hour: 12 }, { zone: "UTC" }).toJSDate()));
  holidays.set(key, found);
  return found;
}
