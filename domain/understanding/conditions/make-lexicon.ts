import { conditions } from "../../conditions/catalogue.ts";
import { type ClueKind, clues } from "../../conditions/clues.ts";
import { normaliseWords } from "../normalise.ts";
import { soundOf } from "../sound.ts";
import { LONG_ENOUGH_TO_MISSPELL, LONG_ENOUGH_TO_SOUND, SHORT, shortened, stem } from "./clue-words.ts";

/** What a clue tells of: the conditions' ids, and the strongest kind that it has for any: a name is a name even if it is a symptom of another. */
export interface Entry {
  ids: readonly string[];
  kind: ClueKind;
}

/** All clues, by how they are met. */
export interface Lexicon {
  exact: ReadonlyMap<string, Entry>;
  bySound: ReadonlyMap<string, Entry>;
  /** By the word, and by each of what is left of it without a letter. */
  misspelt: ReadonlyMap<string, Entry>;
  /** How many words the longest phrase has that begins with these two, or with two that sound so. */
  longestFrom: ReadonlyMap<string, number>;
  longestFromSound: ReadonlyMap<string, number>;
}

/** The same as it is kept ready-made: each map's keys in one text, with | between, and beside it their values; entries by their places. */
export interface ReadyLexicon {
  entries: [ClueKind, ...string[]][];
  maps: Record<keyof Lexicon, [keys: string, values: number[]]>;
}

/** The lexicon, from the catalogue and the clues: what `npm run lexicon` writes to `lexicon.json`, since this takes as long as five hundred sentences. */
export function makeLexicon(): ReadyLexicon {
  const maps = readClues();
  const places = new Map<string, number>();
  const placeOf = ({ kind, ids }: Entry): number => {
    const key = [kind, ...ids].join(" ");
    return places.get(key) ?? places.set(key, places.size).size - 1;
  };
  const pack = <Value>(map: ReadonlyMap<string, Value>, numberOf: (value: Value) => number): [string, number[]] => [
    [...map.keys()].join("|"),
    [...map.values()].map(numberOf),
  ];
  const packed = {
    exact: pack(maps.exact, placeOf),
    bySound: pack(maps.bySound, placeOf),
    misspelt: pack(maps.misspelt, placeOf),
    longestFrom: pack(maps.longestFrom, Number),
    longestFromSound: pack(maps.longestFromSound, Number),
  };
  return { entries: [...places.keys()].map((key) => key.split(" ") as [ClueKind, ...string[]]), maps: packed };
}

function readClues(): Lexicon {
  const exact = new Map<string, Entry>();
  const bySound = new Map<string, Entry>();
  const misspelt = new Map<string, Entry>();
  const longestFrom = new Map<string, number>();
  const longestFromSound = new Map<string, number>();
  const learn = (phrase: string, id: string, kind: ClueKind) => {
    const words = normaliseWords(phrase).split(" ").map(stem);
    const key = words.join(" ");
    put(exact, key, id, kind);
    reach(longestFrom, words);
    if (kind === "abbreviation" || kind === "symptom" || key.length < LONG_ENOUGH_TO_SOUND) return;
    const sounds = words.map(soundOf);
    put(bySound, sounds.join(" "), id, kind);
    reach(longestFromSound, sounds);
    if (words.length === 1 && key.length >= LONG_ENOUGH_TO_MISSPELL) put(misspelt, key, id, kind);
  };
  for (const { id, synonyms } of conditions.values()) {
    for (const synonym of synonyms) learn(synonym, id, normaliseWords(synonym).length <= SHORT ? "abbreviation" : "name");
  }
  for (const { id, kind, phrase } of clues) learn(phrase, id, kind);
  for (const [word, entry] of [...misspelt]) {
    for (const short of shortened(word)) {
      const other = misspelt.get(short);
      if (!other) misspelt.set(short, entry);
      else if (other !== entry) misspelt.set(short, { ids: [...new Set([...other.ids, ...entry.ids])], kind: other.kind });
    }
  }
  return { exact, bySound, misspelt, longestFrom, longestFromSound };
}

function put(map: Map<string, Entry>, key: string, id: string, kind: ClueKind) {
  const entry = map.get(key);
  if (!entry) map.set(key, { ids: [id], kind });
  else if (!entry.ids.includes(id)) map.set(key, { ids: [...entry.ids, id], kind: entry.kind });
}

function reach(longest: Map<string, number>, words: readonly string[]) {
  const beginning = words.slice(0, 2).join(" ");
  if (words.length > Math.max(1, longest.get(beginning) ?? 0)) longest.set(beginning, words.length);
}
