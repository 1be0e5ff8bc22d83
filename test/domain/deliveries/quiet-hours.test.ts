import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { endOfQuiet, isQuiet } from "../../../domain/deliveries/quiet-hours.ts";

const PARIS = "Europe/Paris";
const at = (wall: string, zone = PARIS) => DateTime.fromISO(wall, { zone });

describe("a time is quiet", () => {
  const rows: [string, string, boolean][] = [
    ["a second before 20:00", "2026-11-24T19:59:59.999", false],
    ["at 20:00", "2026-11-24T20:00", true],
    ["at midnight", "2026-11-25T00:00", true],
    ["a second before 8:00", "2026-11-25T07:59:59.999", true],
    ["at 8:00", "2026-11-25T08:00", false],
    ["on a Saturday", "2026-11-28T12:00", false],
    ["on a Sunday", "2026-11-29T12:00", true],
    ["on 1 January", "2027-01-01T12:00", true],
    ["on Easter Monday 2027", "2027-03-29T12:00", true],
    ["on the Tuesday after it", "2027-03-30T12:00", false],
    ["on Good Friday, which is a working day in most of France", "2027-03-26T12:00", false],
    ["on 1 May, a Saturday in 2027", "2027-05-01T12:00", true],
    ["on Ascension Day 2027", "2027-05-06T12:00", true],
    ["on 8 May 2026", "2026-05-08T12:00", true],
    ["on Whit Monday 2027", "2027-05-17T12:00", true],
    ["on 14 July", "2027-07-14T12:00", true],
    ["on 15 August 2026, a Saturday", "2026-08-15T12:00", true],
    ["on All Saints' Day 2027", "2027-11-01T12:00", true],
    ["on 11 November", "2026-11-11T12:00", true],
    ["on Christmas Day", "2026-12-25T12:00", true],
    ["on Christmas Eve", "2026-12-24T12:00", false],
    ["on the day before a holiday, late in the evening as always", "2026-11-10T20:00", true],
  ];
  test.each(rows)("%s", (_, wall, quiet) => {
    expect(isQuiet(at(wall), PARIS, "FR")).toBe(quiet);
  });

  test("by the recipient's clock", () => {
    const evening = at("2026-11-24T19:00");
    expect(isQuiet(evening, PARIS, "FR")).toBe(false);
    expect(isQuiet(evening, "Indian/Reunion", "FR")).toBe(true);
    expect(isQuiet(evening, "America/Guadeloupe", "FR")).toBe(false);
    expect(isQuiet(at("2026-11-24T09:00"), "America/Guadeloupe", "FR")).toBe(true);
  });

  test("by the recipient's day: Sunday has begun on Réunion, and lasts in Guadeloupe", () => {
    expect(isQuiet(at("2027-01-01T03:00"), "America/Guadeloupe", "FR")).toBe(true);
    // Sunday 29 November 23:00 in Paris is Monday on Réunion, 2:00
    expect(endOfQuiet(at("2026-11-29T23:00"), "Indian/Reunion", "FR").toISO()).toBe("2026-11-30T08:00:00.000+04:00");
    expect(isQuiet(at("2026-11-30T02:00"), "America/Guadeloupe", "FR")).toBe(true);
  });
});

describe("quiet ends", () => {
  const rows: [string, string, string][] = [
    ["now, when it is not quiet: to the second", "2026-11-24T12:34:56", "2026-11-24T12:34:56"],
    ["this morning, at night", "2026-11-24T05:00", "2026-11-24T08:00"],
    ["next morning, in the evening", "2026-11-24T20:00", "2026-11-25T08:00"],
    ["on Monday, from Saturday evening on", "2026-11-28T20:00", "2026-11-30T08:00"],
    ["on Monday, on a Sunday", "2026-11-29T12:00", "2026-11-30T08:00"],
    ["on Tuesday, over Easter", "2027-03-27T20:30", "2027-03-30T08:00"],
    ["on Monday, when 1 May is a Saturday", "2027-04-30T21:00", "2027-05-03T08:00"],
    ["on Saturday, when Christmas is a Friday", "2026-12-24T22:00", "2026-12-26T08:00"],
    ["on Tuesday, when a holiday follows a Sunday (All Saints' Day 2027)", "2027-10-30T20:00", "2027-11-02T08:00"],
    ["after the year's turn", "2026-12-31T20:00", "2027-01-02T08:00"],
  ];
  test.each(rows)("%s", (_, wall, end) => {
    expect(endOfQuiet(at(wall), PARIS, "FR").toFormat("yyyy-MM-dd'T'HH:mm:ss")).toBe(at(end).toFormat("yyyy-MM-dd'T'HH:mm:ss"));
  });

  test("never in the past, and never in quiet, at every hour of a year", () => {
    for (let hour = at("2027-01-01T00:00"); hour.year === 2027; hour = hour.plus({ hours: 5 })) {
      const end = endOfQuiet(hour, PARIS, "FR");
      expect(end >= hour).toBe(true);
      expect(isQuiet(end, PARIS, "FR")).toBe(false);
    }
  });

  test("by the country's own holidays", () => {
    expect(isQuiet(at("2027-07-14T12:00", "Europe/Brussels"), "Europe/Brussels", "BE")).toBe(false);
    expect(isQuiet(at("2027-07-21T12:00", "Europe/Brussels"), "Europe/Brussels", "BE")).toBe(true);
  });
});
