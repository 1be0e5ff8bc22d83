import { describe, expect, test } from "vitest";
import { preferences } from "../../dialogs/preferences.ts";
import { segmentCount } from "../../domain/deliveries/segments.ts";
import { memoryTools, startTalk } from "../support/dialog-tools.ts";

test("offers six things within two SMS, and RIEN ends it", async () => {
  for (const locale of ["fr", "en"] as const) {
    const talk = await startTalk(preferences, memoryTools({ locale }));
    expect(segmentCount(talk.said)).toBeLessThanOrEqual(2);
    expect((await talk.answer(locale === "fr" ? "rien" : "nothing")).prompt).toBeUndefined();
  }
});

test.each([
  ["1", "Cochin", "excludePlace hospital Cochin"],
  ["un hôpital à éviter", "  CHU de Lille ", "excludePlace hospital CHU de Lille"],
  ["2", "Béziers", "excludePlace town Béziers"],
  ["3", "Claire", "excludeName Claire"],
  ["4", "1968", 'setPreferences {"birthDecade":1960}'],
  ["4", "je suis de 1990", 'setPreferences {"birthDecade":1990}'],
  ["4", "rien", 'setPreferences {"birthDecade":null}'],
  ["5", "une femme", 'setPreferences {"gender":"woman"}'],
  ["5", "homme", 'setPreferences {"gender":"man"}'],
  ["5", "peu importe", 'setPreferences {"gender":null}'],
])("%s, then %s, keeps it and goes on: %s", async (chosen, words, done) => {
  const tools = memoryTools();
  const talk = await (await (await startTalk(preferences, tools)).answer(chosen)).answer(words);
  expect(tools.done).toEqual([done]);
  expect(talk.said).toMatch(/^C'est noté\. Vos préférences/);
});

test.each([
  ["1", "rien", /^Rien ne change/],
  ["1", "x".repeat(81), /80 letters|80 lettres/],
  ["2", "?!", /80 lettres/],
  ["4", "soixante-huit", /pas reconnu une année/],
  ["4", "2015", /pas reconnu une année/],
])("%s, then %s, keeps nothing", async (chosen, words, said) => {
  const tools = memoryTools();
  const asked = await (await startTalk(preferences, tools)).answer(chosen);
  if (words === "?!") expect(() => asked.answer(words)).toThrow("not understood");
  else expect((await asked.answer(words)).said).toMatch(said);
  expect(tools.done).toEqual([]);
});

test("says so when nobody has that first name", async () => {
  expect((await (await (await startTalk(preferences, memoryTools())).answer("3")).answer("Zoé")).said).toMatch(
    /^Personne ne porte ce prénom/,
  );
});

describe("what is noted", () => {
  const wishes = {
    exclusions: [
      { kind: "hospital" as const, value: "Hôpital universitaire Pitié-Salpêtrière" },
      { kind: "peer" as const, value: "Claire" },
    ],
    preferences: { gender: "woman" as const, birthDecade: 1960 },
  };

  test("is read back, and kept or cleared", async () => {
    const tools = memoryTools({}, { wishes });
    const shown = await (await startTalk(preferences, tools)).answer("6");
    expect(shown.said).toMatch(
      /^J'ai noté: un age proche \(années 1960\); une femme; pas Hopital universitaire Pi; pas Claire 1 garder 2 tout effacer/,
    );
    expect(segmentCount(shown.said)).toBeLessThanOrEqual(2);
    expect((await shown.answer("1")).prompt).toBeUndefined();
    expect(tools.done).toEqual([]);
    expect((await shown.answer("tout effacer")).said).toBe("C'est effacé.");
    expect(tools.done).toEqual(["clearWishes"]);
  });

  test("is only counted on a shared phone", async () => {
    const shown = await (await startTalk(preferences, memoryTools({ sharedPhone: true }, { wishes }))).answer("6");
    expect(shown.said).toMatch(/^4 préférences sont notées\./);
    expect(shown.said).not.toMatch(/Claire|Piti|femme/);
  });

  test("may be nothing", async () => {
    expect((await (await startTalk(preferences, memoryTools())).answer("6")).said).toMatch(/^Aucune préférence/);
  });
});
