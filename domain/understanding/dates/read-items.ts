import type { DateTime } from "luxon";
import type { Locale } from "../../locale.ts";
import type { Item } from "./grammar/item.ts";
import { type Grammar, rewrite } from "./grammar/match.ts";
import { tokenise } from "./grammar/tokenise.ts";
import { CLOCK, HALF_OF_DAY } from "./rules/clock.ts";
import { CUES } from "./rules/cues.ts";
import { DATES } from "./rules/dates.ts";
import { DAYS } from "./rules/days.ts";
import { DURATIONS } from "./rules/durations.ts";
import { HOURS } from "./rules/hours.ts";
import { MONTHS } from "./rules/months.ts";
import { PARTS } from "./rules/parts.ts";
import { RELATIVE } from "./rules/relative.ts";
import { WEEKS } from "./rules/weeks.ts";
import { putEdgeBesidePart, readShortNames } from "./words/short-names.ts";

/** Words that only one of the languages has; beside 12/3 they tell which is meant. */
const FRENCH = new Set("le la du au les vers je j pour apres avant matin soir aprem midi ou et".split(" "));
const ENGLISH = new Set("on the at in i my is for after before morning afternoon evening or and of".split(" "));

/** From the smallest: times and dates, then days and weeks, hours with their prepositions, and last what is said of them. */
const BEFORE_NAMES: Grammar[] = [DURATIONS, RELATIVE, CLOCK, DATES, HALF_OF_DAY];
const AFTER_NAMES: Grammar[] = [DAYS, WEEKS, MONTHS, HOURS, PARTS, CUES];

/** A message as fragments of time, the words around them, and what these say of them. */
export function readItems(text: string, now: DateTime, locale: Locale): Item[] {
  const items = tokenise(text);
  const count = (words: Set<string>) => items.filter((item) => words.has(item.text)).length;
  const [french, english] = [count(FRENCH), count(ENGLISH)];
  const context = { now, dayFirst: french === english ? locale === "fr" : french > english };
  const apply = (some: Item[], grammars: Grammar[]) => grammars.reduce((each, one) => rewrite(each, one, context), some);
  return apply(putEdgeBesidePart(readShortNames(apply(items, BEFORE_NAMES))), AFTER_NAMES);
}
