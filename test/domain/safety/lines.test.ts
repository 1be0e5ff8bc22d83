import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { lines, linesFor, staleLines } from "../../../domain/safety/lines.ts";
import { placeOf, whereOf } from "../../../domain/safety/place.ts";

const numbersOf = (...asked: Parameters<typeof linesFor>) => linesFor(...asked).map(({ number }) => number);
const TEXTING = { place: "france", texting: true } as const;

describe("the lines", () => {
  test("are those of the programme, each once, and never 3631, which is no health line", () => {
    const numbers = lines.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers).toEqual(expect.arrayContaining(["15", "112", "114", "3114", "17", "3919", "119", "115"]));
    expect(numbers).toEqual(
      expect.arrayContaining(["0 800 23 13 13", "0 980 980 930", "0 805 123 124", "09 72 39 40 50", "findahelpline.com"]),
    );
    expect(numbers).not.toContain("3631");
  });

  test("that nobody verified are given to nobody", () => {
    expect(lines.filter(({ verifiedOn }) => verifiedOn === null).map(({ number }) => number)).toEqual(["0 805 123 124"]);
    for (const situation of ["suicide", "overdose", "emergency", "distress"] as const)
      expect(numbersOf(situation, TEXTING)).not.toContain("0 805 123 124");
  });

  test("are to be looked at again after 12 months, and not before", () => {
    expect(staleLines(DateTime.fromISO("2027-11-22"))).toEqual([]);
    const stale = staleLines(DateTime.fromISO("2027-11-23"));
    expect(stale.map(({ number }) => number)).toContain("3114");
    expect(stale.map(({ number }) => number)).not.toContain("0 805 123 124");
  });
});

describe("the lines for a situation", () => {
  test.each([
    ["suicide", ["15", "112", "114", "3114"]],
    ["suicide-other", ["15", "112", "114", "3114"]],
    ["violence", ["112", "114", "3114", "17", "3919"]],
    ["child", ["114", "17", "119"]],
    ["harm-others", ["15", "114", "3114", "17"]],
    ["overdose", ["15", "112", "114", "0 800 23 13 13", "0 980 980 930"]],
    ["emergency", ["15", "112", "114"]],
    ["distress", ["114", "3114"]],
  ] as const)("%s", (situation, numbers) => {
    expect(numbersOf(situation, TEXTING)).toEqual(numbers);
  });

  test("name 114 by SMS only to who is texting", () => {
    expect(numbersOf("suicide", whereOf("whatsapp"))).toContain("114");
    expect(numbersOf("suicide", whereOf("teams"))).not.toContain("114");
  });

  test("overseas are the same, with where to look if one does not answer", () => {
    expect(numbersOf("suicide", whereOf("sms", ["RE", "YT"]))).toEqual(["15", "112", "114", "3114", "findahelpline.com"]);
  });

  test("abroad are 112 and a directory of every country's lines", () => {
    for (const situation of ["suicide", "violence", "child", "overdose"] as const)
      expect(numbersOf(situation, whereOf("sms", ["BE"]))).toEqual(["112", "findahelpline.com"]);
  });
});

test.each([
  [["FR"], "france"],
  [["GP", "BL", "MF"], "overseas"],
  [["NC"], "overseas"],
  [["GB", "GG", "JE", "IM"], "abroad"],
  [[], "france"],
  [null, "france"],
] as const)("a number of %j is in %s", (countries, place) => {
  expect(placeOf(countries && [...countries])).toBe(place);
});
