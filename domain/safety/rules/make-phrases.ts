import { needsOf } from "./match-phrase.ts";
import { compile, type Lists, type Phrase } from "./phrases.ts";

/** The phrases of some lists, or their choices, in the order in which they were written; each is called by its place. */
export interface MadePhrases {
  size: number;
  /** The list in which it stands. */
  listOf(order: number): number;
  /** A message has one of these keys wherever the phrase stands; none where nothing can be said of it. */
  tellingOf(order: number): readonly number[] | undefined;
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
  return {
    size: made.length,
    listOf: (order) => at(order).list,
    needsOf: (order) => at(order).needs,
    tellingOf: (order) => at(order).needs[0],
    mayStand: (order, keys) => at(order).needs.every((need) => need.some((key) => keys.has(key))),
    phraseOf: (order) => at(order).phrase,
  };
}

/** Each choice of a phrase that is nothing else is led to by its own words. */
const choicesOf = (phrase: Phrase): readonly Phrase[] => (phrase.is === "choice" ? phrase.parts : [phrase]);
