import type { Features } from "../learning/features.ts";
import { addedByWord, type Hint, likelihoods, readFeatures, readModel } from "../learning/model.ts";
import { hintsOf, NOTHING, wordsOf } from "./read-sentence.ts";

/** A condition that a sentence tells of. */
export interface FoundCondition {
  /** Of the catalogue. */
  id: string;
  /** 0 to 1: how likely it is meant. */
  confidence: number;
  /** The words of the sentence that led there, those that say most first. */
  because: string[];
  /** A name that is this condition's alone stands in the sentence. */
  isNamed: boolean;
}

/** Read once: it takes a few milliseconds. */
const model = readModel(new URL("../learning/conditions.bin", import.meta.url));
const nothing = model.labels.indexOf(NOTHING);

/** A sentence gives no condition if nothing has this share of nothing and the likeliest conditions together. Chosen by cross-validation: docs/understanding.md */
const NOTHING_FROM = 0.35;
/** The same of a sentence with a name that is said of nothing but an illness. */
const NOTHING_FROM_NAMED = 0.8;
const SURE = /^(name|abbreviation)-sure/;
const NAMED = /^(name|abbreviation)(-sure)?$/;
/** Where even the likeliest is less likely than this, nothing was understood. */
const LEAST_FIRST = 0.1;
/** A condition less likely than this is not worth a question beside it. */
const LEAST = 0.02;
const MOST = 5;
/** A word that adds less than this to a condition's score did not lead to it. */
const LEAST_WORD = 0.3;
const MOST_WORDS = 4;

/** Surer than this, and so many times likelier than the next, a condition is taken without a question. */
const [CLEAR, TIMES_CLEARER] = [0.5, 4];
/** The same where it was named and the next was not: "ma dépression" is none after a birth. */
const TIMES_CLEARER_NAMED = 1.5;
/** So many times less likely than the first, a condition is not asked for beside it. */
const TIMES_LESS = 6;
const MOST_ASKED = 3;
const CARING = new Set(["aidant_proche", "proche_addiction", "proche_trouble_psychique"]);

/**
 * The conditions that a sentence tells of, in French or English, typed or spoken: by name, however it is spelt, or by what goes with it.
 *
 * @param text as it was written or recognised
 * @param nothingFrom the share from which it is believed to tell of nothing, 0 to 1
 * @returns the likeliest first, at most 5; empty if it tells of none
 */
export function findConditions(text: string, nothingFrom = NOTHING_FROM): FoundCondition[] {
  const words = wordsOf(text);
  const hints = hintsOf(words, model.labels, model.sure);
  // one word that is no clue says nothing, whatever it looks like
  if (words.length === 0 || (words.length === 1 && hints.length === 0)) return [];
  const features = readFeatures(model, words);
  const likely = likelihoods(model, features, hints);
  const ranked = rank(likely, words, features, hints);
  const none = likely[nothing] ?? 0;
  const something = ranked.slice(0, MOST_ASKED).reduce((sum, { confidence }) => sum + confidence, 0);
  const from = hints.some(({ kind }) => SURE.test(kind)) ? NOTHING_FROM_NAMED : nothingFrom;
  return (ranked[0]?.confidence ?? 0) >= LEAST_FIRST && none < from * (none + something) ? ranked : [];
}

/** A guess less likely than this would be no more than a name thrown at somebody. */
const LEAST_GUESS = 0.15;

/** The same of an answer to "what are you living with?": it tells of something, so what is near is given too, to be asked about. */
export function guessConditions(text: string): FoundCondition[] {
  const words = wordsOf(text);
  const features = readFeatures(model, words);
  const hints = hintsOf(words, model.labels, model.sure);
  const likely = likelihoods(model, features, hints);
  const something = 1 - (likely[nothing] ?? 0);
  return rank(
    likely.map((one) => one / something),
    words,
    features,
    hints,
  ).filter(({ confidence }) => confidence >= LEAST_GUESS);
}

/** What to go on with: the one that is clear, or up to three to choose from. Ids of the catalogue. */
export function conditionsToOffer(found: FoundCondition[]): string[] {
  const [first] = found;
  if (!first) return [];
  // who is close to somebody ill is asked so for each illness: it is no second reading of it
  const likely = found.filter(({ confidence }) => confidence * TIMES_LESS >= first.confidence);
  const illnesses = likely.filter(({ id }) => !CARING.has(id));
  const among = illnesses.length > 0 ? illnesses : likely;
  const [clear, next] = among;
  const times = clear?.isNamed && !next?.isNamed ? TIMES_CLEARER_NAMED : TIMES_CLEARER;
  if (clear && first.confidence >= CLEAR && clear.confidence >= times * (next?.confidence ?? 0)) return [clear.id];
  return among.slice(0, MOST_ASKED).map(({ id }) => id);
}

function rank(likely: Float64Array, words: string[], features: Features, hints: Hint[]): FoundCondition[] {
  const named = new Set(hints.filter(({ kind }) => NAMED.test(kind)).map(({ label }) => label));
  const worth: { label: number; confidence: number }[] = [];
  for (let label = 0; label < likely.length; label++) {
    const confidence = likely[label] as number;
    if (confidence >= LEAST && label !== nothing) worth.push({ label, confidence });
  }
  return worth
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST)
    .map(({ label, confidence }) => ({
      id: model.labels[label] ?? "",
      confidence,
      because: tellingWords(words, features, label),
      isNamed: named.has(label),
    }));
}

function tellingWords(words: string[], features: Features, label: number): string[] {
  return [...addedByWord(model, features, label)]
    .filter(([, added]) => added >= LEAST_WORD)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_WORDS)
    .map(([at]) => words[at] ?? "");
}
