import type { Hours } from "../grammar/item.ts";

const NOON = 720;

/** How far from a part of the day a time may be and still be said of it, in minutes: "demain matin 7h", "ce soir 17h30". */
function isWithin(minutes: number, part: Hours): boolean {
  if (part.to <= NOON) return minutes < part.to;
  if (part.from < 840) return minutes >= 660 && minutes < 900;
  return minutes >= part.from - 90 && minutes < part.to + 180;
}

/**
 * Two times of day that stand side by side: a time within a part of the day ("jeudi matin à 9h", "tonight at 8"), or two limits.
 *
 * @returns undefined if they are two different wishes ("10h 11h")
 */
export function mergeHours(one: Hours, other: Hours): Hours | undefined {
  const today = one.today || other.today;
  if (one.daytime) return { ...other, today };
  if (other.daytime) return { ...one, today };
  const [part, time] = one.form === "part" ? [one, other] : [other, one];
  if (part.form === "part" && (time.form === "at" || time.form === "around" || time.form === "between")) {
    if (isWithin(time.from, part)) return { ...time, halfUnknown: false, weak: false, today };
    const evening = { ...time, from: time.from + NOON, to: time.to + NOON };
    return time.from < NOON && isWithin(evening.from, part) ? { ...evening, halfUnknown: false, weak: false, today } : undefined;
  }
  if (one.form === "at" && other.form === "at") return one.from === other.from ? one : undefined;
  // "this evening after 8"
  if (part.form === "part" && part.to > NOON) {
    const late = {
      ...time,
      from: time.form === "before" ? time.from : time.from + NOON,
      to: time.form === "before" ? time.to + NOON : time.to,
    };
    const said = time.form === "before" ? late.to : late.from;
    if (said > part.from && said < part.to) return mergeLimits(part, late, today);
  }
  return mergeLimits(one, other, today);
}

function mergeLimits(one: Hours, other: Hours, today: boolean | undefined): Hours | undefined {
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  return from < to ? { is: "hours", form: "between", from, to, today } : undefined;
}
