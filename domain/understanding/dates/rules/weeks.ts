import type { DateTime } from "luxon";
import type { Item } from "../grammar/item.ts";
import { type Built, type Context, grammar, rule } from "../grammar/match.ts";
import { daysFrom, mondayOf, weekdayAfter } from "./calendar.ts";
import { days } from "./relative.ts";

const SATURDAY = 6;
const SEM = "SEMAINE|WEEK";
const edgeValue = (item: Item | undefined): number => item?.value ?? 0;

/** Monday and Tuesday, Wednesday, Thursday and Friday: from and to, in days from Monday. */
const EDGES_OF_WEEK = [
  [0, 2],
  [2, 3],
  [3, 5],
] as const;

/** Weeks and weekends, and their beginnings, middles and ends. */
export const WEEKS = grammar(
  rule(`CE|THIS ${SEM} ci?`, (_, context) => week(context, 0)),
  rule(`dans|courant|during|in|within la|the|this|cette ${SEM} !PROCHAIN|du|of|qui|suivante|d|from`, (_, context) => week(context, 0)),
  rule(`de|dans|pendant cette ${SEM} ci?`, (_, context) => week(context, 0)),
  rule(`rest|reste of|de the|this|la|cette ${SEM}`, (_, context) => week(context, 0)),
  rule(`later|plus tard? THIS|in|dans la|the|cette? ${SEM}`, (_, { now }) =>
    days({ form: "week", readings: [{ start: now.startOf("day").plus({ days: 1 }), end: mondayOf(now, 1) }] }),
  ),
  rule(`la? SEMAINE PROCHAIN`, (_, context) => week(context, 1)),
  rule(`la prochaine SEMAINE`, (_, context) => week(context, 1)),
  rule(`la? SEMAINE qui vient|arrive`, (_, context) => week(context, 1)),
  rule(`NEXT WEEK|SEMAINE`, (_, context) => week(context, 1)),
  rule("the? week after next", (_, context) => week(context, 2)),
  rule("pas la SEMAINE PROCHAIN mais? celle|la d|suivante apres?", (_, context) => week(context, 2)),
  rule("SEMAINE d apres", (_, context) => days({ form: "week", readings: [daysFrom(mondayOf(context.now, 1), 7)], why: "no-date" })),
  rule("SEMAINE suivante", (_, context) => days({ form: "week", readings: [daysFrom(mondayOf(context.now, 1), 7)], why: "no-date" })),
  rule(`${SEM} du|of|commencing|beginning|starting|from|de lundi|monday? the? <DATE|DAYS>`, ({ found: [date] }) => weekOf(date)),
  rule(`${SEM} du|of|commencing|beginning|starting the? <NUM|ORD>`, ({ found: [day] }, { now }) => {
    const first = now.startOf("month").plus({ months: day!.number < now.day ? 1 : 0 });
    if (day!.number < 1 || day!.number > (first.daysInMonth ?? 31)) return undefined;
    return days({ form: "week", readings: [daysFrom(mondayOf(first.set({ day: day!.number })), 7)] });
  }),
  rule(`<EDGE> de|of|in? la|the|this|cette? ${SEM} !PROCHAIN|du|of`, ({ found: [edge] }, context) => thisEdge(context, edgeValue(edge))),
  rule(`<EDGE> de|d? la? SEMAINE PROCHAIN`, ({ found: [edge] }, context) => edgeOfWeek(context, 1, edgeValue(edge))),
  rule(`<EDGE> de|d? la? SEMAINE qui vient`, ({ found: [edge] }, context) => edgeOfWeek(context, 1, edgeValue(edge))),
  rule(`<EDGE> part? of? NEXT WEEK|SEMAINE`, ({ found: [edge] }, context) => edgeOfWeek(context, 1, edgeValue(edge))),
  rule(`midweek`, (_, context) => thisEdge(context, 1)),
  rule(`midweek NEXT WEEK`, (_, context) => edgeOfWeek(context, 1, 1)),
  rule("all day long?", () => ({ keys: ["SAID"] })),
  rule("TOUS les? jours|jour|day|days|weekday|weekdays", (_, context) => anyDay(context)),
  rule("en semaine", (_, context) => anyDay(context)),
  rule("weekdays|weekday", (_, context) => anyDay(context)),
  rule("CE WEEKEND ci?", (_, context) => weekend(context, "this")),
  rule("THIS coming? weekend|wkend|wknd|wkd", (_, context) => weekend(context, "this")),
  rule("coming weekend", (_, context) => weekend(context, "this")),
  rule("le? WEEKEND qui vient|arrive", (_, context) => weekend(context, "this")),
  rule("le? WEEKEND PROCHAIN", (_, context) => weekend(context, "next")),
  rule("le|au prochain WEEKEND", (_, context) => weekend(context, "next")),
  rule("NEXT weekend|wkend|wknd|wkd", (_, context) => weekend(context, "next")),
  rule("weekend|weekends|wkend|wknd", (_, context) => weekend(context, "any")),
  rule("le|les|un|at|on|the|TOUS the|les? weekend|weekends|wkend", (_, context) => weekend(context, "any")),
  rule("le|les we", (_, context) => weekend(context, "any")),
  rule("le|the? weekend|we du|of the? <NUM|DATE|DAYS|ORD>", ({ found: [day] }, { now }) => {
    const said = day!.fragment?.is === "days" && !day!.fragment.why ? day!.fragment.readings[0]?.start : dayOfMonth(now, day!.number);
    if (!said) return undefined;
    return days({ form: "weekend", readings: [daysFrom(mondayOf(said).plus({ days: 5 }), 2)] });
  }),
);

function week({ now }: Context, ahead: number): Built {
  return days({ form: "week", readings: [daysFrom(mondayOf(now, ahead), 7)] });
}

function edgeOfWeek({ now }: Context, ahead: number, edge: number): Built {
  const monday = mondayOf(now, ahead);
  const [from, to] = EDGES_OF_WEEK[edge] ?? [0, 7];
  const reading = { start: monday.plus({ days: from }), end: monday.plus({ days: to }) };
  return {
    keys: ["DAYS"],
    fragment: { is: "days", form: "span", readings: [reading], endsAt: edge === 2 ? monday.plus({ weeks: 1 }) : undefined },
  };
}

/** "vendredi prochain" holds for weekends too: while this one is to come, it may be this one or the next. */
function weekend({ now }: Context, form: "this" | "next" | "any"): Built {
  const saturday = now.weekday >= SATURDAY ? mondayOf(now).plus({ days: 5 }) : weekdayAfter(now, SATURDAY);
  const [first, second] = [daysFrom(saturday, 2), daysFrom(saturday.plus({ weeks: 1 }), 2)];
  if (form === "any") return days({ form: "weekend", readings: [first], why: "no-date" });
  if (form === "this") return days({ form: "weekend", readings: [first] });
  if (now.weekday >= SATURDAY) return days({ form: "weekend", readings: [second] });
  return days({ form: "weekend", readings: [first, second], why: "next-or-this" });
}

/** Of any day: only hours beside it say something. */
const anyDay = ({ now }: Context): Built => days({ form: "span", readings: [daysFrom(now, 7)], why: "no-date" });

function weekOf(date: Item | undefined): Built | undefined {
  const said = date?.fragment;
  if (said?.is !== "days" || said.why || !said.readings[0]) return undefined;
  return days({ form: "week", readings: [daysFrom(mondayOf(said.readings[0].start), 7)] });
}

/** The beginning, middle or end of this week, or of the next when it has gone by. */
function thisEdge(context: Context, edge: number): Built {
  const [, to] = EDGES_OF_WEEK[edge] ?? [0, 7];
  return edgeOfWeek(context, mondayOf(context.now).plus({ days: to }) > context.now ? 0 : 1, edge);
}

function dayOfMonth(now: DateTime, day: number): DateTime | undefined {
  const first = now.startOf("month").plus({ months: day < now.day ? 1 : 0 });
  return day >= 1 && day <= (first.daysInMonth ?? 31) ? first.set({ day }) : undefined;
}
