import { remember } from "../understanding/remember.ts";
import { kindsFrom } from "./kinds.ts";
import { SHORTHAND } from "./shorthand.ts";

/**
 * How people spell in a text message, undone, so that a rule is written once and in dictionary spelling.
 *
 * Both sides pass through here: a message (`hearMessage`) and the words of a rule (`hearWord`). What sounds alike becomes alike: verb endings
 * ("tuer", "tué", "tuez"), doubled letters ("je peux plu", "frape", "stoooop"), "k" for "c" and "qu", "z" for "s", missing apostrophes ("jai", "dont").
 * Words of up to three letters keep their ends: too much hangs on them.
 */

/** Two words that people also write as one or in full; what stands right is what rules say. */
const JOINED: Record<string, string> = {
  "c est est": "c est",
  "m a": "ma",
  "m as": "ma",
  "m ont": "mont",
  "y me": "il me",
  "y ma": "il ma",
  "i ma": "il ma",
  "y veux": "il veut",
  "y va": "il va",
  "i am": "i m",
  "i have": "i ve",
  "i will": "i ll",
  "i would": "i d",
  "i had": "i d",
  "he is": "he s",
  "he has": "he s",
  "she is": "she s",
  "she has": "she s",
  "they are": "they re",
  "is not": "isn t",
  "can not": "can t",
  "do not": "don t",
  "does not": "doesn t",
  "did not": "didn t",
  "will not": "won t",
  "my self": "myself",
  "any more": "anymore",
  "qu il myself": "kill myself",
  "qu il him": "kill him",
  "to qu il": "to kill",
  "se soir": "ce soir",
  "se matin": "ce matin",
  "se week": "ce week",
  "se mois": "ce mois",
  "se midi": "ce midi",
  "pa pu": "pas pu",
  "du sans": "du sang",
  "de sans": "de sang",
  "le sans": "le sang",
  "an lair": "en l air",
  "en lair": "en l air",
  "wake up": "wakeup",
  "woken up": "wakeup",
  "waking up": "wakeup",
  "a cause": "a cause",
};
/** Said for weight alone. French "ne" goes too: half of all messages leave it out. */
const FILLERS = new Set(
  "ne n vraiment juste simplement tellement franchement sincerement carrement absolument clairement putain bordel purement completement totalement genre really just fucking literally honestly actually totally completely seriously please stp svp kinda".split(
    " ",
  ),
);
/** Letters that stand for a pronoun whose apostrophe is missing, before the words this is seen with. */
const ELIDED = new RegExp(
  `^(?:${[
    "(j)(?=[bcdfghklmnpqrstvwxz]|a(?!mai|mb|nv|rd|un|lou|ck|il|w|me$|ne$|v[ae]|sm|po|co|g)|i(?!t)|e(?:tou|tai|spe|cri|cou|nten|nvi|ss[ae]|vit|mb|xist|nfil)|o(?:uvr|ubli|se|bse)|utili)",
    "(k)(?=(?:on|ils?|el|elle)$)",
    "(m)(?=enferm|etrangl|at+[ae]n|agres|oblig|insult|empech|interdi|humili|etou|endor|ouvr|immol|en[vl]|appel|arriv|aim|ecras|asphyx|echap|evanou|en$)",
    "(s)(?=etou|etrangl|endor|ar+et|enferm|evanou|ef+ondr|en[dv]|ouvr|est$|imm)",
    "(n)(?=ar+iv|av[ao]i|aurai|ose|ai$|est$|en$|y$)",
    "(l)(?=hopital|opital|alcool|alcol|insulin|accident|acciden|aim|eau$)",
    "(d)(?=adieu|avoir|en$|envi|alcool|etr|un$|une$)",
    "(qu)(?=il$|elle$|ils$|on$|un$|une$)",
    "(t)(?=aim|es$|en$|inquiet)",
  ].join("|")})(?=..)`,
);

const JOINED_PATTERN = new RegExp(` (${Object.keys(JOINED).join("|")})(?= )`, "g");

/** A rule's word as it stands in a message that was heard. */
export function hearWord(word: string): string {
  const meant = SHORTHAND.get(word) ?? word;
  return hear(meant.includes(" ") ? word : meant);
}

/** Letters that sound alike made alike; the beginning of a word (`ending` false) keeps its last letters. */
export function fold(word: string, ending = true): string {
  const once = word.replace(/([a-z])\1+/g, "$1");
  if (once.length <= 3 || /\d/.test(once)) return once;
  const soft = once.replace(/c(?=[eiy])/g, "s").replace(/g(?=[eiy])/g, "j");
  return (ending ? withPlainEnding(soft) : soft)
    .replaceAll("ph", "f")
    .replaceAll("z", "s")
    .replace(/qu?|ck|c(?!h)/g, "k")
    .replace(/eau|au/g, "o")
    .replaceAll("y", "i")
    .replace(/[ae](?:n(?=[bdfgjklpstv])|m(?=[bp]))/g, "an")
    .replace(/(?:ai|ei)(?:n|m)(?![aeo])/g, "in")
    .replace(/[ae]i/g, "e")
    .replace(/^h(?=....)/, "");
}

/** Endings that aren't heard; "-ait" stays apart from "-é": it tells of the past. */
function withPlainEnding(word: string): string {
  if (/(?:ai[st]|aient)$/.test(word)) return word.replace(/(?:ai[st]|aient)$/, "et");
  const ended = word
    .replace(/e[rzs]$|(?<=[pbthu]e)nt$/, (end) => (end === "nt" ? "" : "e"))
    .replace(/ing$/, "in")
    .replace(/[sx]$/, "");
  if (ended.length < 5) return ended;
  return ended.replace(/e$|(?<=[nrui])[td]$/, "");
}

const kindOf = kindsFrom(fold);
/** A word without its spelling, with the marks of its kinds. */
const hear = remember((word) => {
  const heard = fold(word);
  return kindOf(heard) + heard;
});

/** Lower case, no accents, one space around every word; a full stop stands as a word of its own, so that rules end at sentences. */
export function hearMessage(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/(?<![\p{L}'’])[éè](?![\p{L}'’])/gu, "est")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("œ", "oe")
    .replace(/\.{2,}|…/g, " ")
    .replace(/[.!?;]+(?=\s|$)/g, " . ")
    .replace(/[^\p{L}\p{N}.]+|\.(?=\S)|(?<=\S)\./gu, " ");
  const words = plain
    .split(" ")
    .map(inFull)
    .filter((word) => word !== "");
  const joined = ` ${words.join(" ")} `.replace(JOINED_PATTERN, (_, two: string) => ` ${JOINED[two]}`);
  const heard = joined
    .split(" ")
    .filter((word) => word !== "" && !FILLERS.has(word))
    .map(hear);
  return ` ${heard.join(" ")} `;
}

/** What a word as written stands for; nothing for one said for weight alone. */
const inFull: (written: string) => string = remember((written) => {
  if (FILLERS.has(written)) return "";
  const word = written.length > 3 ? written.replace(/([a-z])\1{2,}/g, "$1") : written;
  const meant = SHORTHAND.get(word);
  if (meant !== undefined) return meant;
  const apart = word.replace(ELIDED, "$1$2$3$4$5$6$7$8$9 ").replace(/^k /, "qu ");
  if (apart !== word) return apart.replace(/^je? (.+)$/, (_, rest: string) => `je ${inFull(rest)}`);
  return word;
});
