import { type DateTime, DateTime as Luxon } from "luxon";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { AvailabilityException, WeeklyWindow } from "../domain/booking/slots.ts";
import type { Locale } from "../domain/locale.ts";
import type { Week } from "../domain/peers/week/load-week.ts";
import { WEEK_REFUSALS, type WeekRefusal } from "../domain/peers/week/refusal.ts";
import type { TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";

/** More dates than this are only counted in a message. */
const DATES_NAMED = 4;
/** More talks than this are only counted. */
const TALKS_NAMED = 3;

const tag = (locale: Locale) => (locale === "fr" ? "fr-FR" : "en-GB");

/** "lundi", or "lun." */
export function weekdayName(weekday: number, locale: Locale, length: "cccc" | "ccc"): string {
  return Luxon.fromObject({ weekYear: 2027, weekNumber: 1, weekday: weekday as 1 }, { locale: tag(locale) }).toFormat(length);
}

export const hoursWords = ({ startsAt, endsAt }: { startsAt: string | null; endsAt: string | null }): string => `${startsAt}-${endsAt}`;

/** "lundi 14:00-18:00" */
export const windowWords = (window: WeeklyWindow, locale: Locale): string =>
  `${weekdayName(window.weekday, locale, "cccc")} ${hoursWords(window)}`;

/** Windows in short, by day: "lun. 09:00-12:00 14:00-18:00, mar. 14:00-19:30" */
export function planWords(plan: WeeklyWindow[], locale: Locale): string {
  const days = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    const hours = plan.filter((window) => window.weekday === weekday).map(hoursWords);
    return hours.length > 0 ? [`${weekdayName(weekday, locale, "ccc")} ${hours.join(" ")}`] : [];
  });
  return days.join(", ");
}

/** "jeu. 24 déc.", with its year if that is another than this one. */
export function dateWords(date: string, now: DateTime, locale: Locale): string {
  const day = Luxon.fromISO(date, { locale: tag(locale) });
  return day.toFormat(day.year === now.year ? "ccc d LLL" : "ccc d LLL yyyy");
}

/** "jeu. 24 déc. - sam. 2 janv. 2027 14:00-16:00" */
export function datesWords(
  { startsOn, endsOn, startsAt, endsAt }: Omit<AvailabilityException, "kind">,
  now: DateTime,
  locale: Locale,
): string {
  const days = [...new Set([startsOn, endsOn])].map((date) => dateWords(date, now, locale)).join(" - ");
  return startsAt === null ? days : `${days} ${hoursWords({ startsAt, endsAt })}`;
}

/** "absence jeu. 24 déc." */
export const exceptionWords = (exception: AvailabilityException, now: DateTime, locale: Locale): string =>
  texts(locale).t(`week.kind.${exception.kind}`, { dates: datesWords(exception, now, locale) });

/** A week in words: its days, the dates that differ, the pause. */
export function weekWords(week: Week, now: DateTime, locale: Locale): TextRef[] {
  const days = planWords(week.plan, locale);
  const said: TextRef[] = [days ? { key: "week.words", args: { week: days } } : { key: "week.empty" }];
  const dates = week.exceptions.slice(0, DATES_NAMED).map((exception) => exceptionWords(exception, now, locale));
  if (dates.length > 0) said.push({ key: "week.dates", args: { dates: dates.join(", "), more: week.exceptions.length - dates.length } });
  const pause = pauseWords(week, now, locale);
  return pause ? [...said, pause] : said;
}

export function pauseWords({ paused, pausedUntil }: Week, now: DateTime, locale: Locale): TextRef | undefined {
  if (!paused) return undefined;
  return pausedUntil ? { key: "week.pausedUntil", args: { until: dateWords(pausedUntil, now, locale) } } : { key: "week.paused" };
}

/** What stands though it lies outside the week; nothing if all lies inside. */
export function outsideWords(outside: Appointment[], { locale, zone }: { locale: Locale; zone: string }): TextRef[] {
  if (outside.length === 0) return [];
  const { at } = texts(locale);
  const named = outside.slice(0, TALKS_NAMED).map(({ startsAt }) => at(startsAt.setZone(zone)));
  return [{ key: "week.outside", args: { count: outside.length, talks: named.join(", "), more: outside.length - named.length } }];
}

export const isWeekRefusal = (result: string): result is WeekRefusal => (WEEK_REFUSALS as readonly string[]).includes(result);

export const refusedWords = (refusal: WeekRefusal): TextRef => ({ key: `week.refused.${refusal}` });
