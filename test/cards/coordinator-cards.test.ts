import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { attendanceWords } from "../../cards/attendance-section.ts";
import { validationErrors } from "../support/card-rules.ts";
import { wordsOf } from "../support/coordinator.ts";
import { coordinatorCards, missed } from "../support/coordinator-cards.ts";

describe.each(["fr", "en"] as const)("a coordinator's card in %s", (locale) => {
  test.each(coordinatorCards(locale))("keeps to version 1.5, says all it has to, and asks only what we take: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
    expect(wordsOf(made)).not.toMatch(/[{}]|undefined|null|NaN|\+\d{6}/);
    const actions: { verb: string; data: object }[] = [];
    const look = (part: unknown): void => {
      if (typeof part !== "object" || part === null) return;
      const found = part as { type?: string; verb: string; data: object };
      if (found.type === "Action.Execute") actions.push(found);
      for (const value of Object.values(part)) look(value);
    };
    look(made);
    expect(actions.length).toBeGreaterThan(0);
    for (const { verb, data } of actions) expect(cardAction.safeParse({ verb, data }).error, verb).toBeUndefined();
  });
});

test.each([
  ["fulfilled", null, "a eu lieu"],
  ["fulfilled", "interrupted", "a eu lieu"],
  ["fulfilled", "disputed", "compté comme tenu, les deux ne disent pas la même chose"],
  ["noshow", "patient-absent", "la personne n'est pas venue"],
  ["noshow", "peer-absent", "le pair n'est pas venu"],
  ["noshow", "technical", "problème technique"],
  ["noshow", "nobody-came", "personne n'est venu"],
  ["noshow", "interrupted", "ils se sont manqués"],
  ["noshow", "patient-says", "n'a pas eu lieu"],
  ["noshow", null, "n'a pas eu lieu"],
] as const)("a talk that is %s (%s) is told as: %s", (status, reasonCode, words) => {
  expect(attendanceWords(missed(reasonCode, { status }), "fr")).toBe(words);
  expect(attendanceWords(missed(reasonCode, { status, isCorrected: true }), "fr")).toBe(`${words} (corrigé)`);
});
