import { DateTime, Interval } from "luxon";

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

/** What differs from the plan on some dates, first and last included: away (whole days, or hours of each), or open besides the plan. */
export interface AvailabilityException {
  kind: "away" | "open";
  /** Local dates, `yyyy-MM-dd`. */
  startsOn: string;
  endsOn: string;
  /** Wall times; null: all day. */
  startsAt: string | null;
  endsAt: string | null;
}

/** When a peer has time: all of it in the peer's own zone. */
export interface Availability {
  zone: string;
  plan: WeeklyWindow[];
  exceptions: AvailabilityException[];
}

/** One local day of it. What is open may overlap; what is away outweighs it. */
export interface OpenDay {
  open: Interval[];
  away: Interval[];
}

/** Lays an availability over the local days from `from` to `until`, one at a time: who wants only the next slots pays only for those. */
export function* openDays({ zone, plan, exceptions }: Availability, from: DateTime, until: DateTime): Generator<OpenDay> {
  for (let day = from.setZone(zone).startOf("day"); day < until; day = day.plus({ days: 1 }).startOf("day")) {
    const date = day.toISODate() ?? "";
    const planned = plan.filter(({ weekday }) => weekday === day.weekday);
    const dated = exceptions.filter(({ startsOn, endsOn }) => startsOn <= date && date <= endsOn);
    const besides = dated.filter(({ kind }) => kind === "open");
    yield {
      open: [...planned, ...besides].flatMap((window) => between(day, window.startsAt, window.endsAt, "shortest")),
      away: dated.filter(({ kind }) => kind === "away").flatMap(({ startsAt, endsAt }) => between(day, startsAt, endsAt, "longest")),
    };
  }
}

/** Where a change of clocks lets an end mean two instants, open time is the shortest that it may mean, and time away the longest. */
function between(day: DateTime, startsAt: string | null, endsAt: string | null, reading: "shortest" | "longest"): Interval[] {
  const [firstStart, lastStart] = instantsOf(day, startsAt ?? "00:00");
  const [firstEnd, lastEnd] = instantsOf(day, endsAt ?? "24:00");
  const [start, end] = reading === "shortest" ? [lastStart, firstEnd] : [firstStart, lastEnd];
  return start < end ? [Interval.fromDateTimes(start, end)] : [];
}

const DAY_MILLIS = 86_400_000;

/** The first and last instant that a wall time may mean. Usually one; a doubled one means two; a skipped one, what it would be by the clocks of before and after. */
function instantsOf({ zone, year, month, day }: DateTime, time: string): [DateTime, DateTime] {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const offsets = [zone.offset(wall - DAY_MILLIS), zone.offset(wall + DAY_MILLIS)];
  const read = offsets.map((offset) => ({ millis: wall - offset * 60_000, offset }));
  const real = read.filter(({ millis, offset }) => zone.offset(millis) === offset);
  const meant = (real.length > 0 ? real : read).map(({ millis }) => millis);
  return [DateTime.fromMillis(Math.min(...meant), { zone }), DateTime.fromMillis(Math.max(...meant), { zone })];
}

/** Whether an instant's wall time in its zone is that of no other: what is agreed in a doubled hour is agreed for two instants. */
export const isUnmistakable = (at: DateTime): boolean => at.getPossibleOffsets().length === 1;

/**
 * Cuts a peer's open time into the starts a patient may choose, earliest first, as far as they are asked for.
 *
 * Open, away and taken times are half-open and may overlap. A slot starts on every step of its day's open time at which talk and buffer still fit, and
 * never in an hour that a change of clocks doubles. Steps count in elapsed minutes, so that open time over a change loses or gains real time, not labels.
 *
 * @throws {RangeError} if a step or block is not a positive whole number of minutes (notice may be 0)
 * @see https://hl7.org/fhir/R4/slot.html for `free` and `busy`
 */
export function* freeSlots(days: Iterable<OpenDay>, taken: Interval[], rules: SlotRules, now: DateTime): Generator<DateTime> {
  for (const minutes of [rules.stepMinutes, rules.blockMinutes]) {
    if (!Number.isInteger(minutes) || minutes <= 0)
      throw new RangeError(`A step or block of ${minutes} minutes is not a positive whole number.`);
  }
  const earliest = now.plus({ minutes: rules.noticeMinutes });
  for (const { open, away } of days) {
    const busy = [...away, ...taken];
    for (const window of Interval.merge(open)) {
      const maybeDoubled = changesClocks(window);
      for (const start of startsEvery(window, rules.stepMinutes, rules.blockMinutes)) {
        if (start < earliest || (maybeDoubled && !isUnmistakable(start))) continue;
        const end = start.plus({ minutes: rules.blockMinutes });
        if (!busy.some((gone) => gone.overlaps(Interval.fromDateTimes(start, end)))) yield start;
      }
    }
  }
}

/** Whether clocks change on its days: only then each start is looked at, which takes longer than all the rest. */
const changesClocks = ({ start, end }: Interval): boolean => start?.startOf("day").offset !== end?.endOf("day").offset;

function* startsEvery({ start, end }: Interval, stepMinutes: number, blockMinutes: number): Generator<DateTime> {
  if (!start || !end) return;
  for (let at = start; at.plus({ minutes: blockMinutes }) <= end; at = at.plus({ minutes: stepMinutes })) yield at;
}

/**
 * Takes at most one start of each morning, afternoon and evening, so that three offers are three different moments.
 * Days are those of the starts' own zone.
 */
export function* spreadSlots(starts: Iterable<DateTime>): Generator<DateTime> {
  const seen = new Set<string>();
  for (const start of starts) {
    const part = start.hour < 12 ? "morning" : start.hour < 17 ? "afternoon" : "evening";
    const moment = `${start.toISODate()} ${part}`;
    if (seen.has(moment)) continue;
    seen.add(moment);
    yield start;
  }
}
