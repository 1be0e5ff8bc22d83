import type { Heard } from "./heard.ts";
import { phrasebook } from "./phrasebook.ts";
import type { Rule } from "./rule.ts";

/** Danger where a word of each group stands near one of the first, in any order: speech, stammering and haste keep the words and lose the grammar. */
export interface NearRule extends Pick<Rule, "rule" | "level" | "situation"> {
  groups: readonly [readonly string[], ...(readonly string[])[]];
  /** How far from the first group's word the others may begin, in letters of the same sentence. */
  within: number;
  /** Not if one of these stands between: "envie de voir mourir" is no wish to die. */
  notOver?: readonly string[];
}

/** What finds which of the rules hold. */
export function nearFinder(rules: readonly NearRule[]): (heard: Heard) => NearRule | undefined {
  const groups = [...new Set(rules.flatMap(({ groups, notOver }) => (notOver ? [...groups, notOver] : groups)))];
  const book = phrasebook(groups);
  const listOf = (group: readonly string[]) => groups.indexOf(group);
  const asked = rules.map((rule) => ({ rule, lists: rule.groups.map(listOf) }));
  return (heard) => {
    const places = book.all(heard);
    // most messages have a word of some groups, and of no rule's all
    const likely = asked.filter(({ lists }) => lists.every((list) => places.has(list))).map(({ rule }) => rule);
    if (likely.length === 0) return undefined;
    const letters = lettersBefore(heard);
    const inLetters = (words: readonly number[]) => words.map((word) => letters[word] ?? 0);
    const stops = inLetters([...heard.words.keys()].filter((word) => heard.words[word]?.text === "."));
    const at = (group: readonly string[]) => inLetters(places.get(listOf(group)) ?? []);
    return likely.find(({ groups: [first, ...others], within, notOver }) => {
      const barriers = notOver ? at(notOver) : [];
      return at(first).some((anchor) =>
        others.every((other) => {
          const near = nearest(at(other), anchor);
          return near.some(
            (place) => Math.abs(place - anchor) <= within && !between(stops, anchor, place) && !between(barriers, anchor, place),
          );
        }),
      );
    });
  };
}

/** How many letters and spaces stand before each word. */
function lettersBefore({ words }: Heard): number[] {
  let letters = 0;
  return words.map(({ text }) => {
    const before = letters;
    letters += text.length + 1;
    return before;
  });
}

/** The place before and the place after. */
function nearest(places: readonly number[], anchor: number): number[] {
  const after = firstAfter(places, anchor);
  return [places[after - 1], places[after], places[after + 1]].filter((place) => place !== undefined && place !== anchor) as number[];
}

function between(places: readonly number[], one: number, other: number): boolean {
  const next = places[firstAfter(places, Math.min(one, other))];
  return next !== undefined && next < Math.max(one, other);
}

/** Index of the first place after `from`; places are sorted. */
function firstAfter(places: readonly number[], from: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  return low;
}
