import { MARKS } from "../kinds.ts";

/** A word of a message as it was heard, and what phrases may call it. */
export interface HeardWord {
  text: string;
  /** As `keyOf` numbers them: the word itself, `#`, its kinds and its beginnings; only those that a phrase asks for. */
  keys: readonly number[];
}

/** A message as phrases read it. A full stop is a word of its own. */
export interface Heard {
  words: readonly HeardWord[];
  /** All that its words are called. */
  keys: ReadonlySet<number>;
}

/** What stands where something was taken out: no phrase reads over it. */
export const TAKEN_OUT = "~";

const MARKED = /^[=:%&]+/;
/** A kind stands for many words. */
const COMMON_KIND = 0.1;

const whole = new Map<string, number>();
const beginnings = new Map<string, number>();
const commonness: number[] = [];
let longestBeginning = 0;

/** The number of what a phrase may ask of a word: `tuer` that word, `menac*` one that begins so, `#` digits, `@kin` one of that kind. */
export function keyOf(key: string): number {
  const [numbers, name] = key.endsWith("*") ? [beginnings, key.slice(0, -1)] : [whole, key];
  let number = numbers.get(name);
  if (number === undefined) {
    number = commonness.length;
    numbers.set(name, number);
    commonness.push(name.startsWith("@") ? COMMON_KIND : 1 / key.replace(MARKED, "").length ** 3);
    if (cut.size > 0) cut.clear();
    if (numbers === beginnings) longestBeginning = Math.max(longestBeginning, name.length);
  }
  return number;
}

/** How often one of these is likely to be met, by what they look like: short words are said more. */
export function howCommon(keys: readonly number[]): number {
  let sum = 0;
  for (const key of keys) sum += commonness[key] ?? 0;
  return sum;
}

/** Words that were met since the last key was made, with all their keys. */
const cut = new Map<string, HeardWord>();
const MOST_CUT = 20_000;

/**
 * Cuts a message into words once, for all phrases. To be called when every phrase has been read: others are not looked for.
 *
 * @param words from `hearMessage`
 */
export const cutWords = (words: string): Heard =>
  heardAs(
    words
      .split(" ")
      .filter((word) => word !== "")
      .map(wordOf),
  );

export function heardAs(words: readonly HeardWord[]): Heard {
  const said = new Set<number>();
  for (const { keys } of words) for (const key of keys) said.add(key);
  return { words, keys: said };
}

function wordOf(text: string): HeardWord {
  const before = cut.get(text);
  if (before) return before;
  const word = { text, keys: keysOf(text) };
  if (cut.size < MOST_CUT) cut.set(text, word);
  return word;
}

function keysOf(word: string): number[] {
  const keys: number[] = [];
  const add = (number: number | undefined) => number !== undefined && keys.push(number);
  add(whole.get(word));
  if (/^\d+$/.test(word)) add(whole.get("#"));
  for (const [kind, mark] of KINDS) if (word.startsWith(mark)) add(whole.get(kind));
  const bare = word.replace(MARKED, "");
  for (let length = 1; length <= Math.min(bare.length, longestBeginning); length++) add(beginnings.get(bare.slice(0, length)));
  return keys;
}

const KINDS = Object.entries(MARKS).map(([kind, mark]) => [`@${kind}`, mark] as const);
