import { needsOf } from "./match-phrase.ts";
import { compile, type Lists, type Phrase } from "./phrases.ts";

/** The phrases of some lists, or their choices, in the order in which they were written; each is called by its place. */
export interface MadePhrases {
  size: number;
  /** The list in which it stands. */
  listOf(order: number): number;
  /** The phrases of which nothing can be said beforehand. */
  always: readonly number[];
  /** The phrases of which a key is one of the most telling: a message has one of those wherever the phrase stands. */
  ledToBy(key: number): Iterable<number>;
  /** Whether a message has what else is needed. */
  mayStand(order: number, keys: ReadonlySet<number>): boolean;
  phraseOf(order: number): Phrase;
}

/** The same, with all that each phrase needs: a key of each set, the most telling first. */
export function make(lists: Lists): MadePhrases & { needsOf(order: number): readonly (readonly number[])[] } {
  const made = lists.flatMap((phrases, list) =>
    phrases
      .map(compile)
      .flatMap(choicesOf)
      .map((phrase) => ({ list, phrase, needs: needsOf(phrase).map(({ keys }) => keys) })),
  );
  const at = (order: number) => made[order] as (typeof made)[number];
  const byKey = new Map<number, Set<number>>();
  for (const [order, { needs }] of made.entries())
    for (const key of needs[0] ?? []) byKey.set(key, (byKey.get(key) ?? new Set()).add(order));
  return {
    size: made.length,
    listOf: (order) => at(order).list,
    needsOf: (order) => at(order).needs,
    always: [...made.keys()].filter((order) => at(order).needs.length === 0),
    ledToBy: (key) => byKey.get(key) ?? [],
    mayStand: (order, keys) => at(order).needs.every((need) => need.some((key) => keys.has(key))),
    phraseOf: (order) => at(order).phrase,
  };
}

/** Each choice of a phrase that is nothing else is led to by its own words. */
const choicesOf = (phrase: Phrase): readonly Phrase[] => (phrase.is === "choice" ? phrase.parts : [phrase]);
