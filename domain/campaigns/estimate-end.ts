import type { DateTime } from "luxon";
import { endOfQuiet, isQuiet } from "../deliveries/quiet-hours.ts";

export interface Pace {
  perMinute: number;
  /** What a day's money is enough for; undefined: for all. */
  perDay?: number | undefined;
  zone: string;
  holidayCountry: string | undefined;
}

/** No estimate is longer: it would be no plan. */
const MOST_DAYS = 366;

/**
 * When the last of so many messages leaves, at that pace and outside quiet hours, if nothing is put off.
 *
 * @returns undefined: not within a year
 */
export function estimateEnd(
  messages: number,
  startsAt: DateTime,
  { perMinute, perDay = Number.POSITIVE_INFINITY, zone, holidayCountry }: Pace,
): DateTime | undefined {
  let left = messages;
  let at: DateTime = startsAt.setZone(zone);
  for (let day = 0; day < MOST_DAYS; day++) {
    at = endOfQuiet(at, zone, holidayCountry);
    const minutes = minutesUntilQuiet(at, zone, holidayCountry);
    const today = Math.min(left, Math.floor(minutes * perMinute), perDay);
    left -= today;
    if (left <= 0) return at.plus({ minutes: today / perMinute });
    at = at.startOf("day").plus({ days: 1 });
  }
  return undefined;
}

/** Of a day that is not quiet from `at` on. */
function minutesUntilQuiet(at: DateTime, zone: string, country: string | undefined): number {
  const local = at.setZone(zone);
  const quietFrom = Array.from({ length: 24 - local.hour }, (_, hour) => local.startOf("hour").plus({ hours: hour + 1 })).find((hour) =>
    isQuiet(hour, zone, country),
  );
  return (quietFrom ?? local.endOf("day")).diff(local).as("minutes");
}
