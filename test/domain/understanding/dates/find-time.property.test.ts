import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import type { Locale } from "../../../../domain/locale.ts";
import { findTime } from "../../../../domain/understanding/dates/find-time.ts";
import { readSentences } from "./sentences.ts";

const ZONES = ["Europe/Paris", "America/Guadeloupe", "Indian/Reunion", "Pacific/Noumea", "America/Santiago", "Pacific/Apia"];
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2029, 0, 1);

/** Any moment, often near a change of the clocks in Paris. */
const moments = fc
  .tuple(
    fc.oneof(fc.integer({ min: FROM, max: TO }), fc.integer({ min: Date.UTC(2027, 2, 26), max: Date.UTC(2027, 2, 30) })),
    fc.constantFrom(...ZONES),
  )
  .map(([millis, zone]) => DateTime.fromMillis(millis, { zone }));

const spoken = fc.constantFrom(...readSentences());

test("never gives a time that has gone by, that ends before it begins or that is of another zone", () => {
  fc.assert(
    fc.property(spoken, moments, ({ text, locale }, now) => {
      const found = findTime(text, { now, locale });
      const readings = found.kind === "interval" ? [found] : found.kind === "ambiguous" ? found.readings : [];
      for (const { start, end } of readings) {
        expect(start.isValid && end.isValid).toBe(true);
        expect(start >= now).toBe(true);
        expect(end > start).toBe(true);
        expect([start.zoneName, end.zoneName]).toEqual([now.zoneName, now.zoneName]);
      }
    }),
    { numRuns: 3000 },
  );
});

test("answers to any text", () => {
  const words = fc.array(
    fc.oneof(
      spoken.map(({ text }) => text),
      fc.string({ unit: "grapheme" }),
      fc.integer().map(String),
    ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(words, moments, (some, now) => {
      expect(["interval", "ambiguous", "none"]).toContain(findTime(some.join(" "), { now, locale: "fr" }).kind);
    }),
    { numRuns: 1000 },
  );
});

const ordinal = (day: number) =>
  `${day}${day % 10 === 1 && day !== 11 ? "st" : day % 10 === 2 && day !== 12 ? "nd" : day % 10 === 3 && day !== 13 ? "rd" : "th"}`;
const french = (date: DateTime, format: string) => date.setLocale("fr").toFormat(format);
const english = (date: DateTime, format: string) => date.setLocale("en").toFormat(format);

/** Forms in which a date is written, with the language in which it can be read. */
const DATE_FORMS: [Locale, (date: DateTime) => string][] = [
  ["fr", (date) => date.toFormat("yyyy-MM-dd")],
  ["fr", (date) => date.toFormat("dd/MM/yyyy")],
  ["fr", (date) => date.toFormat("d/M/yy")],
  ["fr", (date) => date.toFormat("dd-MM-yyyy")],
  ["fr", (date) => `le ${date.toFormat("d/M")}`],
  ["fr", (date) => french(date, "d MMMM yyyy")],
  ["fr", (date) => french(date, "'le' d MMMM")],
  ["fr", (date) => french(date, "cccc d MMMM")],
  ["fr", (date) => french(date, "cccc d MMMM yyyy").toUpperCase()],
  ["en", (date) => english(date, "d MMMM")],
  ["en", (date) => english(date, "MMMM d, yyyy")],
  ["en", (date) => english(date, "cccc d MMMM")],
  ["en", (date) => `${ordinal(date.day)} of ${english(date, "MMMM")}`],
  ["en", (date) => `${english(date, "MMM")} ${ordinal(date.day)}`],
];

/** Forms of a time of day, from 8:00 on: before that it may be of the evening. */
const TIME_FORMS: ((time: DateTime) => string)[] = [
  (time) => time.toFormat("'à' HH:mm"),
  (time) => time.toFormat("H'h'mm"),
  (time) => time.toFormat("H 'h' mm"),
  (time) => time.toFormat("H 'heures' mm"),
  (time) => english(time, "h:mm a"),
  (time) => english(time, "h.mma").toLowerCase(),
];

const now = DateTime.fromISO("2026-11-24T10:00", { zone: "Europe/Paris" });
// beyond five months a date without a year may have been the last one
const dates = fc.integer({ min: 1, max: 150 }).map((days) => now.startOf("day").plus({ days }));

test("gives back a date from each form of writing it", () => {
  fc.assert(
    fc.property(dates, fc.constantFrom(...DATE_FORMS), (date, [locale, write]) => {
      const found = findTime(write(date), { now, locale });
      expect(found.kind === "interval" && [found.start.toISODate(), found.end.toISODate()]).toEqual([
        date.toISODate(),
        date.plus({ days: 1 }).toISODate(),
      ]);
    }),
    { numRuns: 2000 },
  );
});

test("gives back a date and a time from each form of writing them, in either order", () => {
  const times = fc
    .integer({ min: 8 * 4, max: 22 * 4 })
    .map((quarters) => ({ hour: Math.floor(quarters / 4), minute: (quarters % 4) * 15 }));
  fc.assert(
    fc.property(
      dates,
      times,
      fc.constantFrom(...DATE_FORMS),
      fc.constantFrom(...TIME_FORMS),
      fc.boolean(),
      (date, time, [locale, write], say, first) => {
        const wanted = date.set(time);
        const text = first ? `${say(wanted)} ${write(wanted)}` : `${write(wanted)} ${say(wanted)}`;
        const found = findTime(text, { now, locale });
        expect(found.kind === "interval" && [+found.start, +found.end]).toEqual([+wanted, +wanted.plus({ minutes: 30 })]);
      },
    ),
    { numRuns: 2000 },
  );
});
