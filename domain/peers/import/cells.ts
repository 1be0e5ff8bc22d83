import { DateTime, IANAZone } from "luxon";
import * as z from "zod";
import type { Locale } from "../../locale.ts";
import { cleanText } from "../../understanding/clean-text.ts";
import { BadCell, quoted } from "./bad-cell.ts";
import type { Column } from "./columns.ts";
import { readConditionList } from "./condition-list.ts";
import { readPhone } from "./phone.ts";
import { readPlan } from "./plan.ts";
import { GENDERS, LANGUAGES, listWords, ROLES, readWord, WAYS } from "./words.ts";

/** What cells are read against. */
export interface ReadingContext {
  /** Of the programme: where a row names none. */
  zone: string;
  /** In the programme's zone, `yyyy-MM-dd`: nobody was validated after it. */
  today: string;
  /** Countries whose numbers may be written to, ISO 3166-1 alpha-2. */
  countries: string[];
}

/** Three offers, each with such a name, still fit one message. */
const LONGEST_NAME = 20;
const LONGEST_ABOUT = 200;
const LONGEST_PLACE = 80;

/** A row of cells, each read on its own, so that every one that is wrong is told. */
export function rowSchema({ zone, today, countries }: ReadingContext) {
  return z.object({
    firstName: cell((text) => required(words(text, LONGEST_NAME), "The first name is missing.")),
    conditions: cell(readConditionList),
    relativeOf: cell((text) => {
      const { lived, relativeOf } = readConditionList(text);
      return [...new Set([...lived, ...relativeOf])];
    }),
    languages: cell((text) => several(text, "language", LANGUAGES)),
    ways: cell((text) => several(text, "way to meet", WAYS)),
    aboutFr: cell((text) => words(text, LONGEST_ABOUT)),
    aboutEn: cell((text) => words(text, LONGEST_ABOUT)),
    plan: cell(readPlan),
    zone: cell((text) => readZone(text) ?? zone),
    phone: cell((text) => readPhone(text, countries)),
    role: cell((text) => oneOf(text, "role", ROLES) ?? "volunteer"),
    training: cell(readTraining),
    validatedBy: cell((text) => words(text, LONGEST_PLACE) || null),
    validatedOn: cell((text) => readDate(text, today)),
    charterSignedOn: cell((text) => readDate(text, today)),
    lastSupervisionOn: cell((text) => readDate(text, today)),
    town: cell((text) => words(text, LONGEST_PLACE) || null),
    hospital: cell((text) => words(text, LONGEST_PLACE) || null),
    gender: cell((text) => oneOf(text, "gender", GENDERS)),
    birth: cell((text) => readDecade(text, today)),
  } satisfies Record<Column, z.ZodType>);
}

/** A cell that was written with a leading quote so that no spreadsheet takes it for a formula, as `protectFormula` does. */
const unprotect = (text: string) => (/^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text);

function cell<Value>(read: (text: string) => Value) {
  return z.string().transform((text, context) => {
    try {
      return read(unprotect(text).trim());
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: undefined });
      return z.NEVER;
    }
  });
}

function required(text: string, otherwise: string): string {
  if (!text) throw new BadCell(otherwise);
  return text;
}

/** Words that patients or teams read: never with a way to reach somebody in them. */
function words(text: string, longest: number): string {
  const clean = cleanText(text);
  if ([...clean].length > longest) throw new BadCell(`The text has ${[...clean].length} characters, and at most ${longest} are kept.`);
  if (/\p{L}@\p{L}|(?:\d[ ./-]{0,2}){9}/u.test(clean))
    throw new BadCell("The text holds a phone number or an address, which nobody may read here.");
  return clean;
}

const LIST = /[|/,;&+\n]|\bet\b|\band\b/iu;

function several<Value extends string>(text: string, what: string, known: Parameters<typeof readWord<Value>>[0]): Value[] {
  const pieces = text.split(LIST).filter((piece) => piece.trim());
  if (pieces.length === 0) throw new BadCell(`No ${what} is given; write one or more of: ${listWords(known)}.`);
  return [...new Set(pieces.map((piece) => oneOf(piece, what, known)).filter((value) => value !== null))];
}

function oneOf<Value extends string>(text: string, what: string, known: Parameters<typeof readWord<Value>>[0]): Value | null {
  if (!text) return null;
  const value = readWord(known, text);
  if (!value) throw new BadCell(`${quoted(text)} is not a ${what}; write one of: ${listWords(known)}.`);
  return value;
}

function readZone(text: string): string | undefined {
  if (!text) return undefined;
  const zone = IANAZone.create(text);
  if (!zone.isValid || !/^(UTC$|[A-Za-z_]+\/)/.test(text))
    throw new BadCell(`${quoted(text)} is not a time zone; write it as Europe/Paris or America/Guadeloupe.`);
  return zone.name;
}

/** Minutes as a number or "1260 min", hours as "21 h", "21h30" or "21,5 h". */
function readTraining(text: string): number {
  if (!text) return 0;
  const [, hours, half, minutes, plain] =
    /^(?:(\d{1,4})(?:[.,](\d))?\s*h(?:eures?|ours?|rs?)?\s*(?:([0-5]\d)\s*(?:min)?)?|(\d{1,6})\s*(?:min(?:utes?)?)?)$/iu.exec(text) ?? [];
  if (hours !== undefined) return Number(hours) * 60 + Number(half ?? 0) * 6 + Number(minutes ?? 0);
  if (plain === undefined) throw new BadCell(`${quoted(text)} is not a duration; write minutes as 1260, or hours as 21 h.`);
  if (/^\d+$/.test(text) && Number(plain) > 0 && Number(plain) < 60)
    throw new BadCell(`${quoted(text)} may be hours or minutes; write ${plain} h or ${plain} min.`);
  return Number(plain);
}

function readDate(text: string, today: string): string | null {
  if (!text) return null;
  const format = text.includes("/") ? "d/M/yyyy" : "yyyy-MM-dd";
  const date = DateTime.fromFormat(text, format, { zone: "utc" });
  if (!date.isValid || date.year < 1950) throw new BadCell(`${quoted(text)} is not a date; write it as 2026-03-31 or 31/03/2026.`);
  const iso = date.toFormat("yyyy-MM-dd");
  if (iso > today) throw new BadCell(`${quoted(text)} is in the future.`);
  return iso;
}

/** Of a year, a decade ("1970s", "années 1970") or a date only the decade is kept. */
function readDecade(text: string, today: string): number | null {
  if (!text) return null;
  const [, year] = /^(?:ann[ée]es\s+)?(?:\d{1,2}\/\d{1,2}\/)?((?:19|20)\d\d)(?:s|-\d\d-\d\d)?$/iu.exec(text) ?? [];
  if (!year || year > today.slice(0, 4) || Number(year) > 2020)
    throw new BadCell(`${quoted(text)} is not a year of birth; write it as 1974 or 1970s.`);
  return Math.floor(Number(year) / 10) * 10;
}

/** The language that a peer is written to in: the one that is named first. */
export const firstLocale = (languages: Locale[]): Locale => languages[0] ?? "fr";
