import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedItems, optionsOf } from "../../../domain/surveys/items.ts";
import { shippedQuestionnaires } from "../../../domain/surveys/load-questionnaires.ts";
import { type Answers, questionnaire } from "../../../domain/surveys/questionnaire.ts";
import { recommendationRate } from "../../../domain/surveys/scoring/recommendation-rate.ts";
import { instrumentOf, scoreAnswers } from "../../../domain/surveys/scoring/score-answers.ts";
import vectors from "./vectors.json" with { type: "json" };

interface Vector {
  numbers: (number | null)[];
  score: number | null;
  band?: string;
}

/** Answers a form as people do: the option whose number it is, or the number on the scale; null passes over. */
function fillIn(name: string, numbers: (number | null)[]): Answers {
  const of = shippedQuestionnaires.get(name)!;
  return Object.fromEntries(
    askedItems(of)
      .slice(0, numbers.length)
      .map(({ item }, index) => {
        const number = numbers[index] ?? null;
        if (number === null) return [item.linkId, null];
        if (item.type === "integer") return [item.linkId, { valueInteger: number }];
        const option = optionsOf(of, item, "en").find(({ ordinal }) => ordinal === number);
        if (!option) throw new Error(`${name} ${item.linkId} has no option of ${number}.`);
        return [item.linkId, option.value];
      }),
  );
}
const score = (name: string, numbers: (number | null)[]) => scoreAnswers(shippedQuestionnaires.get(name)!, fillIn(name, numbers));

describe.each(Object.entries(vectors as Record<string, Vector[]>).filter(([name]) => shippedQuestionnaires.has(name)))(
  "%s",
  (name, given) => {
    test.each(given.map((vector) => [JSON.stringify(vector.numbers), vector] as const))("scores %s", (_, vector) => {
      const [total] = score(name, vector.numbers);

      expect(total?.value ?? null).toBe(vector.score);
      if (vector.band) expect(total?.band).toBe(vector.band);
    });
  },
);

test.each(["phq4", "gad7", "phq9", "who5"].filter((name) => shippedQuestionnaires.has(name)))(
  "%s has no score while an answer is missing, whichever, and its highest when all are highest",
  (name) => {
    const of = shippedQuestionnaires.get(name)!;
    const { items, scales } = instrumentOf(of)!;
    const highest = Object.values(items).map(([, most]) => most);

    for (const missing of highest.keys())
      expect(
        score(
          name,
          highest.map((number, at) => (at === missing ? null : number)),
        ),
      ).toEqual([]);
    expect(scoreAnswers(of, {})).toEqual([]);
    expect(score(name, highest)[0]).toMatchObject({ scale: "total", value: scales.total!.max });
  },
);

test("the PHQ-4 says which half is positive, from 3 on", () => {
  expect(score("phq4", [2, 1, 1, 1])).toEqual([
    { scale: "total", value: 5, band: "mild" },
    { scale: "anxiety", value: 3, band: "positive" },
    { scale: "mood", value: 2, band: "negative" },
  ]);
});

test.skipIf(!shippedQuestionnaires.has("who5"))("the WHO-5 is low below a sum of 13", () => {
  expect(score("who5", [3, 3, 2, 2, 2])[0]).toMatchObject({ value: 48, band: "low" });
  expect(score("who5", [3, 3, 3, 2, 2])[0]).toMatchObject({ value: 52, band: "usual" });
  expect(score("who5", [1, 1, 1, 2, 2])[0]).toMatchObject({ value: 28, band: "very-low" });
});

test("every score is on its scale, whatever is answered", () => {
  for (const of of shippedQuestionnaires.values()) {
    const instrument = instrumentOf(of);
    if (!instrument) continue;
    const ends = Object.entries(instrument.items);
    const answers = fc.tuple(...ends.map(([, [lowest, highest]]) => fc.option(fc.integer({ min: lowest, max: highest }))));
    fc.assert(
      fc.property(answers, (numbers) => {
        for (const { scale, value } of instrument.score(numbers.map((number) => number ?? undefined))) {
          const { min, max } = instrument.scales[scale]!;
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
        }
      }),
    );
  }
});

test("single items stand for themselves", () => {
  expect(score("loneliness", [5])).toEqual([{ scale: "item", value: 5, band: "often" }]);
  expect(score("loneliness", [4])).toEqual([{ scale: "item", value: 4, band: "not-often" }]);
  expect(score("confidence", [0])).toEqual([{ scale: "item", value: 0 }]);
  expect(score("confidence", [null])).toEqual([]);
  expect(score("after-talk", [9, null, 3])).toEqual([
    { scale: "useful", value: 9 },
    { scale: "coping", value: 3 },
  ]);
  expect(scoreAnswers(shippedQuestionnaires.get("debrief")!, fillIn("debrief", [3, 0]))).toEqual([]);
});

test("a number that the instrument does not know is no answer to it", () => {
  expect(scoreAnswers(shippedQuestionnaires.get("confidence")!, { "1": { valueInteger: 11 } })).toEqual([]);
});

test("a programme's own form with an instrument's name and other items is not scored by its rule", () => {
  const own = questionnaire.parse({ ...shippedQuestionnaires.get("gad7"), item: [{ linkId: "1", text: "Ça va ?", type: "boolean" }] });

  expect(scoreAnswers(own, { "1": { valueBoolean: true } })).toEqual([]);
});

test.each([
  [[], undefined],
  [[9, 10], 100],
  [[6, 0], -100],
  [[7, 8], 0],
  [[10, 9, 8, 7, 6], 20],
])("the rate of recommendation of %j is %s", (recommendations, rate) => {
  expect(recommendationRate(recommendations)).toBe(rate);
});
