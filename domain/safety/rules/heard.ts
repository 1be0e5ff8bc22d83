import { MARKS } from "../kinds.ts";

/** A word of a message as it was heard, and what phrases may call it. */
export interface HeardWord {
  text: string;
  /** As `keyOf` numbers them: the word itself, `#`, its kinds and its beginnings; only those that a phrase asks for. */
  keys: readonly number[];
}

/** A message as phrases read it. A full stop is a word of its own. */
export type Heard = readonly HeardWord[];

/** What stands where something was taken out: no phrase reads over it. */
export const TAKEN_OUT = "~";

const MARKED = /^[=:%&]+/;
/** A kind stands for many words. */
const COMMON_KIND = 0.1;

const numbers = new Map<string, number>();
const commonness: number[] = [];
let longestBeginning = 0;

/** The number of what a phrase may ask of a word: `tuer` that word, `menac*` one that begins so, `#` digits, `@kin` one of that kind. */
export function keyOf(key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (key.endsWith("*")) longestBeginning = Math.max(longestBeginning, key.length - 1);
  commonness.push(key.startsWith("@") ? COMMON_KIND : 1 / key.replace(MARKED, "").length ** 3);
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** How often one of these is likely to be met, by what they look like: short words are said more. */
export const howCommon = (keys: readonly number[]): number => keys.reduce((sum, key) => sum + (commonness[key] ?? 0), 0);

/**
 * Cuts a message into words once, for all phrases. To be called when every phrase has been read: others are not looked for.
 *
 * @param words from `hearMessage`
 */
export const cutWords = (words: string): Heard =>
  words
    .split(" ")
    .filter((word) => word !== "")
    .map((text) => ({ text, keys: keysOf(text) }));

function keysOf(word: string): number[] {
  const keys: number[] = [];
  const add = (key: string) => {
    const number = numbers.get(key);
    if (number !== undefined) keys.push(number);
  };
  add(word);
  if (/^\d+$/.test(word)) add("#");
  for (const [kind, mark] of Object.entries(MARKS)) if (word.startsWith(mark)) add(`@${kind}`);
  const bare = word.replace(MARKED, "");
  for (let length = 1; length <= Math.min(bare.length, longestBeginning); length++) add(`${bare.slice(0, length)}*`);
  return keys;
}
