import { conditions } from "../../conditions/catalogue.ts";
import { conditionsToOffer, findConditions } from "../../understanding/conditions/find-conditions.ts";
import { namesIllness } from "../../understanding/conditions/names-illness.ts";
import { normaliseWords } from "../../understanding/normalise.ts";
import { BadCell, quoted } from "./bad-cell.ts";

/** What a person lived, and what they lived beside somebody; ids of the catalogue. */
export interface Experiences {
  lived: string[];
  relativeOf: string[];
}

const byId = new Map<string, string[]>();
const byLabel = new Map<string, string[]>();
const bySynonym = new Map<string, string[]>();
for (const { id, label, synonyms } of conditions.values()) {
  add(byId, id, id);
  for (const words of new Set(Object.values(label))) add(byLabel, words, id);
  for (const words of synonyms) add(bySynonym, words, id);
}

function add(index: Map<string, string[]>, words: string, id: string): void {
  const key = normaliseWords(words);
  index.set(key, [...new Set([...(index.get(key) ?? []), id])]);
}

const RELATIVE = /^\s*(?:proches?|aidante?s?|parent|relative|carer)(?:\s+(?:de|d'|of))?\s*:\s*/iu;

/**
 * Reads conditions as ids, labels or synonyms, separated by `|`, `/`, `,`, `;` or a new line; "proche: schizophrénie" was lived beside somebody.
 * A label that holds a separator itself ("GHB/GBL") is found whole.
 *
 * @throws {BadCell} naming every piece that the catalogue lacks
 */
export function readConditionList(text: string): Experiences {
  const found: Experiences = { lived: [], relativeOf: [] };
  const wrong: string[] = [];
  for (const part of text.split(/[|\n]/)) {
    const piece = part.replace(RELATIVE, "");
    // what follows "proche:" up to a | or a new line
    const into = piece === part ? found.lived : found.relativeOf;
    const words = piece.split(/[/,;]/);
    for (let at = 0; at < words.length; ) {
      const taken = longestName(words, at);
      const name = words.slice(at, at + taken.length).join("/");
      at += taken.length;
      if (taken.ids.length === 1) into.push(...taken.ids);
      else if (taken.ids.length > 1) wrong.push(`${quoted(name)} may be ${taken.ids.join(" or ")}: write one of these`);
      else if (name.trim()) wrong.push(unknown(name));
    }
  }
  if (wrong.length > 0) throw new BadCell(`${wrong.join("; ")}.`);
  return { lived: [...new Set(found.lived)], relativeOf: [...new Set(found.relativeOf)] };
}

/** From `at`, as many pieces as make one name of the catalogue; one piece if none does. */
function longestName(pieces: string[], at: number): { length: number; ids: string[] } {
  for (let length = Math.min(3, pieces.length - at); length > 0; length--) {
    const key = normaliseWords(pieces.slice(at, at + length).join(" "));
    const ids = byId.get(key) ?? byLabel.get(key) ?? bySynonym.get(key);
    if (ids && key) return { length, ids };
  }
  return { length: 1, ids: [] };
}

function unknown(name: string): string {
  const near = namesIllness(name) ? conditionsToOffer(findConditions(name)) : [];
  return `${quoted(name)} is not in the catalogue of conditions${near.length > 0 ? ` (perhaps ${near.join(" or ")})` : ""}`;
}
