import { DateTime } from "luxon";
import * as z from "zod";
import type { FoundTime } from "../domain/understanding/dates/find-time.ts";

const span = z.object({ from: z.string(), to: z.string() });

/**
 * When somebody would like to talk, as they said it: a span (ISO, half open), a part of any day (hours), or what they may have meant
 * (then it is asked which). Kept in a dialog's state.
 */
export const timeWish = z.object({
  from: z.string().optional(),
  to: z.string().optional(),
  hours: z.object({ from: z.number(), to: z.number() }).optional(),
  readings: z.array(span).optional(),
});
export type TimeWish = z.infer<typeof timeWish>;

/** What was found in words as a wish; nothing if no time is in them. */
export function wishOf(found: FoundTime): TimeWish | undefined {
  const spanOf = ({ start, end }: { start: DateTime; end: DateTime }) => ({ from: start.toISO() ?? "", to: end.toISO() ?? "" });
  if (found.kind === "none") return undefined;
  if (found.kind === "interval") return spanOf(found);
  if (found.readings.length === 1 && found.readings[0]) return spanOf(found.readings[0]);
  return { hours: found.hours, readings: found.readings.length > 1 ? found.readings.map(spanOf) : undefined };
}

/** Minutes that an exact time stands for ("jeudi 14h"): the span that `findTime` gives it. */
const EXACT_MINUTES = 30;

/** The time that was said exactly; nothing for a span. */
export function exactTime({ from, to }: TimeWish): DateTime | undefined {
  if (!from || !to) return undefined;
  const start = DateTime.fromISO(from, { setZone: true });
  return DateTime.fromISO(to).diff(start, "minutes").minutes === EXACT_MINUTES ? start : undefined;
}
