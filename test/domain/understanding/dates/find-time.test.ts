import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import type { Locale } from "../../../../domain/locale.ts";
import { findTime } from "../../../../domain/understanding/dates/find-time.ts";
import { readSentences, SAID } from "./sentences.ts";

const at = (iso: string, zone = SAID.zone) => DateTime.fromISO(iso, { zone });
const wall = (instant: DateTime) => instant.toFormat("yyyy-MM-dd'T'HH:mm");

function understood(text: string, now = at(SAID.at), locale: Locale = "fr"): string {
  const found = findTime(text, { now, locale });
  return found.kind === "interval" ? `${wall(found.start)}/${wall(found.end)}` : found.kind;
}

function readingsOf(text: string, locale: Locale = "fr", now = at(SAID.at)) {
  const found = findTime(text, { now, locale });
  if (found.kind !== "ambiguous") throw new Error(`${text} is ${found.kind}`);
  return { why: found.why, hours: found.hours, readings: found.readings.map(({ start, end }) => `${wall(start)}/${wall(end)}`) };
}

describe("the table of sentences", () => {
  const sentences = readSentences();
  const isOpen = (expected: string) => expected === "none" || expected === "ambiguous";
  const results = sentences.map((sentence) => ({ ...sentence, got: understood(sentence.text, undefined, sentence.locale) }));

  test("is understood to the minute where a time is asked for", () => {
    expect(results.filter(({ expected, got }) => !isOpen(expected) && got !== expected)).toEqual([]);
  });

  test("never books what is ambiguous or asks for no time", () => {
    expect(results.filter(({ expected, got }) => isOpen(expected) && !isOpen(got))).toEqual([]);
  });

  test("tells no time from several in nine sentences of ten", () => {
    const open = results.filter(({ expected }) => isOpen(expected));
    expect(open.filter(({ expected, got }) => expected === got).length / open.length).toBeGreaterThan(0.9);
  });
});

describe("what is asked instead of booked", () => {
  test.each<[string, Locale, string, string[]]>([
    ["mardi", "fr", "own-weekday", ["2026-11-24T10:00/2026-11-25T00:00", "2026-12-01T00:00/2026-12-02T00:00"]],
    ["mardi 14h", "fr", "own-weekday", ["2026-11-24T14:00/2026-11-24T14:30", "2026-12-01T14:00/2026-12-01T14:30"]],
    ["vendredi prochain", "fr", "next-or-this", ["2026-11-27T00:00/2026-11-28T00:00", "2026-12-04T00:00/2026-12-05T00:00"]],
    ["mardi 3 décembre", "fr", "dates-disagree", ["2026-12-03T00:00/2026-12-04T00:00", "2026-12-01T00:00/2026-12-02T00:00"]],
    ["12/3", "en", "day-or-month", ["2027-03-12T00:00/2027-03-13T00:00", "2026-12-03T00:00/2026-12-04T00:00"]],
    ["mardi prochain ou jeudi", "fr", "several", ["2026-12-01T00:00/2026-12-02T00:00", "2026-11-26T00:00/2026-11-27T00:00"]],
    ["demain à 7h", "fr", "morning-or-evening", ["2026-11-25T07:00/2026-11-25T07:30", "2026-11-25T19:00/2026-11-25T19:30"]],
    ["le 12 octobre", "fr", "past", ["2027-10-12T00:00/2027-10-13T00:00"]],
    ["à partir de lundi", "fr", "open-ended", ["2026-11-30T00:00/2026-12-07T00:00"]],
    ["demain ma soeur vient de Lyon", "fr", "in-passing", ["2026-11-25T00:00/2026-11-26T00:00"]],
    ["le plus tôt possible", "fr", "no-date", []],
  ])("%s", (text, locale, why, readings) => {
    expect(readingsOf(text, locale)).toMatchObject({ why, readings });
  });

  test.each<[string, Locale, { from: number; to: number }]>([
    ["plutôt le matin", "fr", { from: 8, to: 12 }],
    ["any evening", "en", { from: 18, to: 21 }],
    ["après 18h", "fr", { from: 18, to: 21 }],
    ["tous les jours entre 14h et 16h", "fr", { from: 14, to: 16 }],
  ])("%s: the hours of any day", (text, locale, hours) => {
    expect(readingsOf(text, locale)).toMatchObject({ hours });
  });
});

test("tells the words that led to it", () => {
  expect(findTime("Bonjour, plutôt jeudi en fin d'aprem svp", { now: at(SAID.at), locale: "fr" })).toMatchObject({
    because: ["jeudi", "fin d aprem"],
  });
});

test("reads 12/3 by the language of the sentence, and by the locale where it does not tell", () => {
  expect(understood("le 12/3 au matin", undefined, "en")).toBe("2027-03-12T08:00/2027-03-12T12:00");
  expect(understood("12/3", undefined, "fr")).toBe("2027-03-12T00:00/2027-03-13T00:00");
  expect(understood("on 12/3 in the morning", undefined, "fr")).toBe("ambiguous");
});

describe("other clocks", () => {
  test.each<[string, string, string, string]>([
    // an hour that is not there, and one that is there twice
    ["2027-03-27T10:00", "Europe/Paris", "demain à 2h30 du matin", "2027-03-28T03:30/2027-03-28T04:00"],
    ["2027-03-27T10:00", "Europe/Paris", "demain", "2027-03-28T00:00/2027-03-29T00:00"],
    ["2027-03-27T10:00", "Europe/Paris", "demain matin", "2027-03-28T08:00/2027-03-28T12:00"],
    ["2026-10-24T10:00", "Europe/Paris", "demain à 9h", "2026-10-25T09:00/2026-10-25T09:30"],
    ["2026-10-24T10:00", "Europe/Paris", "demain", "2026-10-25T00:00/2026-10-26T00:00"],
    ["2026-10-25T01:30", "Europe/Paris", "dans deux heures", "2026-10-25T02:30/2026-10-25T03:00"],
    ["2026-11-24T10:00", "America/Guadeloupe", "demain 9h", "2026-11-25T09:00/2026-11-25T09:30"],
    ["2026-11-24T23:30", "Indian/Reunion", "demain soir", "2026-11-25T18:00/2026-11-25T21:00"],
    ["2026-11-24T07:00", "Pacific/Noumea", "ce matin", "2026-11-24T08:00/2026-11-24T12:00"],
    ["2026-12-31T18:00", "Europe/Paris", "demain", "2027-01-01T00:00/2027-01-02T00:00"],
    ["2026-12-30T10:00", "Europe/Paris", "samedi 2 janvier", "2027-01-02T00:00/2027-01-03T00:00"],
    ["2026-12-30T10:00", "Europe/Paris", "la semaine prochaine", "2027-01-04T00:00/2027-01-11T00:00"],
    ["2028-02-27T10:00", "Europe/Paris", "le 29 février à 10h", "2028-02-29T10:00/2028-02-29T10:30"],
    ["2028-02-28T10:00", "Europe/Paris", "dans deux jours", "2028-03-01T00:00/2028-03-02T00:00"],
    ["2027-01-31T10:00", "Europe/Paris", "dans un mois", "2027-02-28T00:00/2027-03-01T00:00"],
    ["2026-11-24T23:50", "Europe/Paris", "aujourd'hui", "2026-11-24T23:50/2026-11-25T00:00"],
    ["2026-11-24T23:50", "Europe/Paris", "dans 20 minutes", "2026-11-25T00:10/2026-11-25T00:40"],
    ["2026-11-24T23:50", "Europe/Paris", "22h", "2026-11-25T22:00/2026-11-25T22:30"],
    ["2026-11-25T00:10", "Europe/Paris", "demain", "2026-11-26T00:00/2026-11-27T00:00"],
    ["2026-11-24T21:40", "Europe/Paris", "ce soir", "2026-11-24T21:40/2026-11-25T00:00"],
    ["2026-11-24T15:00", "Europe/Paris", "cet après-midi", "2026-11-24T15:00/2026-11-24T18:00"],
    ["2026-11-24T15:00", "Europe/Paris", "ce matin", "none"],
    ["2026-11-24T15:00", "Europe/Paris", "aujourd'hui à 11h", "ambiguous"],
    ["2026-11-29T10:00", "Europe/Paris", "ce week-end", "2026-11-29T10:00/2026-11-30T00:00"],
    ["2026-11-29T10:00", "Europe/Paris", "lundi", "2026-11-30T00:00/2026-12-01T00:00"],
    ["2026-11-27T10:00", "Europe/Paris", "vendredi", "ambiguous"],
    ["2026-11-27T10:00", "Europe/Paris", "jeudi prochain", "2026-12-03T00:00/2026-12-04T00:00"],
  ])("%s %s: %s", (now, zone, text, expected) => {
    expect(understood(text, at(now, zone))).toBe(expected);
  });
});
