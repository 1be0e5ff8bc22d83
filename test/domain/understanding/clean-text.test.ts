import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText } from "../../../domain/understanding/clean-text.ts";
import { normaliseWords } from "../../../domain/understanding/normalise.ts";

describe("a message as it is kept", () => {
  const rows: [string, string, string][] = [
    ["is trimmed", "  oui \n", "oui"],
    ["is one line", "un\r\ndeux\n\n\ttrois", "un deux trois"],
    ["has no control characters", "a\u0000b\u0007c\u001b[31md\u007f\u009f", "abc[31md"],
    ["can't turn the direction of text", "a\u202eb\u2066c\u200fd\ufeff", "abcd"],
    ["has its accents in one piece", "e\u0301te\u0301", "été"],
    ["keeps emoji, joined ones too", "👩🏽‍⚕️ ok", "👩🏽‍⚕️ ok"],
    ["has no half of a character", "a\ud800b", "a\ufffdb"],
    ["is empty if nothing is left", "\u0000 \u202e\n", ""],
  ];
  test.each(rows)("%s", (_, text, kept) => {
    expect(cleanText(text)).toBe(kept);
  });

  test("is cut at 1,000 characters, between characters", () => {
    expect(cleanText("a".repeat(1600))).toHaveLength(1000);
    expect([...cleanText("😀".repeat(1600))]).toHaveLength(1000);
    expect(cleanText("😀".repeat(1600)).isWellFormed()).toBe(true);
  });

  test("is always well formed, and without control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1500 }), (text) => {
        const kept = cleanText(text);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
        expect([...kept].length).toBeLessThanOrEqual(1000);
      }),
    );
  });
});

describe("words, for comparing", () => {
  test.each([
    ["L’Été, déjà!", "l ete deja"],
    ["ARRÊT", "arret"],
    ["cœur ŒUVRE", "coeur oeuvre"],
    ["burn-out", "burn out"],
    ["  n°2 ", "n 2"],
    ["😀", ""],
    ["", ""],
  ])("%j is %j", (text, words) => {
    expect(normaliseWords(text)).toBe(words);
  });
});
