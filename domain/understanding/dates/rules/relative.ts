import type { DateTime } from "luxon";
import type { Days, Fragment, Item } from "../grammar/item.ts";
import { type Built, type Context, grammar, rule } from "../grammar/match.ts";
import { daysFrom, mondayOf } from "./calendar.ts";

const DAY = 1440;
const WEEK = 10_080;
const MONTH = 40_000;
const YEAR = 500_000;

const spanned = (fragment: Fragment): Built => ({ keys: ["SPAN"], fragment });
export const days = (fragment: Omit<Days, "is">): Built => ({ keys: ["DAYS"], fragment: { is: "days", ...fragment } });

/** The day some units from now. */
function dayIn({ now }: Context, count: number, unit: number): DateTime {
  if (unit === YEAR) return now.plus({ years: count });
  if (unit === MONTH) return now.plus({ months: count });
  return now.plus({ days: unit === WEEK ? 7 * count : count });
}

/** From a minute on, half an hour. */
const atMinute = (start: DateTime): Built => {
  const from = start.startOf("minute");
  return spanned({ is: "span", reading: { start: from, end: from.plus({ minutes: 30 }) } });
};

const MINUTES_AT_MOST = 72 * 60;

function inSome(context: Context, count: number, unit: number): Built | undefined {
  if (unit < DAY) return count * unit > MINUTES_AT_MOST ? undefined : atMinute(context.now.plus({ minutes: count * unit }));
  if (count > 366) return undefined;
  const day = daysFrom(dayIn(context, count, unit));
  // "dans deux semaines, le jeudi"
  if (unit === WEEK) return days({ form: "relative", readings: [day], week: daysFrom(mondayOf(context.now, count), 7) });
  // "jeudi dans quinze jours"
  const week = unit === DAY && count > 0 && count % 7 === 0 ? daysFrom(mondayOf(context.now, count / 7), 7) : undefined;
  return days({ form: "relative", readings: [day], week });
}

/** From now to the end of that day, or to that minute. */
function within(context: Context, count: number, unit: number): Built | undefined {
  const { now } = context;
  if (count > 366) return undefined;
  const end = unit < DAY ? now.plus({ minutes: count * unit }) : daysFrom(dayIn(context, count, unit)).end;
  return spanned({ is: "span", reading: { start: now, end } });
}

const N = "<NUM|ONE>";
/** "Huit jours" are a week and "quinze jours" two: French counts today. */
const counted = (count: number): number => (count === 8 ? 7 : count === 15 ? 14 : count);
const both = ({ found: [count, unit] }: { found: (Item | undefined)[] }) => {
  const isFrenchDays = unit!.value === DAY && !unit!.text.startsWith("day");
  return [isFrenchDays ? counted(count!.number) : count!.number, unit!.value] as const;
};
const fortnight = (context: Context) => inSome(context, 2, WEEK);

/** "dans deux heures", "d'ici dix jours", "in a fortnight": counted from now. */
export const RELATIVE = grammar(
  rule("tout de suite", (_, { now }) => atMinute(now)),
  rule("des maintenant", (_, { now }) => atMinute(now)),
  rule("maintenant|immediatement|immediately|now|mtn|mnt", (_, { now }) => atMinute(now)),
  rule("right|straight away|now", (_, { now }) => atMinute(now)),
  rule("just|only|until|till|depuis|et|not|up|by now|maintenant", () => ({ keys: ["NOTNOW"] })),
  rule(`dans|in ${N} <UNIT> s? a|at la|the meme|same heure|time`, (match, context) =>
    match.found[1]!.value < DAY ? undefined : atMinute(dayIn(context, ...both(match))),
  ),
  rule(`dans|in|ds|dan ${N} <UNIT> time?`, (match, context) => inSome(context, ...both(match))),
  rule(`dans|in|ds ${N} petite|short|bonne <UNIT>`, (match, context) => inSome(context, ...both(match))),
  rule(`dans|in|ds environ|about|around ${N} <UNIT> time?`, (match, context) => inSome(context, ...both(match))),
  rule(`${N} <UNIT> from now|today`, (match, context) => inSome(context, ...both(match))),
  rule("dans|in|ds a? une? couple of? <UNIT>", ({ found: [unit] }, context) => inSome(context, 2, unit!.value)),
  rule("dans|in|ds <NUM|ONE> heure|heures|h|hour|hours <NUM>", ({ found: [hours, more] }, context) =>
    inSome(context, hours!.number * 60 + more!.number, 1),
  ),
  rule("dans|in|ds <NUM|ONE> heure|heures|h et demie|demi", ({ found: [hours] }, context) => inSome(context, hours!.number * 60 + 30, 1)),
  rule("in <NUM|ONE> hour|hours and a half", ({ found: [hours] }, context) => inSome(context, hours!.number * 60 + 30, 1)),
  rule("in <NUM> and a half hours", ({ found: [hours] }, context) => inSome(context, hours!.number * 60 + 30, 1)),
  rule("dans|ds une? demi|demie heure|h", (_, context) => inSome(context, 30, 1)),
  rule("in half an|a? hour", (_, context) => inSome(context, 30, 1)),
  rule("in a? half hour", (_, context) => inSome(context, 30, 1)),
  rule("dans|ds un|1 quart d heure", (_, context) => inSome(context, 15, 1)),
  rule("in a? quarter of an hour", (_, context) => inSome(context, 15, 1)),
  rule("dans|ds trois|3 quarts|quart d heure", (_, context) => inSome(context, 45, 1)),
  rule("in three|3 quarters of an hour", (_, context) => inSome(context, 45, 1)),
  rule("dans|ds une huitaine de? jours?", (_, context) => inSome(context, 7, DAY)),
  rule("dans|ds une quinzaine de? jours?", (_, context) => inSome(context, 14, DAY)),
  rule("dans|ds une dizaine de? jours?", (_, context) => inSome(context, 10, DAY)),
  rule("in a fortnight s? time?", (_, context) => fortnight(context)),
  rule("a fortnight from now|today", (_, context) => fortnight(context)),
  rule("a fortnight today", (_, context) => fortnight(context)),
  rule("d ici a? <NUM|ONE> <UNIT>", (match, context) => within(context, ...both(match))),
  rule("sous|within <NUM|ONE> <UNIT>", (match, context) => within(context, ...both(match))),
  rule("avant <NUM> <UNIT>", (match, context) => (match.found[1]!.value < DAY ? undefined : within(context, ...both(match)))),
  rule("dans|in|within|over|during les|the next? <NUM> prochains|prochaines|next? <UNIT>", (match, context) =>
    within(context, ...both(match)),
  ),
  rule("les|the next? <NUM> prochains|prochaines <UNIT>", (match, context) => within(context, ...both(match))),
  rule("the next <NUM> <UNIT>", (match, context) => within(context, ...both(match))),
  rule("d ici une? demi|demie heure", (_, context) => within(context, 30, 1)),
  rule("sous huitaine", (_, context) => within(context, 7, DAY)),
  rule("sous quinzaine", (_, context) => within(context, 14, DAY)),
  rule("d ici une huitaine de? jours?", (_, context) => within(context, 7, DAY)),
  rule("d ici une quinzaine de? jours?", (_, context) => within(context, 14, DAY)),
  rule("within|over|in|during the|les next|prochaine <UNIT>", ({ found: [unit] }, context) => within(context, 1, unit!.value)),
  rule("within a fortnight", (_, context) => within(context, 2, WEEK)),
  rule("sous|d <NUM> h|heures|hours", ({ found: [hours] }, context) => within(context, hours!.number, 60)),
  rule("dans|within l|the heure|hour", (_, context) => within(context, 60, 1)),
  rule("d aujourdhui en huit|8", (_, context) => inSome(context, 1, WEEK)),
  rule("a week today", (_, context) => inSome(context, 1, WEEK)),
  rule("today week", (_, context) => inSome(context, 1, WEEK)),
  rule("d aujourdhui en quinze|15", (_, context) => inSome(context, 2, WEEK)),
  rule("a week from now|today", (_, context) => inSome(context, 1, WEEK)),
);
