import { BUCKETS, featuresOf, rarityOf } from "./features.ts";
import { type Hint, type LinearModel, softmax } from "./model.ts";

/** A sentence to learn from. */
export interface Example {
  words: string[];
  hints: Hint[];
  /** Indexes of its right classes, each equally right. */
  labels: number[];
}

interface Settings {
  /** Times that every example is seen. */
  rounds: number;
  rate: number;
  /** What every sum of squared gradients begins with: the larger, the smaller the first steps. */
  caution: number;
  /** How fast weights shrink that nothing confirms (L2). */
  decay: number;
}

/** Chosen by cross-validation over the corpus (`npm run evaluate -- --cross`). */
const SETTINGS: Settings = { rounds: 14, rate: 0.5, caution: 1, decay: 1e-6 };

/**
 * Learns a multinomial logistic regression by stochastic gradient descent with AdaGrad's step sizes
 * (Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 12, 2011). The same examples give the same model.
 *
 * @param kept how many weights are kept, the largest ones: all files together have to stay under 3 MB
 * @param vary other spellings of an example's words, drawn anew in every round; the sentence itself in the first
 */
export function train(
  labels: string[],
  examples: Example[],
  vary: (example: Example, random: () => number) => Example,
  tell: (round: number, loss: number) => void,
  kept: number,
  settings: Settings = SETTINGS,
): LinearModel {
  const size = labels.length;
  const weights = new Float32Array(BUCKETS * size);
  const seen = new Float32Array(BUCKETS * size).fill(settings.caution);
  const bias = new Float64Array(size);
  const kinds = [...new Set(examples.flatMap(({ hints }) => hints.map(({ kind }) => kind)))].sort();
  const hintWeights = new Map(kinds.map((kind) => [kind, 1]));
  const hintSeen = new Map(kinds.map((kind) => [kind, 1]));
  const rarity = rarityOf(examples.map(({ words }) => words));
  const random = randomFrom(20261123);
  const order = examples.map((_, at) => at);
  for (let round = 0; round < settings.rounds; round++) {
    shuffle(order, random);
    let loss = 0;
    for (const at of order) {
      const original = examples[at] as Example;
      const example = round === 0 ? original : vary(original, random);
      const { buckets, values } = featuresOf(example.words, rarity);
      const scores = Float64Array.from(bias);
      for (const [place, bucket] of buckets.entries()) {
        const [from, value] = [bucket * size, values[place] as number];
        for (let label = 0; label < size; label++) scores[label] = (scores[label] as number) + (weights[from + label] as number) * value;
      }
      for (const { label, kind } of example.hints) scores[label] = (scores[label] as number) + (hintWeights.get(kind) ?? 0);
      const errors = softmax(scores);
      for (const label of example.labels) {
        loss -= Math.log(errors[label] as number) / example.labels.length;
      }
      for (const label of example.labels) errors[label] = (errors[label] as number) - 1 / example.labels.length;
      for (const [place, bucket] of buckets.entries()) {
        const [from, value] = [bucket * size, values[place] as number];
        for (let label = 0; label < size; label++) {
          const error = errors[label] as number;
          // most classes are far from being meant: their step would be next to nothing
          if (error < 1e-3 && error > -1e-3) continue;
          const gradient = error * value + settings.decay * (weights[from + label] as number);
          const sum = (seen[from + label] as number) + gradient * gradient;
          seen[from + label] = sum;
          weights[from + label] = (weights[from + label] as number) - (settings.rate * gradient) / Math.sqrt(sum);
        }
      }
      for (let label = 0; label < size; label++) bias[label] = (bias[label] as number) - 0.01 * (errors[label] as number);
      for (const { label, kind } of example.hints) {
        const gradient = errors[label] as number;
        const sum = (hintSeen.get(kind) ?? 1) + gradient * gradient;
        hintSeen.set(kind, sum);
        hintWeights.set(kind, (hintWeights.get(kind) ?? 0) - (settings.rate * gradient) / Math.sqrt(sum));
      }
    }
    tell(round + 1, loss / examples.length);
  }
  const described = { labels, bias: [...bias], hints: Object.fromEntries(hintWeights), sure: new Set<string>(), rarity };
  return { ...described, ...prune(weights, size, kept) };
}

/** Keeps the largest weights, in 8 bits each. */
function prune(weights: Float32Array, size: number, kept: number): Pick<LinearModel, "scale" | "starts" | "classes" | "weights"> {
  const magnitudes = weights
    .filter((weight) => weight !== 0)
    .map(Math.abs)
    .sort();
  const least = Math.max(magnitudes[Math.max(0, magnitudes.length - kept)] ?? 0, 1e-6);
  const scale = (magnitudes[Math.floor((magnitudes.length - 1) * 0.9999)] ?? 127) / 127;
  const starts = new Uint32Array(BUCKETS + 1);
  const classes: number[] = [];
  const small: number[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (let label = 0; label < size; label++) {
      const weight = weights[bucket * size + label] as number;
      const rounded = Math.max(-127, Math.min(127, Math.round(weight / scale)));
      if (Math.abs(weight) < least || rounded === 0) continue;
      classes.push(label);
      small.push(rounded);
    }
    starts[bucket + 1] = classes.length;
  }
  return { scale, starts, classes: Uint8Array.from(classes), weights: Int8Array.from(small) };
}

/** Mulberry32: the same numbers every time. https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle(order: number[], random: () => number) {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
}
