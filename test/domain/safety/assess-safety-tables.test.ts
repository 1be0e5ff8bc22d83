import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assessSafety } from "../../../domain/safety/assess-safety.ts";

/**
 * Sentences made up in six rounds, each before the rules were taught what they had missed in it: in docs/safety.md is what was found the first time.
 * Written and labelled without a clinician.
 */
const ROWS = readFileSync(new URL("../../../domain/understanding/corpus/danger/rounds.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [language = "", round = "", , level = "", situation = "", sentence = ""] = line.split("\t");
    return { round, language, level: Number(level), situation, sentence, seen: assessSafety(sentence) };
  });
const severe = ROWS.filter(({ level }) => level >= 2);
const benign = ROWS.filter(({ level }) => level === 0);
const distress = ROWS.filter(({ level }) => level === 1);

const share = <T>(rows: readonly T[], holds: (row: T) => boolean) => rows.filter(holds).length / rows.length;

test("has sentences of every kind, a fifth and more of them English", () => {
  expect(severe.length).toBeGreaterThan(1000);
  expect(benign.length).toBeGreaterThan(1000);
  expect(share(ROWS, ({ language }) => language === "en")).toBeGreaterThan(0.15);
});

test("of what was learned, nearly all danger is found, and hardly anything harmless alarms", () => {
  const missed = severe.filter(({ seen }) => seen.level < 2).map(({ sentence }) => sentence);
  const alarmed = benign.filter(({ seen }) => seen.level >= 2).map(({ sentence }) => sentence);
  expect(missed.length / severe.length, missed.join("\n")).toBeLessThan(0.005);
  expect(alarmed.length / benign.length, alarmed.join("\n")).toBeLessThan(0.02);
});

test("gets the lines that fit", () => {
  expect(share(severe, ({ seen, situation }) => seen.situation === situation)).toBeGreaterThan(0.93);
});

test("asks gently where there is distress and no more", () => {
  expect(share(distress, ({ seen }) => seen.level === 1)).toBeGreaterThan(0.92);
});

describe.each(["violence", "child", "suicide", "suicide-other", "harm-others", "overdose", "emergency"])("%s", (situation) => {
  test("is found in French and in English", () => {
    for (const language of ["fr", "en"]) {
      const rows = severe.filter((row) => row.situation === situation && row.language === language);
      expect(rows.length).toBeGreaterThan(5);
      expect(share(rows, ({ seen }) => seen.level >= 2)).toBeGreaterThan(0.97);
    }
  });
});

describe("spelling", () => {
  test.each([
    "jvai me tué",
    "jve me tuer",
    "g envi de mourir",
    "chui fatigué de vivre jveu mourrir",
    "jai envie de me suissider",
    "im gonna kil myself",
    "i wanna die i cant do life anymore",
    "jeee veuxxx mouriiiir",
    "il ma frappé",
    "mon mari me frape",
    "jarive plu a respiré",
    "g avalé tt la boite",
    "JE VAIS ME PENDRE!!!",
    "kon me laisse mourir",
  ])("by ear hides nothing: %s", (text) => {
    expect(assessSafety(text).level).toBeGreaterThanOrEqual(2);
  });
});

describe("a hostile text of 64 KB", () => {
  test.each([
    "il y a ",
    "mon mari ma mere ",
    "ma fille dit qu elle ",
    "il a pris ",
    "i want to ",
    "pas envie de ",
    "je ",
    ". ",
    "a",
    "é",
    "1 ",
    "ma ",
    "!?",
  ])("of %j is read in seconds at most, to its end", (unit) => {
    const started = performance.now();
    expect(assessSafety(`${unit.repeat(Math.ceil(65_536 / unit.length))}. je vais me pendre`).level).toBe(3);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
