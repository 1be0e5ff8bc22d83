import type { WeeklyWindow } from "../../booking/slots.ts";
import type { Db } from "../../db.ts";
import type { WeekRefusal } from "./refusal.ts";
import { minutesOf } from "./wall-time.ts";

/** Two a day, every day: more is a mistake, and more can't be read out in one message. */
const MOST_WINDOWS = 14;

/**
 * Adds windows to a peer's weekly plan; one that overlaps or touches others becomes one with them. All are added, or none.
 *
 * @param blockMinutes the talk with its buffer: a shorter window would never be offered, so it is refused
 */
export async function addWindows(
  db: Db,
  peerId: string,
  windows: WeeklyWindow[],
  blockMinutes: number,
): Promise<"added" | Extract<WeekRefusal, "ends-before-start" | "too-short" | "too-many">> {
  if (windows.some(({ startsAt, endsAt }) => endsAt <= startsAt)) return "ends-before-start";
  const { rows } = await db.query<WeeklyWindow>(
    `select weekday, to_char(starts_at, 'HH24:MI') as "startsAt", to_char(ends_at, 'HH24:MI') as "endsAt" from availability where peer_id = $1`,
    [peerId],
  );
  const merged = mergeWindows([...rows, ...windows]);
  const short = (window: WeeklyWindow) => minutesOf(window.endsAt) - minutesOf(window.startsAt) < blockMinutes;
  if (windows.some((added) => merged.some((window) => holds(window, added) && short(window)))) return "too-short";
  if (merged.length > MOST_WINDOWS) return "too-many";
  await db.query("delete from availability where peer_id = $1", [peerId]);
  await db.query(
    `insert into availability (programme_id, peer_id, weekday, starts_at, ends_at)
     select current_programme(), $1, * from unnest($2::smallint[], $3::time[], $4::time[])`,
    [peerId, merged.map(({ weekday }) => weekday), merged.map(({ startsAt }) => startsAt), merged.map(({ endsAt }) => endsAt)],
  );
  return "added";
}

/** Puts windows that overlap or touch together, in the order of the week. Times are `HH:mm`. */
export function mergeWindows(windows: WeeklyWindow[]): WeeklyWindow[] {
  const merged: WeeklyWindow[] = [];
  for (const window of windows.toSorted((a, b) => a.weekday - b.weekday || a.startsAt.localeCompare(b.startsAt))) {
    const last = merged.at(-1);
    if (last?.weekday !== window.weekday || last.endsAt < window.startsAt) merged.push({ ...window });
    else if (window.endsAt > last.endsAt) last.endsAt = window.endsAt;
  }
  return merged;
}

const holds = (window: WeeklyWindow, other: WeeklyWindow) =>
  window.weekday === other.weekday && window.startsAt <= other.startsAt && other.endsAt <= window.endsAt;
