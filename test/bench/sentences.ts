import { DateTime } from "luxon";
import { moreChoice } from "../../dialogs/offered.ts";
import type { Prompt } from "../../dialogs/prompt.ts";
import { recognise } from "../../dialogs/recognise.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { findConditions } from "../../domain/understanding/conditions/find-conditions.ts";
import { findTime } from "../../domain/understanding/dates/find-time.ts";
import { type CorpusRow, readCorpus } from "../../domain/understanding/learning/corpus.ts";
import { readSentences, SAID } from "../domain/understanding/dates/sentences.ts";

/** What a message is read for, as the command line calls it. */
export const KINDS = ["condition", "date", "answer", "safety"] as const;
export type Kind = (typeof KINDS)[number];

const who = { locale: "fr", now: DateTime.fromISO(SAID.at, { zone: SAID.zone }) } as const;

/** A choice of times takes the longest: what is no choice is read as a time too. */
const times: Prompt = {
  kind: "choice",
  text: { key: "findPeer.slot" },
  takes: "times",
  choices: [
    { value: "2026-11-24T14:00:00.000+01:00", label: "mar. 24 nov. 14:00" },
    { value: "2026-11-24T18:30:00.000+01:00", label: "mar. 24 nov. 18:30" },
    { value: "2026-11-26T10:00:00.000+01:00", label: "jeu. 26 nov. 10:00" },
    moreChoice("findPeer.slotMoreLabel"),
  ],
};

/** The very functions that a message goes through. */
export const UNDERSTAND: Record<Kind, (sentence: string) => unknown> = {
  condition: findConditions,
  date: (sentence) => findTime(sentence, who),
  answer: (sentence) => recognise(times, sentence, who),
  safety: assessSafety,
};

/** So many sentences for a kind, from all over the corpus, or of those about times: none twice. */
export function sentencesFor(kind: Kind, count: number): string[] {
  const all =
    kind === "date" || kind === "answer"
      ? readSentences().map(({ text }) => text)
      : readCorpus<CorpusRow>(new URL("../../domain/understanding/corpus/conditions/", import.meta.url)).map(({ sentence }) => sentence);
  const different = [...new Set(all)];
  const chosen = Array.from({ length: count }, (_, index) => different[Math.floor((index * different.length) / count)] ?? "");
  if (new Set(chosen).size < count) throw new Error(`There are fewer than ${count} sentences for ${kind}.`);
  return chosen;
}
