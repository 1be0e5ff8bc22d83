import { readFileSync } from "node:fs";
import { BUCKETS, type Features, featuresOf } from "./features.ts";

/** What else is known of a sentence, beside its n-grams: a clue of the lexicon. */
export interface Hint {
  /** Index of the class it speaks for. */
  label: number;
  kind: string;
}

/** A linear model: one weight for a bucket and a class, most of them zero. */
export interface LinearModel {
  labels: string[];
  bias: number[];
  /** What a hint of a kind adds to its class. */
  hints: Record<string, number>;
  /** Names that stand in no sentence about nothing. */
  sure: ReadonlySet<string>;
  /** What an 8-bit weight is multiplied by. */
  scale: number;
  /** How rare each bucket's features are, in the steps of `rarityOf`. */
  rarity: Uint8Array;
  /** Where each bucket's weights begin; one more than there are buckets. */
  starts: Uint32Array;
  classes: Uint8Array;
  weights: Int8Array;
}

interface Header {
  labels: string[];
  bias: number[];
  hints: Record<string, number>;
  sure: string[];
  scale: number;
}

/**
 * The model's file: the length of its header (32 bits, little endian), the header (JSON), the rarity of each bucket and the number of its weights (8 bits each),
 * then their classes and the weights themselves (8 bits each).
 */
export function packModel({ labels, bias, hints, sure, scale, rarity, starts, classes, weights }: LinearModel): Buffer {
  const header = Buffer.from(JSON.stringify({ labels, bias, hints, sure: [...sure], scale } satisfies Header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const counts = Uint8Array.from({ length: BUCKETS }, (_, bucket) => (starts[bucket + 1] ?? 0) - (starts[bucket] ?? 0));
  return Buffer.concat([length, header, rarity, counts, classes, new Uint8Array(weights.buffer, weights.byteOffset, weights.length)]);
}

export function readModel(file: URL): LinearModel {
  const bytes = readFileSync(file);
  const described = 4 + bytes.readUInt32LE();
  const header = JSON.parse(bytes.toString("utf8", 4, described)) as Header;
  const rarity = new Uint8Array(bytes.buffer, bytes.byteOffset + described, BUCKETS);
  const counted = described + BUCKETS;
  const starts = new Uint32Array(BUCKETS + 1);
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1] = (starts[bucket] ?? 0) + (bytes[counted + bucket] ?? 0);
  const from = counted + BUCKETS;
  const size = starts[BUCKETS] ?? 0;
  return {
    ...header,
    sure: new Set(header.sure),
    rarity,
    starts,
    classes: new Uint8Array(bytes.buffer, bytes.byteOffset + from, size),
    weights: new Int8Array(bytes.buffer, bytes.byteOffset + from + size, size),
  };
}

/** What a sentence is made of, as a model weighs it. */
export const readFeatures = (model: LinearModel, words: readonly string[]): Features => featuresOf(words, model.rarity);

/**
 * How likely each class is for a sentence.
 *
 * @returns probabilities in the order of the model's labels; they add up to 1
 */
export function likelihoods(model: LinearModel, features: Features, hints: readonly Hint[]): Float64Array {
  const scores = Float64Array.from(model.bias);
  addWeights(model, features, scores);
  for (const { label, kind } of hints) scores[label] = (scores[label] ?? 0) + (model.hints[kind] ?? 0);
  return softmax(scores);
}

/** What each word of a sentence adds to a class, n-grams included: by its index. */
export function addedByWord({ starts, classes, weights, scale }: LinearModel, features: Features, label: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (let seen = 0; seen < features.buckets.length; seen++) {
    const bucket = features.buckets[seen] as number;
    const end = starts[bucket + 1] as number;
    for (let at = starts[bucket] as number; at < end; at++) {
      if (classes[at] !== label) continue;
      const word = features.words[seen] as number;
      sums.set(word, (sums.get(word) ?? 0) + (weights[at] as number) * scale * (features.values[seen] as number));
    }
  }
  return sums;
}

function addWeights({ starts, classes, weights, scale }: LinearModel, { buckets, values }: Features, scores: Float64Array) {
  for (let seen = 0; seen < buckets.length; seen++) {
    const bucket = buckets[seen] as number;
    const value = values[seen] as number;
    const end = starts[bucket + 1] as number;
    for (let at = starts[bucket] as number; at < end; at++) {
      const label = classes[at] as number;
      scores[label] = (scores[label] as number) + (weights[at] as number) * scale * value;
    }
  }
}

export function softmax(scores: Float64Array): Float64Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) highest = Math.max(highest, scores[at] as number);
  const likely = new Float64Array(scores.length);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    likely[at] = Math.exp((scores[at] as number) - highest);
    sum += likely[at] as number;
  }
  for (let at = 0; at < scores.length; at++) likely[at] = (likely[at] as number) / sum;
  return likely;
}
