import { remember } from "../remember.ts";
import { soundOf } from "../sound.ts";

/** Buckets that features are hashed into: a power of two. */
export const BUCKETS = 1 << 17;

/** What was seen in a sentence, a place for each thing in all three. */
export interface Features {
  buckets: number[];
  values: number[];
  /** Index of the word at which it was seen. */
  words: number[];
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
export function featuresOf(words: readonly string[], rarity: Uint8Array): Features {
  const groups = [
    words.map(wordBuckets),
    words.map((word, at) => [bucketOf(1, `${words[at - 1] ?? "^"} ${word}`)]),
    words.map(letterGrams),
    words.map(soundGrams),
  ];
  // plain arrays: as many short typed ones cost more to collect than to fill
  const features: Features = { buckets: [], values: [], words: [] };
  const { buckets, values } = features;
  for (const group of groups) {
    const from = values.length;
    let squares = 0;
    for (let word = 0; word < group.length; word++) {
      for (const bucket of group[word] as number[]) {
        const value = (rarity[bucket] as number) / STEPS;
        squares += value * value;
        buckets.push(bucket);
        values.push(value);
        features.words.push(word);
      }
    }
    const length = Math.sqrt(squares) || 1;
    for (let each = from; each < values.length; each++) values[each] = (values[each] as number) / length;
  }
  return features;
}

function wordBuckets(word: string): number[] {
  const rest = unglued(word);
  return rest ? [bucketOf(0, word), bucketOf(0, rest)] : [bucketOf(0, word)];
}

const letterGrams = remember((word) => bucketsOfGrams(2, word));
const soundGrams = remember((word) => bucketsOfGrams(3, soundOf(word)));

/** The buckets of a word's n-grams. */
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
  for (const words of sentences) for (const bucket of new Set(featuresOf(words, any).buckets)) seenIn[bucket] = (seenIn[bucket] ?? 0) + 1;
  return Uint8Array.from(seenIn, (seen) => Math.round(STEPS * Math.log((sentences.length + 1) / (seen + 1))) + 1);
}
