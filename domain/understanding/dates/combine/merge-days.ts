import type { DateTime } from "luxon";
import type { Days, Reading } from "../grammar/item.ts";
import { daysFrom } from "../rules/calendar.ts";

const isDay = ({ form }: Days): boolean => form === "date" || form === "relative" || form === "weekday";

/**
 * Two namings of days that stand side by side: the same day twice ("lundi 7 décembre", "demain mercredi"), or a day within a week
 * ("jeudi de la semaine prochaine"). Those that disagree leave both readings.
 *
 * @returns undefined if they are two different wishes ("jeudi vendredi")
 */
export function mergeDays(one: Days, other: Days, now: DateTime): Days | undefined {
  const [weekday, rest] = one.form === "weekday" ? [one, other] : [other, one];
  if (weekday.form === "weekday" && rest.form === "weekday") return weekday.weekday === rest.weekday ? rest : undefined;
  if (weekday.form === "weekday" && rest.week) return within(weekday, { ...rest, readings: [rest.week] }, now);
  if (weekday.form === "weekday") return isDay(rest) ? sameDay(weekday, rest) : within(weekday, rest, now);
  if (isDay(one) && isDay(other)) return sameDay(one, other);
  const [day, span] = isDay(one) ? [one, other] : [other, one];
  if (!isDay(day)) return undefined;
  const [date] = day.readings;
  const holds = date && span.readings.some(({ start, end }) => date.start >= start && date.end <= end);
  return holds ? day : disagreeing(one, other);
}

/** A weekday and a date: the date, if it is that weekday; of several, the one that is. */
function sameDay(one: Days, other: Days): Days {
  const [weekday, date] = one.form === "weekday" ? [one, other] : [other, one];
  const agrees = ({ start }: Reading) =>
    weekday.form === "weekday" ? start.weekday === weekday.weekday : weekday.readings.some((each) => +each.start === +start);
  if (date.why === "past") return date;
  const agreeing = date.readings.filter(agrees);
  // "mardi 3 décembre" on a Tuesday is not today
  if (agreeing.length === 0)
    return disagreeing(date, weekday.why === "own-weekday" ? { ...weekday, readings: weekday.readings.slice(-1) } : weekday);
  return { ...date, readings: agreeing, why: agreeing.length > 1 ? date.why : undefined };
}

const disagreeing = (one: Days, other: Days): Days => ({
  is: "days",
  form: "date",
  readings: [...one.readings, ...other.readings],
  why: "dates-disagree",
});

/** That weekday of a week, or each of them in a longer time. */
function within(weekday: Days, span: Days, now: DateTime): Days {
  const readings = span.readings.flatMap(({ start, end }) => {
    const first = start.plus({ days: ((weekday.weekday ?? 1) - start.weekday + 7) % 7 });
    return Array.from({ length: 5 }, (_, week) => daysFrom(first.plus({ weeks: week }))).filter((day) => day.end <= end && day.end > now);
  });
  // a day of this week that has gone by
  if (readings.length === 0) return { is: "days", form: "date", readings: [], why: "past" };
  return {
    is: "days",
    form: "date",
    week: span.form === "week" ? span.readings[0] : undefined,
    readings,
    why: span.why ?? (readings.length > 1 ? "several" : undefined),
  };
}
