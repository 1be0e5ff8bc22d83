/** How clues and the words of a sentence are compared, the same on both sides. */

/** An abbreviation this short is also a syllable or a word: it counts in capitals, or after a word that leads to it. */
export const SHORT = 3;
/** Shorter words have too many neighbours to be taken for a misspelling. */
export const LONG_ENOUGH_TO_SOUND = 6;
export const LONG_ENOUGH_TO_MISSPELL = 7;

/** Plural and singular are one. */
export const stem = (word: string) => (word.length > SHORT && (word.endsWith("s") || word.endsWith("x")) ? word.slice(0, -1) : word);

/** A word with one letter left out, for every letter: two words that share one of these are one letter apart. */
export function* shortened(word: string): Iterable<string> {
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}
