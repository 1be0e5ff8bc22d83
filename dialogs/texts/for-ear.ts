import { Info } from "luxon";
import type { Locale } from "../../domain/locale.ts";

/** What is written short in a message, as it is said. Dates are those of `texts().at`. */
interface Speech {
  /** Short names of days and months, with their long ones. */
  names: Map<string, string>;
  date: RegExp;
  /** A day of every week, before its hours. */
  weekday: RegExp;
  dateWords(weekday: string, day: string, month: string): string;
  clock(hours: number, minutes: number): string;
  span(from: string, to: string): string;
  /** Eight digits, or four of a line, in a rhythm that can be written down. */
  digits(digits: string): string;
}

const TONGUES: Record<Locale, string> = { fr: "fr-FR", en: "en-GB" };

function makeSpeech(locale: Locale, rest: Pick<Speech, "dateWords" | "clock" | "span" | "digits">): Speech {
  const named = { locale: TONGUES[locale] };
  const pairs = (short: string[], long: string[]) => short.map((name, index) => [name, long[index] ?? name] as const);
  const days = pairs(Info.weekdays("short", named), Info.weekdays("long", named));
  const months = pairs(Info.months("short", named), Info.months("long", named));
  const any = (names: (readonly [string, string])[]) => names.map(([short]) => short.replaceAll(".", "\\.")).join("|");
  return {
    names: new Map([...days, ...months]),
    date: new RegExp(`(?<!\\p{L})(${any(days)}) (\\d{1,2}) (${any(months)})(?!\\p{L})(?: (\\d{1,2}:\\d{2}))?`, "giu"),
    weekday: new RegExp(`(?<!\\p{L})(${any(days)})(?= (?:\\d|de \\d|from \\d))`, "gu"),
    ...rest,
  };
}

const inPairs = (digits: string): string => digits.match(/\d{2}/g)?.join(", ") ?? digits;

const SPEECH: Record<Locale, Speech> = {
  fr: makeSpeech("fr", {
    dateWords: (weekday, day, month) => `${weekday} ${day === "1" ? "1er" : day} ${month}`,
    clock(hours, minutes) {
      if (minutes === 0 && hours === 12) return "midi";
      if (minutes === 0 && hours === 0) return "minuit";
      return `${hours} heure${hours > 1 ? "s" : ""}${minutes ? ` ${minutes}` : ""}`;
    },
    span: (from, to) => `de ${from} à ${to}`,
    digits: inPairs,
  }),
  en: makeSpeech("en", {
    dateWords: (weekday, day, month) => `${weekday} ${day} ${month}`,
    clock: (hours, minutes) => `${hours % 12 || 12}${minutes ? `:${String(minutes).padStart(2, "0")}` : ""} ${hours < 12 ? "am" : "pm"}`,
    span: (from, to) => `from ${from} to ${to}`,
    digits: (digits) => [...digits].join(", "),
  }),
};

const AT: Record<Locale, string> = { fr: "à", en: "at" };
const CLOCK = /\b([01]?\d|2[0-3])(?::|h)([0-5]\d)?(?![\d:])/g;
const SPAN = /\b((?:[01]?\d|2[0-3])(?::|h)(?:[0-5]\d)?) ?- ?((?:[01]?\d|2[0-3])(?::|h)(?:[0-5]\d)?)(?![\d:])/g;

/** Writes words for the ear: whole names of days and months, hours as they are said, references and lines in a rhythm, no brackets and no links. */
export function forEar(text: string, locale: Locale): string {
  const { names, date, weekday, dateWords, clock, span, digits } = SPEECH[locale];
  const long = (short: string) => names.get(short) ?? names.get(short.toLowerCase()) ?? short;
  const said = text
    .replace(/https?:\/\/\S+|\b[\w-]+(?:\.[\w-]+)+\/\S*/g, "")
    .replace(date, (_, weekday: string, day: string, month: string, at?: string) =>
      [dateWords(long(weekday), day, long(month)), ...(at ? [AT[locale], at] : [])].join(" "),
    )
    .replace(SPAN, (_, from: string, to: string) => span(from, to))
    .replace(CLOCK, (whole: string, hours: string, minutes?: string) =>
      whole.includes(":") && !minutes ? whole : clock(Number(hours), Number(minutes ?? 0)),
    )
    .replace(weekday, (short) => long(short))
    // a reference, with or without its space
    .replace(/\b(\d{4}) ?(\d{4})\b/g, (_, first: string, last: string) => digits(first + last))
    // a line such as 3114
    .replace(/(?<![\d,] ?)\b3\d{3}\b(?!,? ?\d)/g, (line) => (locale === "fr" ? line.replace(/^(..)/, "$1 ") : [...line].join(" ")))
    .replace(/(\d+) ?h\b/g, (_, hours: string) => `${hours} ${locale === "fr" ? "heures" : "hours"}`)
    .replace(/\s*\(([^()]*)\)/g, ", $1")
    .replace(/\s*;\s*/g, ", ");
  return said
    .replace(/ {2,}/g, " ")
    .replace(/ ([,.])/g, "$1")
    .trim();
}
