import { normaliseWords } from "../normalise.ts";
import { numberSaid } from "./number-said.ts";
import { yesOrNo } from "./yes-no.ts";

/** Something that may be chosen, in words. */
export interface Option {
  label: string;
  /** What else may be said for it, whole. */
  words: string[];
  /** Reached by a number. */
  numbered: boolean;
  /** Part of its label is enough, and a slip of one letter: names and times, not what cancels or agrees. */
  inPart: boolean;
}

/** What people put around a choice without changing it. */
const POLITE =
  /\b(svp|stp|merci( beaucoup)?|s il (vous|te) plait|please|thanks?( you)?|bonjour|bonsoir|hello|hi|alors|donc|euh|ben|bah|allez|ce sera|ca sera|disons|va pour|je suis|je (veux|voudrais|prefere|prefererais|prends|choisis|dirais|vais prendre)( bien)?|j (aimerais|opte pour)|i (want|prefer|choose|take)|i( d|ll| will| would) (like|take|prefer|go with|go for|choose)|let s (go with|take)|go for)\b/g;
/** Small words that belong to the option's own or to none. */
const SMALL = new Set(
  "avec plutot le la les l un une au aux a en par de du des d the with by on at in an pour for celui celle one qui who that".split(" "),
);
/** What may stand before a number, and leaves it a number: not "at 2", not "les deux". */
const BEFORE_NUMBER = /^(plutot|avec|with|pour (?=la ))\s*/;
const AGREES = /\b(oui|ok|d accord|yes)\b/g;
/** Fewer letters have too many neighbours to be taken for a slip. */
const LONG_ENOUGH_TO_MISSPELL = 5;

/**
 * Which option a message chooses: by number, letter or ordinal, by its words, or where that is enough by part of its label, a slip of one letter forgiven.
 * Two that fit alike, a word that belongs to none of it ("pas", "ou"), and a yes to several are no choice.
 *
 * @param text as it was written
 * @returns the option's index, or undefined
 */
export function pickOption(options: readonly Option[], text: string): number | undefined {
  const words = normaliseWords(text).replace(/\bdac+ord\b/g, "d accord");
  if (!words) return;
  const said = options.map(({ label, words: more }) => [label, ...more].map(normaliseWords));
  const only = (fits: (phrases: string[], index: number) => boolean) => {
    const found = said.flatMap((phrases, index) => (fits(phrases, index) ? [index] : []));
    return found.length === 1 ? found[0] : undefined;
  };
  const whole = only((phrases) => phrases.includes(words));
  if (whole !== undefined) return whole;
  const numbered = options.flatMap(({ numbered }, index) => (numbered ? [index] : []));
  // "oui" to one that is called so says it already: "oui, partagé" would be two answers
  const mayAgree = !said.flat().some((phrase) => /\b(oui|yes|ok|d accord)\b/.test(phrase));
  const bare = squeeze((mayAgree ? words.replace(AGREES, " ") : words).replace(POLITE, " "));
  // alone it is a number; within more words it is an article
  if (words === "un" || words === "one") return numbered[0];
  for (const phrase of [words, bare, bare.replace(BEFORE_NUMBER, "")]) {
    const number = numberSaid(phrase, numbered.length);
    if (number !== undefined) return numbered[number];
  }
  if (mayAgree && yesOrNo(words) === "yes") return numbered.length === 1 ? numbered[0] : undefined;
  const named = only((phrases) => phrases.includes(bare) || phrases.includes(withoutSmall(bare)));
  if (named !== undefined) return named;
  const telling = withoutSmall(bare).split(" ").filter(Boolean);
  if (telling.length === 0 || telling.every((word) => word.length < 3)) return;
  const inPart = (parts: string[], alike: (word: string, own: string) => boolean) =>
    only((phrases, index) => options[index]?.inPart === true && phrases.some((phrase) => holdsAll(phrase, parts, alike)));
  const same = (a: string, b: string) => a === b;
  // on a scale a small word tells: "plutôt pas"
  return inPart(bare.split(" "), same) ?? inPart(telling, same) ?? inPart(telling, isSlip);
}

const holdsAll = (phrase: string, words: string[], alike: (word: string, own: string) => boolean) =>
  words.every((word) => phrase.split(" ").some((own) => alike(word, own)));

const squeeze = (words: string) => words.replace(/ +/g, " ").trim();
const withoutSmall = (words: string) =>
  words
    .split(" ")
    .filter((word) => !SMALL.has(word))
    .join(" ");

/** One letter more, less, other, or two swapped (Damerau's four slips), and the first letter right. */
function isSlip(word: string, meant: string): boolean {
  if (word === meant) return true;
  if (word.length < LONG_ENOUGH_TO_MISSPELL || meant.length < LONG_ENOUGH_TO_MISSPELL || word[0] !== meant[0]) return false;
  if (Math.abs(word.length - meant.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === meant[at]) at++;
  const [rest, right] = [word.slice(at), meant.slice(at)];
  return (
    rest.slice(1) === right.slice(1) ||
    rest.slice(1) === right ||
    rest === right.slice(1) ||
    (rest[0] === right[1] && rest[1] === right[0] && rest.slice(2) === right.slice(2))
  );
}
