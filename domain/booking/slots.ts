import { type DateTime, Interval } from "luxon";

export interface SlotRules {
  stepMinutes: number;
  /** Talk and buffer together. */
  blockMinutes: number;
  noticeMinutes: number;
}

/** A peer's weekly plan: wall time in the peer's zone, `HH:mm`. ISO weekdays, 1 is Monday. */
export interface WeeklyWindow {
  weekday: number;
  startsAt: string;
  endsAt: string;
}

/**
 * Lays a weekly plan over the days from `from` to `until`, in the plan's zone. A wall time that a change of clocks skips begins when the clocks have moved on.
 */
export function openWindows(plan: WeeklyWindow[], zone: string, from: DateTime, until: DateTime): Interval[] {
  const windows: Interval[] = [];
  for (let day = from.setZone(zone).startOf("day"); day < until; day = day.plus({ days: 1 })) {
    for (const window of plan) {
      if (window.weekday !== day.weekday) continue;
      const start = atWallTime(day, window.startsAt);
      const end = atWallTime(day, window.endsAt);
      if (start < end) windows.push(Interval.fromDateTimes(start, end));
    }
  }
  return windows;
}

function atWallTime(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}

/**
 * Cuts a peer's open time into the starts a patient may choose, earliest first.
 *
 * Windows and taken times are half-open and may overlap. A slot starts on every step at which talk and buffer still fit; steps count in elapsed
 * minutes, so a window over a clock change loses or gains real time, not labels.
 *
 * @throws {RangeError} if a step or block is not a positive whole number of minutes (notice may be 0)
 * @see https://hl7.org/fhir/R4/slot.html for `free` and `busy`
 */
export function freeSlots(windows: Interval[], taken: Interval[], rules: SlotRules, now: DateTime): DateTime[] {
  for (const minutes of [rules.stepMinutes, rules.blockMinutes]) {
    if (!Number.isInteger(minutes) || minutes <= 0)
      throw new RangeError(`A step or block of ${minutes} minutes is not a positive whole number.`);
  }
  const earliest = now.plus({ minutes: rules.noticeMinutes });
  return Interval.merge(windows)
    .flatMap((window) => startsEvery(window, rules.stepMinutes, rules.blockMinutes))
    .filter((start) => start >= earliest)
    .filter((start) => {
      const block = Interval.fromDateTimes(start, start.plus({ minutes: rules.blockMinutes }));
      return !taken.some((busy) => busy.overlaps(block));
    });
}

function startsEvery(window: Interval, stepMinutes: number, blockMinutes: number): DateTime[] {
  const starts: DateTime[] = [];
  const { start, end } = window;
  if (!start || !end) return starts;
  for (let at = start; at.plus({ minutes: blockMinutes }) <= end; at = at.plus({ minutes: stepMinutes })) starts.push(at);
  return starts;
}

/**
 * Takes at most one start of each morning, afternoon and evening, so that three offers are three different moments.
 * Days are those of the starts' own zone.
 */
export function spreadSlots(starts: DateTime[]): DateTime[] {
  const seen = new Set<string>();
  return starts.filter((start) => {
    const part = start.hour < 12 ? "morning" : start.hour < 17 ? "afternoon" : "evening";
    const moment = `${start.toISODate()} ${part}`;
    if (seen.has(moment)) return false;
    seen.add(moment);
    return true;
  });
}
