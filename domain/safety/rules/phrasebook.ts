import { type Heard, type HeardWord, heardAs, TAKEN_OUT } from "./heard.ts";
import { make } from "./make-phrases.ts";
import { endsOf } from "./match-phrase.ts";
import type { Lists, Phrase } from "./phrases.ts";
import { readyMade } from "./ready-made.ts";

/** Many lists of phrases, looked for at once: a word leads to the phrases of which it is the most telling, so that the time taken hardly grows with their number. */
export interface Phrasebook {
  /** The first list of which `accept` takes one that stands in the message; -1 if none. */
  first(heard: Heard, accept: (list: number) => boolean): number;
  /** Every list of which a phrase stands in the message, with the words at which it begins, first to last. */
  all(heard: Heard): Map<number, number[]>;
  /** The message with every phrase of the lists chosen taken out, a mark in its place; the same one if there is none. */
  without(heard: Heard, chosen: (list: number) => boolean): Heard;
}

const REMOVED: HeardWord = { text: TAKEN_OUT, keys: [] };

/** The lists of every book that was asked for, in order. */
export const asked: Lists[] = [];

export function phrasebook(lists: Lists): Phrasebook {
  asked.push(lists);
  const { listOf, always, ledToBy, mayStand, phraseOf } = readyMade(lists) ?? make(lists);

  /** The phrases whose words all stand somewhere in a message, in the order in which they were written. */
  function likely({ keys }: Heard): { list: number; phrase: Phrase }[] {
    const found = new Set(always);
    for (const key of keys) for (const order of ledToBy(key)) if (!found.has(order) && mayStand(order, keys)) found.add(order);
    return [...found].sort((one, other) => one - other).map((order) => ({ list: listOf(order), phrase: phraseOf(order) }));
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
