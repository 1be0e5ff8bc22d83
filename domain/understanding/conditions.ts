import { conditions } from "../conditions/catalogue.ts";
import { normaliseWords } from "./normalise.ts";

/** Abbreviations of up to three letters count only as a whole word in capitals: "ano" is also a syllable, "MICI" is not. */
const SHORT = 3;

const lexicon = new Map<string, Set<string>>();
for (const { id, synonyms } of conditions.values()) {
  for (const synonym of synonyms) {
    const words = normaliseWords(synonym);
    lexicon.set(words, (lexicon.get(words) ?? new Set()).add(id));
  }
}

/** How many words the longest label or synonym has. */
const LONGEST = Math.max(...[...lexicon.keys()].map((phrase) => phrase.split(" ").length));

/**
 * The conditions that a sentence names, the longest wording first. A synonym that belongs to several conditions gives all of them.
 *
 * @returns ids of the catalogue; empty if nothing is named
 */
export function findConditions(text: string): string[] {
  const words = normaliseWords(text).split(" ").filter(Boolean);
  const capitals = new Set(text.match(/\b\p{Lu}{2,}\b/gu)?.map(normaliseWords));
  const found: { ids: Set<string>; length: number; at: number }[] = [];
  for (let at = 0; at < words.length; at++) {
    for (let count = Math.min(LONGEST, words.length - at); count > 0; count--) {
      const phrase = words.slice(at, at + count).join(" ");
      const ids = lexicon.get(phrase) ?? lexicon.get(phrase.replace(/s\b/g, ""));
      if (!ids || (phrase.length <= SHORT && !capitals.has(phrase))) continue;
      found.push({ ids, length: phrase.length, at });
      at += count - 1;
      break;
    }
  }
  found.sort((a, b) => b.length - a.length || a.at - b.at);
  return [...new Set(found.flatMap(({ ids }) => [...ids]))];
}
