import { expect, test } from "vitest";
import { conditions } from "../../../domain/conditions/catalogue.ts";
import { CLUE_KINDS, clues } from "../../../domain/conditions/clues.ts";

test("every clue is of a condition of the catalogue, in a language and of a kind that are read", () => {
  const wrong = clues.filter(
    ({ id, lang, kind, phrase }) =>
      !conditions.has(id) ||
      !["fr", "en", "both"].includes(lang) ||
      !CLUE_KINDS.includes(kind) ||
      phrase !== phrase.trim() ||
      phrase === "",
  );
  expect(wrong).toEqual([]);
  expect(clues.length).toBeGreaterThan(7000);
});
