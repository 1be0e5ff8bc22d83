import { DateTime } from "luxon";
import type { Days, Item, Reading } from "../grammar/item.ts";
import { type Built, type Context, grammar, rule } from "../grammar/match.ts";
import { daysFrom } from "./calendar.ts";
import { days } from "./relative.ts";

/** Only beside another word: "mai", "may" and "march" alone may be other words. */
const M = "<MONTH>";
const edgeValue = (item: Item | undefined): number => item?.value ?? 0;

/** Days 1 to 10, 11 to 20, 21 to the end. */
const EDGES_OF_MONTH = [
  [0, 10],
  [10, 20],
  [20, 31],
] as const;

/** Months and years, and their beginnings, middles and ends. */
export const MONTHS = grammar(
  rule("CE|THIS mois|month ci?", (_, context) => month(context, 0)),
  rule("dans|courant|during le|the mois|month", (_, context) => month(context, 0)),
  rule("le? mois PROCHAIN", (_, context) => month(context, 1)),
  rule("mois qui vient", (_, context) => month(context, 1)),
  rule("NEXT month|mois", (_, context) => month(context, 1)),
  rule("<EDGE> du|de|of|in? le|the|this|ce? mois|month", ({ found: [edge] }, context) => monthEdge(context, edgeValue(edge))),
  rule("<EDGE> du|de? le? mois PROCHAIN", ({ found: [edge] }, context) => month(context, 1, edgeValue(edge))),
  rule("<EDGE> of|in? NEXT month|mois", ({ found: [edge] }, context) => month(context, 1, edgeValue(edge))),
  rule(`<EDGE> de|of|in|du|d? mois? de? ${M} <YEAR>?`, ({ found: [edge, name, said] }, context) =>
    named(context, name!.value, edgeValue(edge), said?.number),
  ),
  rule(
    `en|in|courant|during|pour|sometime|au|pendant|dans|around|vers in|le|mois? de|du|of? ${M} <YEAR>?`,
    ({ found: [name, said] }, context) => named(context, name!.value, undefined, said?.number),
  ),
  rule(`mois de|d|of ${M} <YEAR>?`, ({ found: [name, said] }, context) => named(context, name!.value, undefined, said?.number)),
  rule(`NEXT ${M}`, ({ found: [name] }, context) => named(context, name!.value)),
  rule(`${M} PROCHAIN`, ({ found: [name] }, context) => named(context, name!.value)),
  rule(`${M} <YEAR>`, ({ found: [name, said] }, context) => named(context, name!.value, undefined, said!.number)),
  rule("premier|premiere|first SEMAINE|WEEK de|of|d <MONTH>", ({ found: [name] }, context) => vagueMonth(context, name!.value)),
  rule("derniere|last SEMAINE|WEEK de|of|d <MONTH>", ({ found: [name] }, context) => vagueMonth(context, name!.value)),
  rule("deuxieme|second|troisieme|third SEMAINE|WEEK de|of|d <MONTH>", ({ found: [name] }, context) => vagueMonth(context, name!.value)),
  rule("premiere quinzaine|moitie de|d|du mois? de? <MONTH>", ({ found: [name] }, context) => fortnightOf(context, name!.value, 0)),
  rule("first half of <MONTH>", ({ found: [name] }, context) => fortnightOf(context, name!.value, 0)),
  rule("deuxieme|seconde|2eme|derniere quinzaine|moitie de|d|du mois? de? <MONTH>", ({ found: [name] }, context) =>
    fortnightOf(context, name!.value, 15),
  ),
  rule("second|last|latter half of <MONTH>", ({ found: [name] }, context) => fortnightOf(context, name!.value, 15)),
  rule("NEXT year", (_, context) => nextYear(context)),
  rule("annee|an PROCHAIN", (_, context) => nextYear(context)),
  rule("<EDGE> de|d|of l|the|this|cette|de? annee|an|year", ({ found: [edge] }, context) => ({
    keys: ["DAYS"],
    fragment: {
      is: "days",
      form: "span",
      readings: edgeValue(edge) === 2 ? [monthAt(year(context).minus({ months: 1 }))] : [monthAt(year(context))],
      why: "no-date",
      endsAt: edgeValue(edge) === 2 ? year(context) : undefined,
    },
  })),
);

function monthAt(first: DateTime, edge?: number): Reading {
  const start = first.startOf("month");
  const end = start.plus({ months: 1 });
  if (edge === undefined) return { start, end };
  const [from, to] = EDGES_OF_MONTH[edge] ?? [0, 31];
  const last = start.plus({ days: to });
  return { start: start.plus({ days: from }), end: edge === 2 || last > end ? end : last };
}

function month({ now }: Context, ahead: number, edge?: number): Built {
  const reading = monthAt(now.startOf("month").plus({ months: ahead }), edge);
  return { keys: ["DAYS"], fragment: { is: "days", form: "span", readings: [reading], endsAt: edge === 2 ? reading.end : undefined } };
}

/** A month by its name is the next one; asked when the last one is nearer ("en octobre" in November). */
function named({ now }: Context, wanted: number, edge?: number, year?: number): Built | undefined {
  const inYear = (each: number) => monthAt(DateTime.fromObject({ year: each, month: wanted }, { zone: now.zone }), edge);
  if (year !== undefined)
    return inYear(year).end > now ? days({ form: "span", readings: [inYear(year)] }) : { keys: ["PAST"], fragment: { is: "told" } };
  const [thisYear, nextYear] = [inYear(now.year), inYear(now.year + 1)];
  if (thisYear.end > now) {
    const isFar = thisYear.start.diff(now, "months").months > 6;
    return days({ form: "span", readings: [thisYear], ...(isFar ? { why: "past" as const } : {}) });
  }
  const gone = now.diff(thisYear.end).milliseconds < nextYear.start.diff(now).milliseconds;
  return days({ form: "span", readings: [nextYear], ...(gone ? { why: "past" as const } : {}) });
}

function year({ now }: Context): DateTime {
  return now.startOf("year").plus({ years: 1 });
}

function monthEdge(context: Context, edge: number): Built {
  return month(context, monthAt(context.now, edge).end > context.now ? 0 : 1, edge);
}

const vagueMonth = (context: Context, wanted: number): Built | undefined => {
  const built = named(context, wanted);
  return built?.fragment?.is === "days" ? { ...built, fragment: { ...built.fragment, why: "no-date" } } : built;
};

/** The first fifteen days of a month, or those after. */
function fortnightOf(context: Context, wanted: number, from: number): Built | undefined {
  const built = named(context, wanted);
  if (built?.fragment?.is !== "days" || !built.fragment.readings[0]) return built;
  const { start, end } = built.fragment.readings[0];
  const middle = start.plus({ days: 15 });
  return { ...built, fragment: { ...built.fragment, readings: [from === 0 ? { start, end: middle } : { start: middle, end }] } };
}

export function nthWeekday(context: Context, nth: number, weekday: number, wanted: number): Built | undefined {
  const built = named(context, wanted);
  const found: Days | undefined = built?.fragment?.is === "days" ? built.fragment : undefined;
  const start = found?.readings[0]?.start;
  if (!found || !start || nth > 5) return undefined;
  const date = start.plus({ days: ((weekday - start.weekday + 7) % 7) + 7 * (nth - 1) });
  return date.month === start.month
    ? days({ form: "date", readings: [daysFrom(date)], why: found.why })
    : { keys: ["BADDATE"], fragment: { is: "impossible" } };
}

const nextYear = (context: Context): Built =>
  days({ form: "span", readings: [{ start: year(context), end: year(context).plus({ years: 1 }) }], why: "no-date" });
