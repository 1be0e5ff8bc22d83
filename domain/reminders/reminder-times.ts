import type { DateTime } from "luxon";

/** When somebody is reminded of an appointment: so long before it starts. */
export const REMINDER_KINDS = ["48-hours", "2-hours", "10-minutes"] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

const MINUTES_BEFORE: Record<ReminderKind, number> = { "48-hours": 48 * 60, "2-hours": 120, "10-minutes": 10 };
/** Later than this before the start a reminder helps nobody: the two-way one as long as one may still move, the others until it begins. */
const USEFUL_UNTIL_MINUTES_BEFORE: Record<ReminderKind, number> = { "48-hours": 4 * 60, "2-hours": 10, "10-minutes": 0 };
/** Before 8:00 nobody is woken for a reminder: it goes the evening before. */
const EARLIEST_HOUR = 8;
const EVENING_HOUR = 19;

export interface ReminderTime {
  kind: ReminderKind;
  dueAt: DateTime;
  usefulUntil: DateTime;
}

/**
 * The reminders of one appointment for one person, in their own zone: 48 h (two-way, patients only) and 2 h before, and 10 minutes before a masked call.
 * The 10 minutes belong to the call and are kept to the minute. What would have been due already is for the caller to leave out.
 *
 * @param startsAt in the recipient's zone
 */
export function reminderTimes(startsAt: DateTime, { side, isCall }: { side: "patient" | "peer"; isCall: boolean }): ReminderTime[] {
  const kinds = REMINDER_KINDS.filter((kind) => (kind === "48-hours" ? side === "patient" : kind === "10-minutes" ? isCall : true));
  return kinds.map((kind) => {
    const exact = startsAt.minus({ minutes: MINUTES_BEFORE[kind] });
    const evening = exact.minus({ days: 1 }).set({ hour: EVENING_HOUR, minute: 0, second: 0, millisecond: 0 });
    const dueAt = kind !== "10-minutes" && exact.hour < EARLIEST_HOUR ? evening : exact;
    return { kind, dueAt, usefulUntil: startsAt.minus({ minutes: USEFUL_UNTIL_MINUTES_BEFORE[kind] }) };
  });
}
