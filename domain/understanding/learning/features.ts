import { remember } from "../remember.ts";
import { soundOf } from "../sound.ts";

/** Buckets that features are hashed into: a power of two. */
export const BUCKETS = 1 << 17;

/** One thing seen in a sentence, and the word at which it was seen. */
export interface Feature {
  bucket: number;
  value: number;
  /** Index of the word. */
  word: number;
}

/** Of a text, or of its letters `from` to `to`. FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function bucketOf(group: number, text: string, from = 0, to = text.length): number {
  let hash = (0x811c9dc5 ^ group) >>> 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return (hash >>> 0) & (BUCKETS - 1);
}

const LONGEST_GRAM = 5;
const SHORTEST_GRAM = 3;

/** "dendo", "lhopital", "jangoisse": a word that may have swallowed the one before it. */
const GLUED = /^(?:qu|[cdjlmnst])(?=[aeiouhy])(.{4,})$/;

/** What is left of a word that has perhaps swallowed "d'", "l'" or "j'"; undefined if it can't have. */
export const unglued = (word: string): string | undefined => GLUED.exec(word)?.[1];

/** Rarities are kept in 8 bits: 16 steps for each power of e. */
const STEPS = 16;

/**
 * What a sentence is made of, for a linear model: its words, pairs of neighbouring words, the letters' n-grams within words, and those of how the words sound.
 * Each group weighs the same however long the sentence is; within it rare features weigh more.
 *
 * @param words from `normaliseWords`, split at spaces
 * @param rarity of each bucket, in the steps of `rarityOf`
 */
export function featuresOf(words: readonly string[], rarity: Uint8Array): Feature[] {
  const groups: Feature[][] = [[], [], [], []];
  const add = (group: number, bucket: number, word: number) => groups[group]?.push({ bucket, value: (rarity[bucket] ?? 0) / STEPS, word });
  for (const [at, word] of words.entries()) {
    add(0, bucketOf(0, word), at);
    const rest = unglued(word);
    if (rest) add(0, bucketOf(0, rest), at);
    add(1, bucketOf(1, `${words[at - 1] ?? "^"} ${word}`), at);
    const { letters, sounds } = gramsOf(word);
    for (const bucket of letters) add(2, bucket, at);
    for (const bucket of sounds) add(3, bucket, at);
  }
  for (const group of groups) {
    const length = Math.sqrt(group.reduce((sum, { value }) => sum + value * value, 0)) || 1;
    for (const feature of group) feature.value /= length;
  }
  return groups.flat();
}

/** The buckets of a word's n-grams. */
const gramsOf = remember((word) => ({ letters: bucketsOfGrams(2, word), sounds: bucketsOfGrams(3, soundOf(word)) }));

function bucketsOfGrams(group: number, word: string): number[] {
  const bounded = ` ${word} `;
  const buckets: number[] = [];
  for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length++) {
    for (let at = 0; at + length <= bounded.length; at++) buckets.push(bucketOf(group, bounded, at, at + length));
  }
  return buckets;
}

/** How rare each feature is among some sentences: the inverse document frequency, in steps of a sixteenth. */
export function rarityOf(sentences: readonly (readonly string[])[]): Uint8Array {
  const seenIn = new Uint32Array(BUCKETS);
  const any = new Uint8Array(BUCKETS);
  for (const words of sentences)
    for (const bucket of new Set(featuresOf(words, any).map(({ bucket }) => bucket))) seenIn[bucket] = (seenIn[bucket] ?? 0) + 1;
  return Uint8Array.from(seenIn, (seen) => Math.round(STEPS * Math.log((sentences.length + 1) / (seen + 1))) + 1);
}
