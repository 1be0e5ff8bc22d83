import type { Hint } from "../learning/model.ts";
import { normaliseWords } from "../normalise.ts";
import { findClues } from "./lexicon.ts";

/** What the model calls a sentence that tells of no condition. */
export const NOTHING = "none";

/** Digits say little, how many there are of them a little more: "1250 euros" and "1300 euros" are alike. */
const number = (word: string) => (/^\d{3,}$/.test(word) ? "0".repeat(Math.min(word.length, 6)) : word);

/** Abbreviations of up to three letters are also syllables and words: written in capitals they are read as another word. */
const ABBREVIATION = /(?<![\p{L}\d])\p{Lu}[\p{Lu}\d]{1,2}(?![\p{L}\d])/gu;

/** A sentence as the model reads it: abbreviations with points in one piece ("m.s."), short ones in capitals kept so, long numbers without their value. */
export function wordsOf(text: string): string[] {
  const joined = text.replace(/(?<![\p{L}])(?:\p{L}\.){2,}/gu, (letters) => ` ${letters.replaceAll(".", "").toUpperCase()} `);
  const words = normaliseWords(joined).split(" ").filter(Boolean);
  // somebody who writes all in capitals says nothing by them
  const tellsByCapitals = words.length === 1 || /\p{Ll}/u.test(joined);
  const capitals = new Set(tellsByCapitals ? joined.match(ABBREVIATION)?.map((word) => normaliseWords(word)) : []);
  return words.map((word) => (capitals.has(word) ? word.toUpperCase() : number(word)));
}

/**
 * What the lexicon finds in a sentence, for the model. A condition is hinted at once by each kind of clue.
 *
 * @param sure names that are said of nothing else
 */
export function hintsOf(words: readonly string[], labels: readonly string[], sure: ReadonlySet<string>): Hint[] {
  const hints = new Map<string, Hint>();
  for (const { ids, kind, phrase } of findClues(words)) {
    // a clue of many conditions says little for each
    const shared = ids.length > 3 ? "-of-many" : ids.length > 1 ? "-of-some" : "";
    const said = sure.has(phrase) ? `${kind}-sure` : kind;
    // and any clue says that the sentence is not about nothing
    hints.set(said, { label: labels.indexOf(NOTHING), kind: `${NOTHING}-${said}` });
    for (const id of ids) hints.set(`${id} ${said}`, { label: labels.indexOf(id), kind: said + shared });
  }
  return [...hints.values()];
}
