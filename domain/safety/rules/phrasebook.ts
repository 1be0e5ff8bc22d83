import { type Heard, type HeardWord, heardAs, TAKEN_OUT } from "./heard.ts";
import { endsOf, needsOf } from "./match-phrase.ts";
import { compile, type Phrase } from "./phrases.ts";

/** Many lists of phrases, looked for at once: a word leads to the phrases of which it is the most telling, so that the time taken hardly grows with their number. */
export interface Phrasebook {
  /** The first list of which `accept` takes one that stands in the message; -1 if none. */
  first(heard: Heard, accept: (list: number) => boolean): number;
  /** Every list of which a phrase stands in the message, with the words at which it begins, first to last. */
  all(heard: Heard): Map<number, number[]>;
  /** The message with every phrase of the lists chosen taken out, a mark in its place; the same one if there is none. */
  without(heard: Heard, chosen: (list: number) => boolean): Heard;
}

interface Listed {
  phrase: Phrase;
  /** What else has to stand in the message, besides what led to it. */
  needs: readonly (readonly number[])[];
  list: number;
  /** Among all phrases of the book. */
  order: number;
}

const REMOVED: HeardWord = { text: TAKEN_OUT, keys: [] };

export function phrasebook(lists: readonly (readonly string[])[]): Phrasebook {
  const byNeed = new Map<number, Listed[]>();
  const always: Listed[] = [];
  let order = 0;
  for (const [list, phrases] of lists.entries()) {
    for (const phrase of phrases.map(compile).flatMap(choicesOf)) {
      const [telling, ...needs] = needsOf(phrase).map(({ keys }) => keys);
      const listed = { phrase, needs, list, order: order++ };
      if (!telling) always.push(listed);
      for (const need of new Set(telling)) {
        const same = byNeed.get(need);
        if (same) same.push(listed);
        else byNeed.set(need, [listed]);
      }
    }
  }

  /** The phrases whose words all stand somewhere in a message, in the order in which they were written. */
  function likely({ keys }: Heard): Listed[] {
    const isSaid = (key: number) => keys.has(key);
    const found = new Set(always);
    for (const key of keys)
      for (const listed of byNeed.get(key) ?? []) if (listed.needs.every((need) => need.some(isSaid))) found.add(listed);
    return [...found].sort((one, other) => one.order - other.order);
  }

  return {
    first(heard, accept) {
      const stands = (phrase: Phrase) => heard.words.some((_, at) => endsOf(phrase, heard.words, at).length > 0);
      return likely(heard).find(({ list, phrase }) => stands(phrase) && accept(list))?.list ?? -1;
    },
    all(heard) {
      const found = new Map<number, number[]>();
      const phrases = likely(heard);
      for (const at of heard.words.keys()) {
        for (const { list, phrase } of phrases) {
          const places = found.get(list);
          if (places?.at(-1) === at || endsOf(phrase, heard.words, at).length === 0) continue;
          if (places) places.push(at);
          else found.set(list, [at]);
        }
      }
      return found;
    },
    without(heard, chosen) {
      const phrases = likely(heard).filter(({ list }) => chosen(list));
      const left: HeardWord[] = [];
      for (let at = 0; at < heard.words.length; ) {
        const taken = phrases.find(({ phrase }) => endsOf(phrase, heard.words, at).length > 0);
        left.push(taken ? REMOVED : (heard.words[at] as HeardWord));
        at = taken ? (endsOf(taken.phrase, heard.words, at)[0] as number) : at + 1;
      }
      return left.includes(REMOVED) ? heardAs(left) : heard;
    },
  };
}

/** Each choice of a phrase that is nothing else is led to by its own words. */
const choicesOf = (phrase: Phrase): readonly Phrase[] => (phrase.is === "choice" ? phrase.parts : [phrase]);
