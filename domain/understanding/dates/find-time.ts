import type { DateTime } from "luxon";
import type { Locale } from "../../locale.ts";
import { joinReads } from "./combine/join-reads.ts";
import { readSlot } from "./combine/read-slot.ts";
import { fillSlots } from "./combine/slots.ts";
import { takeStances } from "./combine/take-stance.ts";
import type { Item, Reading, Why } from "./grammar/item.ts";
import { readItems } from "./read-items.ts";

export type { Reading } from "./grammar/item.ts";

export type FoundTime =
  | { kind: "interval"; start: DateTime; end: DateTime; because: string[] }
  | { kind: "ambiguous"; readings: Reading[]; why: Why; hours?: { from: number; to: number } }
  | { kind: "none" };

const NONE: FoundTime = { kind: "none" };

/**
 * From words to a time, in French and English whatever the locale (it only tells 12/3 apart): "jeudi en fin d'aprem", "d'ici dix jours",
 * "half two tomorrow". Only what is asked for counts: not what is refused, past, or told of something else.
 *
 * @param context.now in the person's zone; readings are in that zone and never begin before it
 * @returns an interval if there is one reading; else its readings, with the reason to ask; `none` if no time is asked for
 */
export function findTime(text: string, { now, locale }: { now: DateTime; locale: Locale }): FoundTime {
  const { wanted, refused, inPassing } = takeStances(readItems(text, now, locale));
  if (wanted.some(({ fragment }) => fragment?.is === "impossible")) return NONE;
  const slots = fillSlots(wanted, now);
  const found = slots.length > 0 ? joinReads(slots, now) : undefined;
  if (!found || (found.readings.length === 0 && !found.why)) return vagueOr(wanted);
  const { readings, why, hours } = found;
  const [reading] = readings;
  const reason =
    why ??
    (readings.length > 1 ? "several" : inPassing ? "in-passing" : reading && isRefused(reading, refused, now) ? "several" : undefined);
  if (!reading || reason) return { kind: "ambiguous", readings, why: reason ?? "past", hours };
  return { kind: "interval", ...reading, because: slots.flatMap(({ words }) => words) };
}

function vagueOr(wanted: readonly Item[]): FoundTime {
  const vague = wanted.find(({ fragment }) => fragment?.is === "vague");
  return vague ? { kind: "ambiguous", readings: [], why: "no-date" } : NONE;
}

/** Whether a part of it was refused: "la semaine prochaine sauf mardi", "demain mais pas le matin". */
function isRefused(reading: Reading, refused: readonly Item[], now: DateTime): boolean {
  const hours = reading.end.diff(reading.start, "hours").hours;
  return fillSlots(refused, now).some((slot) => {
    if (hours > 25) return true;
    if (!slot.days && slot.hours) return hours > 4;
    return readSlot(slot, now).readings.some(({ start, end }) => start < reading.end && end > reading.start);
  });
}
