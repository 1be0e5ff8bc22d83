import { conditions } from "../../conditions/catalogue.ts";
import { type ClueKind, clues } from "../../conditions/clues.ts";
import { unglued } from "../learning/features.ts";
import { normaliseWords } from "../normalise.ts";
import { soundOf } from "../sound.ts";

/** Where a sentence holds a clue: its words `from` (inclusive) `to` (exclusive). */
export interface LexiconHit {
  ids: readonly string[];
  /** The clue's kind, with how it was recognised: `name`, `name-heard` (sounds alike), `name-near` (one letter off). */
  kind: string;
  /** The clue itself, as it is compared. */
  phrase: string;
  from: number;
  to: number;
}

interface Entry {
  ids: string[];
  kind: ClueKind;
}

/** An abbreviation this short is also a syllable or a word: it counts in capitals, or after a word that leads to it. */
const SHORT = 3;
/** Shorter words have too many neighbours to be taken for a misspelling. */
const LONG_ENOUGH_TO_SOUND = 6;
const LONG_ENOUGH_TO_MISSPELL = 7;

const LEADS_TO =
  /^(ai|as|a|suis|est|sous|un|une|la|le|l|d|ma|mon|mes|avec|pour|have|has|had|my|with|got|on|an|am|is|since|diagnosed|diagnostique|atteinte?|mere|pere|fils|fille)$/;

/** Plural and singular are one. */
const stem = (word: string) => (word.length > SHORT && (word.endsWith("s") || word.endsWith("x")) ? word.slice(0, -1) : word);

const exact = new Map<string, Entry>();
const bySound = new Map<string, Entry>();
const misspelt = new Map<string, Entry>();
/** How many words the longest phrase has that begins with a word, or with a sound. */
const longestFrom = new Map<string, number>();
const longestFromSound = new Map<string, number>();

/** The strongest kind that a phrase has for any condition: a name is a name even if it is a symptom of another. */
function put(map: Map<string, Entry>, key: string, id: string, kind: ClueKind) {
  const entry = map.get(key);
  if (!entry) map.set(key, { ids: [id], kind });
  else if (!entry.ids.includes(id)) entry.ids.push(id);
}

/** A word with one letter left out, for every letter: two words that share one of these are one letter apart. */
function* shortened(word: string): Iterable<string> {
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}

function reach(longest: Map<string, number>, words: readonly string[]) {
  const first = words[0] ?? "";
  if (words.length > (longest.get(first) ?? 0)) longest.set(first, words.length);
}

function learn(phrase: string, id: string, kind: ClueKind) {
  const words = normaliseWords(phrase).split(" ").map(stem);
  const key = words.join(" ");
  put(exact, key, id, kind);
  reach(longestFrom, words);
  if (kind === "abbreviation" || kind === "symptom" || key.length < LONG_ENOUGH_TO_SOUND) return;
  const sounds = words.map(soundOf);
  put(bySound, sounds.join(" "), id, kind);
  reach(longestFromSound, sounds);
  if (words.length === 1 && key.length >= LONG_ENOUGH_TO_MISSPELL) put(misspelt, key, id, kind);
}

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

/** Every name and abbreviation, as it is compared. */
export const cluePhrases = (): string[] =>
  [...exact].filter(([, { kind }]) => kind === "name" || kind === "abbreviation").map(([phrase]) => phrase);

/**
 * The clues in a sentence, the longest first where they overlap.
 *
 * @param words from `wordsOf`: a short abbreviation stands in capitals if it was written so
 */
export function findClues(words: readonly string[]): LexiconHit[] {
  const stems = words.map((word) => stem(word.toLowerCase()));
  const sounds = stems.map(soundOf);
  const hits: LexiconHit[] = [];
  for (let from = 0; from < words.length; ) {
    const hit = longestAt(stems, sounds, words, from);
    if (hit) hits.push(hit);
    from = hit ? hit.to : from + 1;
  }
  return hits;
}

function longestAt(stems: string[], sounds: string[], words: readonly string[], from: number): LexiconHit | undefined {
  const longest = Math.max(1, longestFrom.get(stems[from] ?? "") ?? 0, longestFromSound.get(sounds[from] ?? "") ?? 0);
  for (let to = Math.min(words.length, from + longest); to > from; to--) {
    const phrase = stems.slice(from, to).join(" ");
    const found = to - from > 1 ? lookUp(phrase, sounds.slice(from, to)) : lookUpWord(phrase, sounds[from] ?? "");
    if (!found) continue;
    const whole = words.slice(from, to).join(" ");
    if (whole.length > SHORT || /\p{Lu}/u.test(whole)) return { ...found, phrase, from, to };
    if (LEADS_TO.test(words[from - 1] ?? "")) return { ...found, kind: `${found.kind}-cued`, phrase, from, to };
  }
}

interface Found {
  ids: string[];
  kind: string;
}

function lookUp(phrase: string, sounds: string[]): Found | undefined {
  const same = exact.get(phrase);
  if (same || phrase.length < LONG_ENOUGH_TO_SOUND) return same;
  const heard = bySound.get(sounds.join(" "));
  return heard && { ids: heard.ids, kind: `${heard.kind}-heard` };
}

function lookUpWord(word: string, sound: string): Found | undefined {
  const rest = unglued(word);
  const found = exact.get(word) ?? (rest === undefined ? undefined : exact.get(rest)) ?? lookUp(word, [sound]);
  if (found || word.length < LONG_ENOUGH_TO_MISSPELL) return found;
  for (const short of [word, ...shortened(word)]) {
    const near = misspelt.get(short);
    if (near) return { ids: near.ids, kind: `${near.kind}-near` };
  }
}
