import type { DateTime } from "luxon";
import type { Days, Reading } from "../grammar/item.ts";
import { type Built, type Context, grammar, type Match, rule } from "../grammar/match.ts";
import { mayFollowTime } from "../words/followers.ts";
import { daysFrom, weekdayAfter } from "./calendar.ts";
import { days } from "./relative.ts";

const TOLD: Built = { keys: ["TOLD"], fragment: { is: "told" } };

/** A weekday alone is the next after today; of today's own name, today or in a week. */
function plain({ now }: Context, weekday: number): Built {
  const next = daysFrom(weekdayAfter(now, weekday));
  if (weekday !== now.weekday) return days({ form: "weekday", weekday, readings: [next] });
  return days({ form: "weekday", weekday, readings: [daysFrom(now), next], why: "own-weekday" });
}

/** "Vendredi prochain", "next Friday": while Friday is to come this week, it may be that one or the next. */
function next({ now }: Context, weekday: number): Built {
  const first = weekdayAfter(now, weekday);
  const readings = [daysFrom(first)];
  if (weekday <= now.weekday) return days({ form: "weekday", weekday, readings });
  return days({ form: "weekday", weekday, readings: [...readings, daysFrom(first.plus({ weeks: 1 }))], why: "next-or-this" });
}

/** "le lundi", "les mardis", "every Friday": of any week. With a date or a week beside it, it is that one's. */
const anyWeek = ({ now }: Context, weekday: number): Built =>
  days({ form: "weekday", weekday, readings: [daysFrom(weekdayAfter(now, weekday))], why: "no-date" });

/** The weekday some weeks after its next occurrence: "mardi en huit", "a week on Friday". */
const later = ({ now }: Context, weekday: number, weeks: number): Built =>
  days({ form: "date", readings: [daysFrom(weekdayAfter(now, weekday, weeks))] });

const fromToday = ({ now }: Context, ahead: number): Built => days({ form: "relative", readings: [daysFrom(now.plus({ days: ahead }))] });

/** A day of the month alone is the next of that number; today's own may be the next month's too. */
function ofMonth({ now }: Context, day: number): Days | undefined {
  if (day < 1 || day > 31) return undefined;
  const today = daysFrom(now);
  let month = now.startOf("month");
  if (day < now.day || (now.daysInMonth ?? 31) < day) month = month.plus({ months: 1 });
  while ((month.daysInMonth ?? 31) < day) month = month.plus({ months: 1 });
  const date = daysFrom(month.set({ day }));
  if (day !== now.day) return { is: "days", form: "date", readings: [date] };
  return { is: "days", form: "date", readings: [today, daysFrom(nextMonthWith(now, day))], why: "own-weekday" };
}

function nextMonthWith(now: DateTime, day: number): DateTime {
  let month = now.startOf("month").plus({ months: 1 });
  while ((month.daysInMonth ?? 31) < day) month = month.plus({ months: 1 });
  return month.set({ day });
}

/** "lundi 7": the next 7th if it is a Monday; else the next 7th or the next Monday, which is asked. */
function weekdayOfMonth(context: Context, weekday: number, day: number): Built | undefined {
  const dates = ofMonth(context, day);
  if (!dates) return undefined;
  const agreeing = dates.readings.find(({ start }) => start.weekday === weekday);
  if (agreeing) return days({ form: "date", readings: [agreeing] });
  const named = daysFrom(weekdayAfter(context.now, weekday));
  return days({ form: "date", readings: [...dates.readings, named], why: "dates-disagree" });
}

/** "du 3 au 5 décembre": the first takes its month from the last. */
function dayRange(first: number, last: Days): Built | undefined {
  const end = last.readings[0];
  if (!end || last.why || first < 1 || first > 31) return undefined;
  const month = end.start.day > first ? end.start : end.start.minus({ months: 1 });
  const start = month.set({ day: first });
  return start.day === first && start < end.start
    ? days({ form: "span", readings: [{ start: start.startOf("day"), end: end.end }] })
    : undefined;
}

const number = ({ found }: Match, index = 0): number => found[index]?.number ?? 0;
const value = ({ found }: Match, index = 0): number => found[index]?.value ?? 0;
const isTime = ({ after }: Match): boolean => mayFollowTime(after);
const W = "<WEEKDAY|WEEKDAYS>";

/** Days by their name or their number. */
export const DAYS = grammar(
  rule("<DAY>", (match, context) => fromToday(context, value(match))),
  rule("the? day after tomorrow", (_, context) => fromToday(context, 2)),
  rule("apres apresdemain", (_, context) => fromToday(context, 3)),
  rule("later today", (_, context) => fromToday(context, 0)),
  rule("plus tard aujourdhui", (_, context) => fromToday(context, 0)),
  rule("plus tard dans la journee", (_, context) => fromToday(context, 0)),
  rule("ce|this jour|day", (_, context) => fromToday(context, 0)),
  rule("<DAY> week", (match, context) => fromToday(context, value(match) + 7)),
  rule("<DAY> en huit|8", (match, context) => fromToday(context, value(match) + 7)),
  rule("<DAY> en quinze|15", (match, context) => fromToday(context, value(match) + 14)),
  rule("a|1|one week on|from? <DAY>", (match, context) => fromToday(context, value(match) + 7)),
  rule("a fortnight on|from? <DAY>", (match, context) => fromToday(context, value(match) + 14)),
  rule("<NUM> weeks on|from? <DAY>", (match, context) => fromToday(context, 7 * number(match) + value(match, 1))),
  rule("<DAY> fortnight", (match, context) => fromToday(context, value(match) + 14)),
  rule("<WEEKDAY>", (match, context) => plain(context, value(match))),
  rule("le? <WEEKDAY> PROCHAIN|suivant", (match, context) => next(context, value(match))),
  rule("le? prochain <WEEKDAY>", (match, context) => next(context, value(match))),
  rule("NEXT <WEEKDAY>", (match, context) => next(context, value(match))),
  rule("CE <WEEKDAY>", (match, context) => plain(context, value(match))),
  rule("le? <WEEKDAY> qui vient|arrive", (match, context) => plain(context, value(match))),
  rule("THIS coming|very? <WEEKDAY>", (match, context) => plain(context, value(match))),
  rule("coming|upcoming <WEEKDAY>", (match, context) => plain(context, value(match))),
  rule(`le|les|un|des|any ${W}`, (match, context) => anyWeek(context, value(match))),
  rule("<WEEKDAYS>", (match, context) => anyWeek(context, value(match))),
  rule(`TOUS les? ${W}`, (match, context) => anyWeek(context, value(match))),
  rule("le? <WEEKDAY> PROCHAIN? en huit|8|hui", (match, context) => later(context, value(match), 1)),
  rule("<WEEKDAY> en quinze|15", (match, context) => later(context, value(match), 2)),
  rule("<WEEKDAY> week", (match, context) => later(context, value(match), 1)),
  rule("<WEEKDAY> fortnight", (match, context) => later(context, value(match), 2)),
  rule("a|1|one week on|from? this|next? <WEEKDAY>", (match, context) => later(context, value(match), 1)),
  rule("week on|from <WEEKDAY>", (match, context) => later(context, value(match), 1)),
  rule("a fortnight on|from? <WEEKDAY>", (match, context) => later(context, value(match), 2)),
  rule("<NUM> weeks on|from <WEEKDAY>", (match, context) => later(context, value(match, 1), number(match))),
  rule("<WEEKDAY> <NUM|ORD> !to|and|-|UNIT|HEURE|h", (match, context) =>
    isTime(match) ? weekdayOfMonth(context, value(match), number(match, 1)) : undefined,
  ),
  rule("le? <WEEKDAY> the|le <NUM|ORD>", (match, context) =>
    isTime(match) ? weekdayOfMonth(context, value(match), number(match, 1)) : undefined,
  ),
  rule("le <WEEKDAY> <NUM|ORD>", (match, context) => (isTime(match) ? weekdayOfMonth(context, value(match), number(match, 1)) : undefined)),
  rule("le <NUM|ORD>", (match, context) => bareDay(match, context)),
  rule("on? the <ORD>", (match, context) => bareDay(match, context)),
  rule("on? <ORD>", (match, context) => (/\d/.test(match.found[0]?.text ?? "") ? bareDay(match, context) : undefined)),
  rule("le|the? <NUM|ORD> de|of ce|this|the mois|month", (match, context) => bareDay(match, context)),
  rule("du|entre|from|between|the le|the? <NUM|ORD> au|a|et|to|until|till|and|- le|the? <DATE>", (match) => {
    const last = match.found[1]?.fragment;
    return last?.is === "days" ? dayRange(number(match), last) : undefined;
  }),
  rule("le <NUM|ORD> ou|et|or <DATE>", (match) => alternatives(match)),
  rule("le? WEEKDAY|WEEKDAYS DERNIER", () => TOLD),
  rule("last WEEKDAY|DATE", () => TOLD),
  rule("DATE DERNIER", () => TOLD),
  rule("the? day after|following <DATE>", (match) => beside(match, 1)),
  rule("le? lendemain de|du|d <DATE>", (match) => beside(match, 1)),
  rule("the? day before <DATE>", (match) => beside(match, -1)),
  rule("la? veille de|du|d <DATE>", (match) => beside(match, -1)),
  rule("SEMAINE|mois|annee|an|month|weekend|we|nuit|ete|hiver|printemps|automne DERNIER", () => TOLD),
  rule("last night|week|month|year|time|evening|weekend|summer|winter", () => TOLD),
  rule("last <MONTH>", () => TOLD),
  rule("MONTH DERNIER", () => TOLD),
  rule("hier|yesterday|avanthier soir|matin|midi|evening|morning|afternoon|apresmidi|aprem?", () => TOLD),
  rule("avant hier", () => TOLD),
  rule("day before yesterday", () => TOLD),
);

/** "le 12" is a date; "le 2" may be the second of a list, but nobody asks which when a day is asked. "Le premier" alone is one of a list. */
function bareDay(match: Match, context: Context): Built | undefined {
  const said = match.found[0];
  if (!said || !isTime(match)) return undefined;
  // "le 1" alone may be the first of a list
  const isAlone = !match.before && !match.after && said.digits === 1;
  const isWord = said.digits === 0 && said.keys.includes("ORD") && !/\d/.test(said.text);
  const dates = ofMonth(context, said.number);
  if (!dates) return said.number > 31 ? undefined : { keys: ["BADDATE"], fragment: { is: "impossible" } };
  return { keys: ["DAYS", "BAREDAY"], fragment: isWord || isAlone ? { ...dates, why: dates.why ?? "no-date" } : dates };
}

/** The day before or after a date. */
function beside({ found: [date] }: Match, ahead: number): Built | undefined {
  if (date?.fragment?.is !== "days" || date.fragment.why || !date.fragment.readings[0]) return undefined;
  return days({ form: "date", readings: [daysFrom(date.fragment.readings[0].start.plus({ days: ahead }))] });
}

function alternatives(match: Match): Built | undefined {
  const last = match.found[1]?.fragment;
  if (last?.is !== "days" || last.why || !last.readings[0]) return undefined;
  const { start } = last.readings[0];
  const first = start.set({ day: number(match) });
  const readings: Reading[] = [daysFrom(first), ...last.readings];
  if (first >= start || first.month !== start.month) return undefined;
  return first.plus({ days: 1 }).hasSame(start, "day")
    ? days({ form: "span", readings: [{ start: daysFrom(first).start, end: last.readings[0].end }] })
    : days({ form: "date", readings, why: "several" });
}
