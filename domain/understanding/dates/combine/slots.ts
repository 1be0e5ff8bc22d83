import type { DateTime } from "luxon";
import type { Days, Fragment, Hours, Item, Reading } from "../grammar/item.ts";
import { mergeDays } from "./merge-days.ts";
import { mergeHours } from "./merge-hours.ts";

type Limit = Extract<Fragment, { is: "limit" }>["form"];

/** One wish: days, hours of them, or a complete span; up to it, or from it on. */
export interface Slot {
  days?: Days;
  hours?: Hours;
  span?: Reading;
  limit?: Limit;
  /** How it goes on from the slot before: another choice, or the end of a span. */
  link: "or" | "to";
  words: string[];
}

/** Puts fragments that stand together into wishes: "jeudi ou vendredi matin" is two, "jeudi 3 décembre vers 14h" one. */
export function fillSlots(items: readonly Item[], now: DateTime): Slot[] {
  const slots: Slot[] = [];
  let [limit, between, link]: [Limit | undefined, boolean, "or" | "to" | "comma" | undefined] = [undefined, false, undefined];
  for (const { fragment, text } of items) {
    if (!fragment) continue;
    const current = slots.at(-1);
    if (fragment.is === "limit") {
      if (fragment.postfix && current && !link) current.limit = fragment.form;
      else limit = fragment.form;
    } else if (fragment.is === "link") {
      if (fragment.form === "between") between = true;
      else link = fragment.form === "or" && between ? "to" : link === "or" && fragment.form === "comma" ? "or" : fragment.form;
    } else if (fragment.is === "days" || fragment.is === "hours" || fragment.is === "span") {
      // "le 2 au matin"
      if (link === "to" && fragment.is === "hours" && !current?.hours) link = undefined;
      const joined = current && !limit && (link === undefined || link === "comma") && join(current, fragment, link, now);
      if (joined) joined.words.push(text);
      else {
        slots.push({
          [fragment.is]: fragment.is === "span" ? fragment.reading : fragment,
          limit,
          link: link === "to" ? "to" : "or",
          words: [text],
        });
        if (link === "to") between = false;
      }
      [limit, link] = [undefined, undefined];
    }
  }
  return share(slots, now);
}

/** Adds to a wish what it lacks, or what says it more exactly. */
function join(
  slot: Slot,
  fragment: Extract<Fragment, { is: "days" | "hours" | "span" }>,
  link: "comma" | undefined,
  now: DateTime,
): Slot | undefined {
  if (slot.span || fragment.is === "span") return undefined;
  if (fragment.is === "hours") {
    const hours = slot.hours ? mergeHours(slot.hours, fragment) : fragment;
    if (!hours) return undefined;
    slot.hours = hours;
    return slot;
  }
  if (slot.days) {
    // "jeudi, vendredi": a list; "mardi, le 1er": the same day
    const list = link === "comma" && slot.days.form === fragment.form;
    const days = list ? undefined : mergeDays(slot.days, fragment, now);
    if (!days) return undefined;
    slot.days = days;
    return slot;
  }
  slot.days = fragment;
  return slot;
}

/** Hours without a day are of the day beside them; days without hours share those of the last choice. */
function share(slots: Slot[], now: DateTime): Slot[] {
  for (const [index, slot] of slots.entries())
    if (slot.hours && !slot.days && !slot.span && !slot.hours.today) {
      const beside = slots[index - 1]?.days ? slots[index - 1] : slots.slice(index + 1).find(({ days }) => days);
      if (beside) slot.days = beside.days;
    }
  // "lundi ou mardi de la semaine prochaine"
  const week = slots.find(({ days }) => days?.week)?.days?.week;
  if (week)
    for (const slot of slots)
      if (slot.days?.form === "weekday") slot.days = mergeDays(slot.days, { is: "days", form: "week", readings: [week] }, now) ?? slot.days;
  const hours = slots.at(-1)?.hours;
  if (hours && !hours.today)
    for (const slot of slots) if (slot.days && !slot.hours && !slot.limit && !slots.some(({ link }) => link === "to")) slot.hours = hours;
  return slots;
}
