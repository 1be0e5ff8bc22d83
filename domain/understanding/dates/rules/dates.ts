import { DateTime } from "luxon";
import type { Days, Item } from "../grammar/item.ts";
import { type Built, type Context, grammar, rule } from "../grammar/match.ts";
import { mayFollowTime } from "../words/followers.ts";
import { daysFrom, easter, nextDate } from "./calendar.ts";
import { nthWeekday } from "./months.ts";

const IMPOSSIBLE: Built = { keys: ["BADDATE"], fragment: { is: "impossible" } };

const dateItem = (fragment: Days): Built => ({ keys: ["DATE"], fragment });

/** A date as said; without a year, the next one. One that has gone by, or that is in no calendar, is impossible. */
function dated({ now }: Context, day: number, month: number, said?: number): Built {
  if (said === undefined) {
    const next = nextDate(now, month, day);
    return next ? dateItem(next) : IMPOSSIBLE;
  }
  const date = DateTime.fromObject({ year: said < 100 ? 2000 + said : said, month, day }, { zone: now.zone });
  if (!date.isValid) return IMPOSSIBLE;
  if (date.endOf("day") < now) return { keys: ["PAST"], fragment: { is: "told" } };
  return dateItem({ is: "days", form: "date", readings: [daysFrom(date)] });
}

/** 3/12: the day first, but in English it may be the month. */
function inFigures(context: Context, first: number, second: number, year?: number): Built {
  if (context.dayFirst || first === second || first > 12) return dated(context, first, second, year);
  if (second > 12) return dated(context, second, first, year);
  const readings = [dated(context, first, second, year), dated(context, second, first, year)].flatMap(({ fragment }) =>
    fragment?.is === "days" ? fragment.readings : [],
  );
  return dateItem({ is: "days", form: "date", readings, why: "day-or-month" });
}

const figures = ({ text }: Item): number[] => text.split(/[/.-]/).map(Number);

/** Public holidays and the like that are the same day in every year. */
const fixed = (pattern: string, day: number, month: number) => rule(pattern, (_, context) => dated(context, day, month));
/** Those that move with Easter, by the number of days after it. */
const moving = (pattern: string, days: number) =>
  rule(pattern, (_, context) => {
    const { now } = context;
    for (const year of [now.year, now.year + 1]) {
      const { month, day } = easter(year);
      const date = DateTime.fromObject({ year, month, day }, { zone: now.zone }).plus({ days });
      if (date >= now.startOf("day")) return dated(context, date.day, date.month);
    }
    return undefined;
  });

/** Dates with a month, in figures or in words, and holidays by their name. */
export const DATES = grammar(
  rule("<ISO>", ({ found: [iso] }, context) => {
    const [year = 0, month = 0, day = 0] = figures(iso!);
    return dated(context, day, month, year);
  }),
  rule("<DMY>", ({ found: [dmy] }, context) => {
    const [first = 0, second = 0, year] = figures(dmy!);
    return inFigures(context, first, second, year);
  }),
  rule("<DM>", ({ found: [dm], after }, context) => {
    // "1/2 comprimé"
    if (!mayFollowTime(after)) return undefined;
    const [first = 0, second = 0] = figures(dm!);
    // 24/24, 7/7
    return first === second && (first === 7 || first > 12)
      ? { keys: ["ALWAYS"], fragment: { is: "told" } }
      : inFigures(context, first, second);
  }),
  rule("le <DOTTED>", ({ found: [dotted] }, context) => {
    const [day = 0, month = 0] = figures(dotted!);
    return dated(context, day, month);
  }),
  rule("<NUM|ORD> of|de|d? <MONTH> <YEAR>?", ({ found: [day, month, year] }, context) =>
    dated(context, day!.number, month!.value, year?.number),
  ),
  rule("<MONTH> the? <NUM|ORD> ,? <YEAR>? !HEURE|am|pm|H", ({ found: [month, day, year] }, context) =>
    day!.number > 31 ? undefined : dated(context, day!.number, month!.value, year?.number),
  ),
  rule("le|the? <ORD> <WEEKDAY> de|of|in|d <MONTH>", ({ found: [nth, weekday, month] }, context) =>
    nthWeekday(context, nth!.number, weekday!.value, month!.value),
  ),
  // "mar" is mardi too
  rule("mar <NUM|ORD> !MONTH|of|de|HEURE|am|pm", ({ found: [day] }, context) =>
    /^\d+(st|nd|rd|th)$/.test(day!.text) ? dated(context, day!.number, 3) : undefined,
  ),
  rule("<NUM|ORD> of? mar <YEAR>?", ({ found: [day, year] }, context) => dated(context, day!.number, 3, year?.number)),
  fixed("christmas|xmas|noel day?", 25, 12),
  fixed("jour de noel", 25, 12),
  fixed("christmas|xmas eve", 24, 12),
  fixed("veille de noel", 24, 12),
  fixed("reveillon de? noel?", 24, 12),
  fixed("boxing day", 26, 12),
  fixed("lendemain de noel", 26, 12),
  fixed("new year s? eve", 31, 12),
  fixed("new years eve", 31, 12),
  fixed("saint|st sylvestre", 31, 12),
  fixed("veille du nouvel|jour|premier de? l? an?", 31, 12),
  fixed("new year s? day?", 1, 1),
  fixed("new years day?", 1, 1),
  fixed("jour de l an", 1, 1),
  fixed("nouvel an", 1, 1),
  fixed("premier|1er de l an", 1, 1),
  fixed("epiphanie|epiphany", 6, 1),
  fixed("saint|st valentin", 14, 2),
  fixed("valentine|valentines s? day", 14, 2),
  fixed("fete du travail", 1, 5),
  fixed("fete nationale", 14, 7),
  fixed("assomption", 15, 8),
  fixed("halloween", 31, 10),
  fixed("toussaint", 1, 11),
  fixed("armistice day?", 11, 11),
  moving("vendredi saint", -2),
  moving("good friday", -2),
  moving("paques", 0),
  moving("easter sunday?", 0),
  moving("dimanche|jour de paques", 0),
  moving("lundi de paques", 1),
  moving("easter monday", 1),
  moving("ascension", 39),
  moving("jeudi de l ascension", 39),
  moving("pentecote", 49),
  moving("lundi de pentecote", 50),
);
