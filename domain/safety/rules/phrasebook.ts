import { MARKS } from "../kinds.ts";
import { compile } from "./phrases.ts";

/** Many lists of phrases, looked for at once: a word of the message leads to the phrases that can begin with it, so that the time taken hardly grows with their number. */
export interface Phrasebook {
  /** The first list of which `accept` takes one that stands in the message; -1 if none. */
  first(words: string, accept: (list: number) => boolean): number;
  /** Every list of which a phrase stands in the message, with the places where it begins, in letters, first to last. */
  all(words: string): Map<number, number[]>;
  /** The message with every phrase of the lists chosen taken out, a `~` in its place. */
  without(words: string, chosen: (list: number) => boolean): string;
}

interface Phrase {
  list: number;
  source: string;
  /** Made when it is first tried. */
  expression?: RegExp;
}

export function phrasebook(lists: readonly (readonly string[])[]): Phrasebook {
  const byStart = new Map<string, Phrase[]>();
  lists.forEach((phrases, list) => {
    for (const { source, starts } of phrases.map(compile)) {
      const phrase: Phrase = { list, source };
      for (const start of new Set(starts)) byStart.set(start, [...(byStart.get(start) ?? []), phrase]);
    }
  });
  const made = new Map<string, readonly Phrase[]>();

  /** What may begin with this word, in the order of the lists. Kept by the phrases' own words: a message's are not remembered. */
  function beginningWith(word: string): readonly Phrase[] {
    const starts = startsOf(word).filter((start) => byStart.has(start));
    if (starts.length === 0) return [];
    const key = starts.join(" ");
    let phrases = made.get(key);
    if (!phrases) {
      phrases = [...new Set(starts.flatMap((start) => byStart.get(start) ?? []))].toSorted((one, other) => one.list - other.list);
      made.set(key, phrases);
    }
    return phrases;
  }

  /** Calls `seen` with every place where a phrase begins, unless its list is `unwanted`; what it returns is where to go on, or null for the next phrase. */
  function walk(words: string, unwanted: (list: number) => boolean, seen: (list: number, from: number, to: number) => number | null): void {
    for (let at = 0; at < words.length - 1; ) {
      const end = words.indexOf(" ", at + 1);
      if (end < 0) return;
      let next = end;
      for (const phrase of beginningWith(words.slice(at + 1, end))) {
        if (unwanted(phrase.list)) continue;
        phrase.expression ??= new RegExp(`(?:${phrase.source})(?= )`, "y");
        phrase.expression.lastIndex = at;
        if (!phrase.expression.test(words)) continue;
        const goOn = seen(phrase.list, at, phrase.expression.lastIndex);
        if (goOn === null) continue;
        next = goOn;
        break;
      }
      at = next;
    }
  }

  return {
    first(words, accept) {
      let best = -1;
      walk(
        words,
        (list) => best >= 0 && list >= best,
        (list) => {
          if (accept(list)) best = list;
          return null;
        },
      );
      return best;
    },
    all(words) {
      const found = new Map<number, number[]>();
      walk(words, ALL, (list, from) => {
        const places = found.get(list);
        if (places?.at(-1) === from) return null;
        if (places) places.push(from);
        else found.set(list, [from]);
        return null;
      });
      return found;
    },
    without(words, chosen) {
      let left = "";
      let kept = 0;
      walk(
        words,
        (list) => !chosen(list),
        (_, from, to) => {
          left += `${words.slice(kept, from)} ~`;
          kept = to;
          return to;
        },
      );
      return left + words.slice(kept);
    },
  };
}

const ALL = () => false;
/** No phrase's beginning of a word is longer. */
const LONGEST_START = 14;

/** Under which keys phrases that can begin with this word are found. */
function startsOf(word: string): string[] {
  if (/^\d+$/.test(word)) return [word, "#", "*"];
  const bare = word.replace(/^[=:%&]+/, "");
  const beginnings = Array.from({ length: Math.min(bare.length, LONGEST_START) }, (_, last) => `${bare.slice(0, last + 1)}*`);
  return [word, ...kindsOf(word), ...beginnings, "*"];
}

function kindsOf(word: string): string[] {
  return KINDS.filter(([, mark]) => mark.test(word)).map(([kind]) => `@${kind}`);
}
const KINDS = Object.entries(MARKS).map(([kind, mark]) => [kind, new RegExp(`^${mark}`)] as const);
