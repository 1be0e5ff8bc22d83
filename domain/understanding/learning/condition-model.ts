import { conditions } from "../../conditions/catalogue.ts";
import { cluePhrases, findClues } from "../conditions/lexicon.ts";
import { hintsOf, NOTHING, wordsOf } from "../conditions/read-sentence.ts";
import type { CorpusRow } from "./corpus.ts";
import { lexiconExamples } from "./lexicon-examples.ts";
import { misspell } from "./misspell.ts";
import type { LinearModel } from "./model.ts";
import { type Example, train } from "./train.ts";

/** How many times more than others a sentence about nothing is seen: one class stands against all conditions. */
const NOTHING_AGAIN = 1;
/** How often a sentence is learned from without the lexicon's help, so that the n-grams learn to do without it. */
const WITHOUT_CLUES = 0.25;

const KEPT = 870_000;
/** Sentences about nothing of these manners name illnesses all the same: a film about one, one that somebody has not. */
const NAMING_MANNERS = new Set(["media", "negated"]);

/** Learns to tell the catalogue's conditions, and none, from rows of the corpus and from the lexicon. */
export function trainConditions(rows: CorpusRow[], tell: (round: number, loss: number) => void): LinearModel {
  const labels = [...conditions.keys(), NOTHING];
  const known = new Map(labels.map((id, label) => [id, label]));
  const nothing = rows.filter(({ ids }) => ids === NOTHING);
  const elsewhere = nothing.filter(({ manner }) => !NAMING_MANNERS.has(manner)).map(({ sentence }) => sentence);
  const sure = sureNames(elsewhere);
  const all = [...rows, ...lexiconExamples(elsewhere), ...Array.from({ length: NOTHING_AGAIN }, () => nothing).flat()];
  const examples = all.map(({ sentence, ids }): Example => {
    const words = wordsOf(sentence);
    return { words, hints: hintsOf(words, labels, sure), labels: ids.split("|").map((id) => known.get(id) ?? fail(id, sentence)) };
  });
  const vary = (example: Example, random: () => number): Example => {
    const words = random() < 0.5 ? example.words : misspell(example.words, random);
    if (random() < WITHOUT_CLUES) return { ...example, words, hints: [] };
    return words === example.words ? example : { ...example, words, hints: hintsOf(words, labels, sure) };
  };
  return { ...train(labels, examples, vary, tell, KEPT), sure };
}

/** The clues that no other sentence than one about an illness uses. */
function sureNames(elsewhere: string[]): Set<string> {
  const used = new Set(elsewhere.flatMap((sentence) => findClues(wordsOf(sentence)).map(({ phrase }) => phrase)));
  return new Set(cluePhrases().filter((phrase) => !used.has(phrase)));
}

function fail(id: string, sentence: string): never {
  throw new Error(`The corpus names a condition that the catalogue has not: ${id} (${sentence})`);
}
