import type { WeeklyWindow } from "../../booking/slots.ts";
import type { Locale } from "../../locale.ts";
import { BadCell, quoted } from "./bad-cell.ts";

const DAYS: Record<Locale, string[]> = {
  fr: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
  en: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
};
/** "2 to 4 pm", "de 14h à 16h" */
const TO = new Set(["a", "au", "to", "until", "till", "through"]);
const IGNORED = new Set(["de", "du", "le", "les", "des", "from", "on", "et", "and", "puis", "then", "entre", "between"]);
const MOST_WINDOWS = 70;

/** A time of day with what follows it, a word, a dash, what separates, space; anything else is refused. */
const TOKEN =
  /(?:(\d{1,2})(?:\s?[h:.]([0-5]\d)|\s*h(?:eures?)?(?![a-z]))?(?!\d)(?:\s*([ap])\.?m\b)?)|([a-z]+)\.?|([-\u2010-\u2015])|([;,|/&+\n])|\s+|(.)/gsu;

interface Time {
  minutes: number;
  half: string | undefined;
}

/**
 * Reads a weekly plan as people write it: "lun 14:00-18:00; mer 9h-12h30", "mon-fri 9:00-12:00, 14:00-17:00", "mardi et jeudi de 9h à 12h", "sat 2pm-6pm".
 * Times after several days are for each of them.
 *
 * @throws {BadCell}
 */
export function readPlan(text: string): WeeklyWindow[] {
  const folded = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const windows: WeeklyWindow[] = [];
  let days: number[] = [];
  let timesSeen = false;
  let start: Time | undefined;
  let to = false;
  const refuse = (why: string): never => {
    throw new BadCell(`${quoted(text)} is not a weekly plan: ${why}. Write it as "lun 14:00-18:00; mer 9h-12h30" or "mon-fri 9:00-12:00".`);
  };

  for (const [token, hour, minute, half, word, dash, separator, other] of folded.matchAll(TOKEN)) {
    if (hour !== undefined) {
      const time = { minutes: readHour(Number(hour), half) * 60 + Number(minute ?? 0), half };
      if (!(time.minutes < 24 * 60)) refuse(`${quoted(token)} is not a time of day`);
      if (days.length === 0) refuse(`${quoted(token)} comes before any day`);
      if (!start) {
        if (to) refuse(`a day is missing before ${quoted(token)}`);
        start = time;
        continue;
      }
      if (!to) refuse(`it does not say until when after ${quoted(clock(start.minutes))}`);
      const startsAt = sameHalf(start, time);
      if (startsAt >= time.minutes) refuse(`${clock(startsAt)} is not before ${clock(time.minutes)}`);
      windows.push(...days.map((weekday) => ({ weekday, startsAt: clock(startsAt), endsAt: clock(time.minutes) })));
      if (windows.length > MOST_WINDOWS) refuse("it is too long");
      [start, to, timesSeen] = [undefined, false, true];
    } else if (dash !== undefined || (word !== undefined && TO.has(word))) {
      if (to) refuse("two dashes follow each other");
      to = true;
    } else if (word !== undefined && !IGNORED.has(word)) {
      const day = readDay(word) ?? refuse(`${quoted(word)} is not a day`);
      if (start) refuse(`it does not say until when after ${quoted(clock(start.minutes))}`);
      if (timesSeen) [days, timesSeen] = [[], false];
      const last = days.at(-1);
      if (to && last === undefined) refuse(`a day is missing before ${quoted(word)}`);
      days.push(...(to && last !== undefined ? daysAfter(last, day) : [day]));
      to = false;
    } else if (separator !== undefined && to) refuse("a dash leads nowhere");
    else if (other !== undefined) refuse(`${quoted(other)} is not understood`);
  }
  if (start || to) refuse("it ends in the middle");
  if (days.length > 0 && !timesSeen) refuse("the last day has no times");
  const distinct = new Map(windows.map((window) => [JSON.stringify(window), window]));
  return [...distinct.values()].sort((a, b) => a.weekday - b.weekday || a.startsAt.localeCompare(b.startsAt));
}

/** Writes a plan so that `readPlan` reads the same. */
export function writePlan(plan: WeeklyWindow[], locale: Locale): string {
  return plan.map(({ weekday, startsAt, endsAt }) => `${DAYS[locale][weekday - 1]?.slice(0, 3)} ${startsAt}-${endsAt}`).join("; ");
}

/** A day by its name or the beginning of it, from two letters. */
function readDay(word: string): number | undefined {
  const stem = word.length > 3 ? word.replace(/s$/, "") : word;
  const matches = [...DAYS.fr, ...DAYS.en].flatMap((name, index) => (stem.length >= 2 && name.startsWith(stem) ? [(index % 7) + 1] : []));
  return new Set(matches).size === 1 ? matches[0] : undefined;
}

/** The days from the one after `first` to `last`, round the end of the week. */
function daysAfter(first: number, last: number): number[] {
  return Array.from({ length: (last - first + 7) % 7 }, (_, index) => ((first + index) % 7) + 1);
}

function readHour(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

/** "2-6pm" begins in the afternoon, "9-1pm" does not. */
function sameHalf(start: Time, end: Time): number {
  const later = start.minutes + 12 * 60;
  return start.half === undefined && end.half === "p" && later < end.minutes ? later : start.minutes;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
