import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { parseDates, parseWindows } from "../../../../domain/peers/week/parse-times.ts";

const MONDAY = DateTime.fromISO("2026-11-23T10:00", { zone: "Europe/Paris" });
/** `1 14:00-18:00`, as many as were said. */
const windows = (said: string) => parseWindows(said)?.map(({ weekday, startsAt, endsAt }) => `${weekday} ${startsAt}-${endsAt}`);
const dates = (said: string) => {
  const found = parseDates(said, MONDAY);
  return found && [found.startsOn, found.endsOn, found.startsAt, found.endsAt].filter((part) => part !== null).join(" ");
};

describe("a time of the week", () => {
  test.each([
    ["lundi 14h-18h", ["1 14:00-18:00"]],
    ["mar 9:00 12:30", ["2 09:00-12:30"]],
    ["Mardi de 9h à 12h30", ["2 09:00-12:30"]],
    ["Lun 14H00–18H00", ["1 14:00-18:00"]],
    ["jeudi de midi à 14 heures", ["4 12:00-14:00"]],
    ["le samedi, 20h-minuit", ["6 20:00-24:00"]],
    ["lundis 9-12", ["1 09:00-12:00"]],
    ["lundi 9h-12h et 14h-18h", ["1 09:00-12:00", "1 14:00-18:00"]],
    ["lundi et mardi 9h-12h", ["1 09:00-12:00", "2 09:00-12:00"]],
    ["lun 9h-12h, mer 14h-16h", ["1 09:00-12:00", "3 14:00-16:00"]],
    ["du vendredi au lundi 9h-12h", ["5", "6", "7", "1"].map((day) => `${day} 09:00-12:00`)],
    ["Monday 2pm-6pm", ["1 14:00-18:00"]],
    ["sat 10am to noon", ["6 10:00-12:00"]],
    ["Sunday from 12am until 12pm", ["7 00:00-12:00"]],
    // said wrong, but clear: refused where it is added
    ["lundi 18h-14h", ["1 18:00-14:00"]],
  ])("%s", (said, expected) => {
    expect(windows(said)).toEqual(expected);
  });

  test.each([
    "lundi",
    "14h-18h",
    "lundi 14h",
    "lundi soir",
    "lundi 25h-26h",
    "lundi 9h60-10h",
    "lundi 13pm-14pm",
    "lundi 9h-12h-14h",
    "lundi mardi mercredi 9h-12h",
    "lundi 9h-12h et mardi",
    "bonjour",
    "peut-être lundi 9h-12h",
    "",
    "28/11 9h-12h",
  ])("is not read from what is unclear: %j", (said) => {
    expect(windows(said)).toBeUndefined();
  });
});

describe("a date", () => {
  test.each([
    ["24/12", "2026-12-24 2026-12-24"],
    ["du 24/12 au 2/1", "2026-12-24 2027-01-02"],
    ["24/12-26/12", "2026-12-24 2026-12-26"],
    ["24.12.2026", "2026-12-24 2026-12-24"],
    ["24/12/26", "2026-12-24 2026-12-24"],
    ["2026-12-24", "2026-12-24 2026-12-24"],
    ["le 1er mars", "2027-03-01 2027-03-01"],
    ["24 décembre 14h-16h", "2026-12-24 2026-12-24 14:00 16:00"],
    ["du 24 déc. au 2 janvier", "2026-12-24 2027-01-02"],
    ["mar. 24 nov.", "2026-11-24 2026-11-24"],
    ["samedi 28/11 de 14h à 17h", "2026-11-28 2026-11-28 14:00 17:00"],
    ["jusqu'au 24/12", "2026-12-24 2026-12-24"],
    ["aujourd'hui", "2026-11-23 2026-11-23"],
    ["demain 14h-16h", "2026-11-24 2026-11-24 14:00 16:00"],
    ["from Dec 24 to Jan 2", "2026-12-24 2027-01-02"],
    ["March 3 2pm-4pm", "2027-03-03 2027-03-03 14:00 16:00"],
    ["tomorrow", "2026-11-24 2026-11-24"],
    ["29/2", "2028-02-29 2028-02-29"],
    ["22/11", "2027-11-22 2027-11-22"],
    ["22/11/2026", "2026-11-22 2026-11-22"],
  ])("%s", (said, expected) => {
    expect(dates(said)).toBe(expected);
  });

  test.each([
    "24/13",
    "31/11",
    "24",
    "du 24 au 26",
    "dimanche 28/11",
    "24/12 14h",
    "24/12 25/12 26/12",
    "n'importe quand",
    "",
    "lundi 14h-18h",
    "2026-02-30",
  ])("is not read from what is unclear: %j", (said) => {
    expect(dates(said)).toBeUndefined();
  });
});
