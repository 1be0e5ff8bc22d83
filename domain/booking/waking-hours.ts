import type { DateTime } from "luxon";

/** People are awake from 8:00 to 21:00, in their own zone. */
const WAKES = 8;
const SLEEPS = 21;

/** Minutes between two instants at which somebody in `zone` is awake. */
export function wakingMinutes(from: DateTime, until: DateTime, zone: string): number {
  let total = 0;
  for (let day = from.setZone(zone).startOf("day"); day < until; day = day.plus({ days: 1 })) {
    const start = Math.max(day.set({ hour: WAKES }).toMillis(), from.toMillis());
    const end = Math.min(day.set({ hour: SLEEPS }).toMillis(), until.toMillis());
    total += Math.max(0, end - start);
  }
  return Math.floor(total / 60_000);
}
