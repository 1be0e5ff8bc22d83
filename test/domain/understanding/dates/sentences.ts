import { readFileSync } from "node:fs";
import type { Locale } from "../../../../domain/locale.ts";

/** A sentence of the table with what it means: `start/end` in local time, `none` or `ambiguous`. */
export interface Sentence {
  text: string;
  locale: Locale;
  expected: string;
}

/** When and where the sentences of the table are said. */
export const SAID = { at: "2026-11-24T10:00", zone: "Europe/Paris" };

/** The labelled sentences of `sentences.tsv`, written from imagination in both languages. */
export function readSentences(): Sentence[] {
  const [, ...lines] = readFileSync(new URL("sentences.tsv", import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const [text = "", language, expected = ""] = line.split("\t");
    return { text, locale: language === "en" ? "en" : "fr", expected };
  });
}
