import { DateTime } from "luxon";
import type { WeeklyWindow } from "../../booking/slots.ts";

/** Some dates, first and last included, and hours of each of them if they were said. */
interface SaidDates {
  startsOn: string;
  endsOn: string;
  startsAt: string | null;
  endsAt: string | null;
}

const WEEKDAYS = [
  "lun|lundi|mon|monday",
  "mar|mardi|tue|tues|tuesday",
  "mer|mercredi|wed|wednesday",
  "jeu|jeudi|thu|thur|thurs|thursday",
  "ven|vendredi|fri|friday",
  "sam|samedi|sat|saturday",
  "dim|dimanche|sun|sunday",
].map((names) => names.split("|"));
const MONTHS = [
  "jan|janv|janvier|january",
  "feb|fev|fevr|fevrier|february",
  "mar|mars|march",
  "apr|avr|avril|april",
  "may|mai",
  "jun|juin|june",
  "jul|juil|juillet|july",
  "aug|aou|aout|august",
  "sep|sept|septembre|september",
  "oct|octobre|october",
  "nov|novembre|november",
  "dec|decembre|december",
].map((names) => names.split("|"));
const TODAY = ["aujourd'hui", "aujourdhui", "today"];
const TOMORROW = ["demain", "tomorrow"];
/** Words that say nothing about when. */
const FILLERS = new Set(
  "de du des d le la les l a au aux from to till until the on of between entre jusqu jusque absent absente absence off away pas la tous toutes chaque every and je suis conge conges vacances holiday holidays h".split(
    " ",
  ),
);

type Token = { kind: "weekday"; weekday: number } | { kind: "date"; date: string } | { kind: "time"; time: string };

const MONTH_NAME = MONTHS.flat()
  .toSorted((a, b) => b.length - a.length)
  .join("|");
/** From the most to the least telling: a date in figures, a day and a month's name, a name and a day, a time of day, a word. */
const TOKEN = new RegExp(
  [
    String.raw`(?<iso>\d{4}-\d{2}-\d{2})`,
    String.raw`(?<day>\d{1,2})[/.](?<month>\d{1,2})(?:[/.](?<year>\d{4}|\d{2}))?(?!\d)`,
    String.raw`(?<dayFirst>\d{1,2})(?:er|st|nd|rd|th)? (?<monthLast>${MONTH_NAME})\b\.?(?: (?<yearLast>\d{4}))?`,
    String.raw`\b(?<monthFirst>${MONTH_NAME}) (?<dayLast>\d{1,2})(?![\d:h/.]| ?(?:${MONTH_NAME})\b)(?:st|nd|rd|th)?`,
    String.raw`(?<hour>\d{1,2})(?: ?[:h] ?(?<minute>\d{2}))?(?: ?h(?:eures?)?\b)?(?: ?(?<half>am|pm)\b)?`,
    "(?<word>[a-z]+(?:'hui)?)",
    String.raw`(?<strange>[^\s\-,.'–])`,
  ].join("|"),
  "g",
);

/**
 * Reads windows of a week in plain words, French or English: "lundi 14h-18h", "mar 9:00 12:30", "du lundi au vendredi 9h-12h", several after commas.
 *
 * @returns undefined if any of it is not understood: half of what was meant would be worse than none
 */
export function parseWindows(text: string): WeeklyWindow[] | undefined {
  const windows: WeeklyWindow[] = [];
  let days: number[] = [];
  let waiting = false;
  for (const part of partsOf(text)) {
    const tokens = tokensOf(part, undefined);
    if (!tokens) return undefined;
    const named = tokens.filter((token) => token.kind === "weekday").map(({ weekday }) => weekday);
    const times = tokens.filter((token) => token.kind === "time").map(({ time }) => time);
    if (named.length + times.length !== tokens.length || named.length > 2 || times.length % 2 > 0) return undefined;
    // "lundi 9h-12h et 14h-18h": the same day goes on
    if (named.length > 0) days = waiting ? [...days, ...span(named)] : span(named);
    if (days.length === 0) return undefined;
    // "lundi et mardi 9h-12h": the times are still to come
    waiting = times.length === 0;
    for (let index = 0; index < times.length; index += 2)
      for (const weekday of days) windows.push({ weekday, startsAt: times[index] ?? "", endsAt: times[index + 1] ?? "" });
  }
  return windows.length > 0 && !waiting ? windows : undefined;
}

/**
 * Reads one date or a span of dates, with hours or without: "24/12", "du 24/12 au 2/1", "24 décembre 14h-16h", "tomorrow".
 * A date without a year is the next one.
 *
 * @param today in the zone of whoever says it
 */
export function parseDates(text: string, today: DateTime): SaidDates | undefined {
  const tokens = tokensOf(plain(text), today);
  const dates = tokens?.filter((token) => token.kind === "date").map(({ date }) => date) ?? [];
  const times = tokens?.filter((token) => token.kind === "time").map(({ time }) => time) ?? [];
  const rest = (tokens?.length ?? 0) - dates.length - times.length;
  const [startsOn, endsOn = startsOn] = dates;
  // "samedi 28/11": the date says it; a weekday that is not its own is a mistake
  const weekdays = tokens?.filter((token) => token.kind === "weekday").map(({ weekday }) => weekday) ?? [];
  if (!startsOn || !endsOn || dates.length > 2 || (times.length !== 0 && times.length !== 2) || rest !== weekdays.length) return undefined;
  const own = dates.map((date) => DateTime.fromISO(date).weekday);
  if (weekdays.length > 0 && weekdays.join() !== own.join()) return undefined;
  const [startsAt = null, endsAt = null] = times;
  return { startsOn, endsOn, startsAt, endsAt };
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("’", "'").trim();

const partsOf = (text: string): string[] =>
  plain(text)
    .split(/[,;\n]|\b(?:et|and|puis)\b/)
    .map((part) => part.trim())
    .filter(Boolean);

/** Without `today` no date is read: "mar 9" is Tuesday at 9, not 9 March. */
function tokensOf(text: string, today: DateTime | undefined): Token[] | undefined {
  const tokens: Token[] = [];
  let last: string | undefined;
  for (const { groups = {} } of text.matchAll(today ? TOKEN : TIME_TOKEN)) {
    const token = groups.hour ? timeToken(groups) : groups.word ? wordToken(groups.word, today) : today && dateToken(groups, today, last);
    if (token === "nothing") continue;
    if (!token) return undefined;
    if (token.kind === "date") last = token.date;
    tokens.push(token);
  }
  return tokens;
}

const TIME_TOKEN = new RegExp(TOKEN.source.slice(TOKEN.source.indexOf("(?<hour>")), "g");

function timeToken({ hour, minute = "00", half }: Record<string, string | undefined>): Token | undefined {
  const given = Number(hour);
  if (half && (given < 1 || given > 12)) return undefined;
  const hours = half ? (given % 12) + (half === "pm" ? 12 : 0) : given;
  if (hours * 60 + Number(minute) > 24 * 60 || Number(minute) > 59) return undefined;
  return { kind: "time", time: `${String(hours).padStart(2, "0")}:${minute}` };
}

function wordToken(word: string, today: DateTime | undefined): Token | "nothing" | undefined {
  if (FILLERS.has(word)) return "nothing";
  if (word === "midi" || word === "noon") return { kind: "time", time: "12:00" };
  if (word === "minuit" || word === "midnight") return { kind: "time", time: "24:00" };
  if (today && TODAY.includes(word)) return { kind: "date", date: today.toISODate() ?? "" };
  if (today && TOMORROW.includes(word)) return { kind: "date", date: today.plus({ days: 1 }).toISODate() ?? "" };
  const index = WEEKDAYS.findIndex((names) => names.some((name) => word === name || word === `${name}s`));
  return index >= 0 ? { kind: "weekday", weekday: index + 1 } : undefined;
}

function dateToken(said: Record<string, string | undefined>, today: DateTime, after: string | undefined): Token | undefined {
  if (said.iso) return DateTime.fromISO(said.iso).isValid ? { kind: "date", date: said.iso } : undefined;
  const name = said.monthLast ?? said.monthFirst;
  const month = said.month ? Number(said.month) : MONTHS.findIndex((names) => names.includes(name ?? "")) + 1;
  const day = Number(said.day ?? said.dayFirst ?? said.dayLast);
  const year = said.year ?? said.yearLast;
  const earliest = after ?? today.toISODate() ?? "";
  // the next such date; 29 February may be some years away
  const years = year ? [Number(year.length === 2 ? `20${year}` : year)] : Array.from({ length: 5 }, (_, index) => today.year + index);
  const dates = years.map((each) => DateTime.local(each, month, day)).filter(({ isValid }) => isValid);
  const date = dates.map((each) => each.toISODate() ?? "").find((each) => year || each >= earliest);
  return date ? { kind: "date", date } : undefined;
}

/** "lundi vendredi" as said with "du" and "au": the days between; over the weekend too. */
function span([first = 1, last = first]: number[]): number[] {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => ((first - 1 + index) % 7) + 1);
}
