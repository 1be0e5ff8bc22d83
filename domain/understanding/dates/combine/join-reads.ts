import type { DateTime } from "luxon";
import type { Reading } from "../grammar/item.ts";
import { type Read, readSlot } from "./read-slot.ts";
import type { Slot } from "./slots.ts";

/** Choices that touch are one span, "entre lundi et mercredi" is one; others stay apart. */
export function joinReads(slots: Slot[], now: DateTime): Read {
  const reads = slots.map((slot) => readSlot(slot, now));
  // "du lundi au vendredi après 18h"
  const everyDay = slots.some(({ link, hours }, index) => link === "to" && hours && !slots[index - 1]?.hours && slots[index - 1]?.days);
  const why = reads.find((read) => read.why)?.why ?? (everyDay ? "several" : undefined);
  const hours = reads.find((read) => read.hours)?.hours;
  const readings: Reading[] = [];
  for (const [index, read] of reads.entries()) {
    const last = readings.at(-1);
    const next = slots[index]?.link === "to" && last ? endOf(slots[index], read, last) : undefined;
    if (last && next) last.end = next;
    else
      for (const one of read.readings) {
        const beside = why ? undefined : readings.find((other) => +other.end === +one.start);
        if (beside) beside.end = one.end;
        else if (!readings.some((other) => +other.start === +one.start && +other.end === +one.end)) readings.push({ ...one });
      }
  }
  const ahead = readings
    .filter(({ start, end }) => end > now && end > start)
    .map(({ start, end }) => ({ start: start < now ? now : start, end }));
  const gone = readings.length > 0 && ahead.length === 0;
  return { readings: ahead, why: why === "own-weekday" && gone ? "past" : why, hours };
}

/** The end of a span that begins with `first`: "entre lundi et mercredi" ends on the Wednesday after that Monday. */
function endOf({ days }: Slot, { readings: [last] }: Read, first: Reading): DateTime | undefined {
  if (!last) return undefined;
  const end = last.end <= first.start && days?.form === "weekday" ? last.end.plus({ weeks: 1 }) : last.end;
  return end > first.start ? end : undefined;
}
