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
/** By their numbers. */
const names: string[] = [];
/** What phrases ask to begin so, by its first letters: few words are looked at letter by letter. */
const beginningsBy = new Map<string, string[]>();
const FIRST_LETTERS = 2;

/** The number of what a phrase may ask of a word: `tuer` that word, `menac*` one that begins so, `#` digits, `@kin` one of that kind. */
export function keyOf(key: string): number {
  const [numbers, name] = key.endsWith("*") ? [beginnings, key.slice(0, -1)] : [whole, key];
  let number = numbers.get(name);
  if (number === undefined) {
    number = names.length;
    numbers.set(name, number);
    names.push(key);
    if (cut.size > 0) cut.clear();
    if (numbers === beginnings) {
      const first = name.slice(0, FIRST_LETTERS);
      beginningsBy.set(first, [...(beginningsBy.get(first) ?? []), name]);
    }
  }
  return number;
}

/** What `keyOf` has given this number. */
export const nameOf = (key: number): string => names[key] ?? "";

/** How often one of these is likely to be met, by what they look like: short words are said more. */
export function howCommon(keys: readonly number[]): number {
  let sum = 0;
  for (const key of keys) {
    const name = nameOf(key);
    sum += name.startsWith("@") ? COMMON_KIND : 1 / name.replace(MARKED, "").length ** 3;
  }
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
  for (let length = 1; length < Math.min(bare.length + 1, FIRST_LETTERS); length++) add(beginnings.get(bare.slice(0, length)));
  for (const beginning of beginningsBy.get(bare.slice(0, FIRST_LETTERS)) ?? [])
    if (bare.startsWith(beginning)) add(beginnings.get(beginning));
  return keys;
}

const KINDS = Object.entries(MARKS).map(([kind, mark]) => [`@${kind}`, mark] as const);
