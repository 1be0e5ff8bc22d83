import { readFileSync } from "node:fs";
import { unglued } from "../learning/features.ts";
import { remember } from "../remember.ts";
import { soundOf } from "../sound.ts";
import { LONG_ENOUGH_TO_MISSPELL, LONG_ENOUGH_TO_SOUND, SHORT, shortened, stem } from "./clue-words.ts";
import type { Entry, ReadyLexicon } from "./make-lexicon.ts";

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

const LEADS_TO =
  /^(ai|as|a|suis|est|sous|un|une|la|le|l|d|ma|mon|mes|avec|pour|have|has|had|my|with|got|on|an|am|is|since|diagnosed|diagnostique|atteinte?|mere|pere|fils|fille)$/;

/** Made by `makeLexicon`; a test holds it to the catalogue and the clues. */
const ready: ReadyLexicon = JSON.parse(readFileSync(new URL("lexicon.json", import.meta.url), "utf8"));
const entries = ready.entries.map(([kind, ...ids]): Entry => ({ kind, ids }));
const [exact, bySound, misspelt] = [entriesOf("exact"), entriesOf("bySound"), entriesOf("misspelt")];
const [longestFrom, longestFromSound] = [numbersOf("longestFrom"), numbersOf("longestFromSound")];

function entriesOf(name: keyof ReadyLexicon["maps"]): ReadonlyMap<string, Entry> {
  return mapOf(name, (place) => entries[place] as Entry);
}

function numbersOf(name: keyof ReadyLexicon["maps"]): ReadonlyMap<string, number> {
  return mapOf(name, (number) => number);
}

function mapOf<Value>(name: keyof ReadyLexicon["maps"], valueAt: (number: number) => Value): ReadonlyMap<string, Value> {
  const [text, values] = ready.maps[name];
  const keys = text.split("|");
  const map = new Map<string, Value>();
  for (let at = 0; at < keys.length; at++) map.set(keys[at] as string, valueAt(values[at] as number));
  return map;
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
  const longest = Math.max(1, longestFrom.get(pairAt(stems, from)) ?? 0, longestFromSound.get(pairAt(sounds, from)) ?? 0);
  for (let to = Math.min(words.length, from + longest); to > from; to--) {
    const phrase = stems.slice(from, to).join(" ");
    const found = to - from > 1 ? lookUp(phrase, sounds.slice(from, to)) : lookUpWord(phrase).found;
    if (!found) continue;
    const whole = words.slice(from, to).join(" ");
    if (whole.length > SHORT || /\p{Lu}/u.test(whole)) return { ...found, phrase, from, to };
    if (LEADS_TO.test(words[from - 1] ?? "")) return { ...found, kind: `${found.kind}-cued`, phrase, from, to };
  }
}

const pairAt = (words: readonly string[], at: number) => `${words[at]} ${words[at + 1]}`;

interface Found {
  ids: readonly string[];
  kind: string;
}

function lookUp(phrase: string, sounds: string[]): Found | undefined {
  const same = exact.get(phrase);
  if (same || phrase.length < LONG_ENOUGH_TO_SOUND) return same;
  const heard = bySound.get(sounds.join(" "));
  return heard && { ids: heard.ids, kind: `${heard.kind}-heard` };
}

const lookUpWord = remember((word): { found: Found | undefined } => {
  const rest = unglued(word);
  const found = exact.get(word) ?? (rest === undefined ? undefined : exact.get(rest)) ?? lookUp(word, [soundOf(word)]);
  return { found: found ?? (word.length < LONG_ENOUGH_TO_MISSPELL ? undefined : oneLetterOff(word)) };
});

function oneLetterOff(word: string): Found | undefined {
  for (const short of [word, ...shortened(word)]) {
    const near = misspelt.get(short);
    if (near) return { ids: near.ids, kind: `${near.kind}-near` };
  }
}
