import { type HeardWord, howCommon, TAKEN_OUT } from "./heard.ts";
import type { Phrase } from "./phrases.ts";

const NOWHERE: readonly number[] = [];

/** Where a phrase ends if it begins at a word: the indices after it, the first choice first; none where it does not stand. */
export function endsOf(phrase: Phrase, words: readonly HeardWord[], at: number): readonly number[] {
  switch (phrase.is) {
    case "word":
      return words[at]?.keys.some((key) => phrase.keys.includes(key)) ? [at + 1] : NOWHERE;
    case "sequence":
      return endsOfAll(phrase.parts, words, at);
    case "choice":
      return endsOfAny(phrase.parts, words, at);
    case "perhaps":
      return [...endsOf(phrase.part, words, at).filter((end) => end !== at), at];
    case "not-followed-by":
      return endsOf(phrase.part, words, at).length > 0 ? NOWHERE : [at];
    case "gap":
      return gapEnds(phrase.most, words, at);
    case "sentence-end":
      return at === words.length || words[at]?.text === "." ? [at] : NOWHERE;
  }
}

function endsOfAll(parts: readonly Phrase[], words: readonly HeardWord[], at: number): readonly number[] {
  let ends: readonly number[] = NOWHERE;
  for (let next = 0; next < parts.length; next++) {
    const part = parts[next] as Phrase;
    if (next === 0) ends = endsOf(part, words, at);
    else if (ends.length === 1) ends = endsOf(part, words, ends[0] as number);
    else ends = distinct(ends.flatMap((end) => endsOf(part, words, end)));
    if (ends.length === 0) break;
  }
  return ends;
}

function endsOfAny(parts: readonly Phrase[], words: readonly HeardWord[], at: number): readonly number[] {
  let ends = NOWHERE;
  for (const part of parts) {
    const more = endsOf(part, words, at);
    if (more.length > 0) ends = ends.length > 0 ? distinct([...ends, ...more]) : more;
  }
  return ends;
}

/** As few words as possible first. */
function gapEnds(most: number, words: readonly HeardWord[], at: number): readonly number[] {
  const ends = [at];
  for (let end = at; end < words.length && end < at + most && !isEdge(words[end]?.text); end++) ends.push(end + 1);
  return ends;
}

const isEdge = (text: string | undefined) => text === "." || text === TAKEN_OUT;

const distinct = (ends: number[]): readonly number[] => (ends.length > 1 ? [...new Set(ends)] : ends);

/** Keys of which a message has one wherever a phrase stands, and how often that is likely to be. */
interface Need {
  keys: readonly number[];
  commonness: number;
}

/** What a message holds wherever the phrase stands: a key of each of these. The least common that is known comes first. */
export function needsOf(phrase: Phrase): readonly Need[] {
  const before = known.get(phrase);
  if (before) return before;
  const needs = workOutNeeds(phrase);
  known.set(phrase, needs);
  return needs;
}

/** Groups are parts of many phrases. */
const known = new Map<Phrase, readonly Need[]>();

function workOutNeeds(phrase: Phrase): readonly Need[] {
  if (phrase.is === "word") return [{ keys: phrase.keys, commonness: howCommon(phrase.keys) }];
  if (phrase.is === "sequence") return phrase.parts.flatMap(needsOf).sort((one, other) => one.commonness - other.commonness);
  if (phrase.is !== "choice") return [];
  const first = phrase.parts.map((part) => needsOf(part)[0]?.keys ?? []);
  if (first.some((keys) => keys.length === 0)) return [];
  const keys = first.flat();
  return [{ keys, commonness: howCommon(keys) }];
}
