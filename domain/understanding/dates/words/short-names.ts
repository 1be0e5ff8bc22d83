import type { Item } from "../grammar/item.ts";

/** What makes "sam", "mer" or "mon" a weekday when it follows. */
const AFTER = ["DATE", "CLOCK", "PART", "NUM", "ORD", "PROCHAIN", "week"];
const BEFORE = ["NEXT", "on", "by", "until", "coming", "until", "before"];
const NOT_AFTER = new Set(["la", "un", "une", "le", "my", "the", "ma", "de", "au", "du", "mon", "en"]);

/** Weekdays by their short names, which are other words too: "sam 14h", "next fri", "thu or fri". */
export function readShortNames(items: readonly Item[]): Item[] {
  const isDay = (item: Item | undefined) => item?.keys.some((key) => key === "WD" || key === "WEEKDAY") ?? false;
  return items.map((item, index) => {
    if (!item.keys.includes("WD")) return item;
    const [before, after, next] = [items[index - 1], items[index + 1], items[index + 2]];
    const follows =
      after?.keys.some((key) => AFTER.includes(key)) && !(item.text === "mon" && after.keys.includes("PART") && after.text !== "morning");
    const precedes = before?.keys.some((key) => BEFORE.includes(key)) ?? false;
    const listed = (after?.keys.includes("OU") && isDay(next)) || (before?.keys.includes("OU") && isDay(items[index - 2]));
    if (before && NOT_AFTER.has(before.text) && !precedes) return item;
    return follows || precedes || listed ? { ...item, keys: ["WEEKDAY"] } : item;
  });
}

/** "late Thursday afternoon": the edge goes beside its part of the day. */
export function putEdgeBesidePart(items: readonly Item[]): Item[] {
  const out = [...items];
  for (let at = 0; at + 2 < out.length; at++) {
    const [edge, day, part] = out.slice(at, at + 3) as [Item, Item, Item];
    if (edge.keys.includes("EDGE") && day.keys.some((key) => key === "WEEKDAY" || key === "DAY") && part.keys.includes("PART"))
      out.splice(at, 2, day, edge);
  }
  return out;
}
