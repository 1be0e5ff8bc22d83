import { fold, hearWord } from "../spelling.ts";
import { keyOf } from "./heard.ts";

/** A phrase made ready to be looked for, or a piece of one. */
export type Phrase =
  /** One word that has one of these keys. */
  | { is: "word"; keys: readonly number[] }
  | { is: "sequence"; parts: readonly Phrase[] }
  | { is: "choice"; parts: readonly Phrase[] }
  | { is: "perhaps"; part: Phrase }
  | { is: "not-followed-by"; part: Phrase }
  /** Up to so many words of the same sentence. */
  | { is: "gap"; most: number }
  | { is: "sentence-end" };

/** Lists of phrases, each of which is found by its place. */
export type Lists = readonly (readonly string[])[];

const TOKEN = /@(?:kin|child|pill|box)|[a-z0-9]+[*?]?|\.\.\d+|!\(|[(|)#.]/g;

/**
 * Makes a phrase ready.
 *
 * A phrase is made of words in dictionary spelling without accents, and of
 * `(a|b c)` one of these · `(a|b)?` perhaps · `violee?` with or without the last letter · `a*` a word that begins so · `..3` up to three words of the
 * same sentence · `#` a number in digits · `@kin` a word of that kind (`MARKS`) · `!(a|b)` not followed by · `.` end of the sentence or of the message.
 *
 * @throws {SyntaxError} if brackets don't match
 */
export function compile(phrase: string): Phrase {
  let made = known.get(phrase);
  if (!made) {
    made = read(phrase);
    known.set(phrase, made);
  }
  return made;
}

/** Groups are written in many phrases, and some phrases in two books: each is read once. */
const known = new Map<string, Phrase>();

function read(phrase: string): Phrase {
  const choices: Phrase[] = [];
  let parts: Phrase[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(phrase); found; found = TOKEN.exec(phrase)) {
    const [token] = found;
    if (token === ")") throw unmatched(phrase);
    if (token === "|") {
      choices.push(sequence(parts));
      parts = [];
    } else if (token === "(" || token === "!(") {
      const from = TOKEN.lastIndex;
      const to = closing(phrase, from);
      const part = compile(phrase.slice(from, to));
      const perhaps = phrase[to + 1] === "?";
      parts.push(token === "!(" ? { is: "not-followed-by", part } : perhaps ? { is: "perhaps", part } : part);
      TOKEN.lastIndex = perhaps ? to + 2 : to + 1;
    } else parts.push(token === "." ? SENTENCE_END : token.startsWith("..") ? { is: "gap", most: Number(token.slice(2)) } : wordOf(token));
  }
  choices.push(sequence(parts));
  return choice(choices);
}

/** One of these words or phrases. */
export function any(...choices: string[]): string {
  return `(${choices.join("|")})`;
}

const SENTENCE_END: Phrase = { is: "sentence-end" };

const unmatched = (phrase: string) => new SyntaxError(`brackets don't match in: ${phrase}`);

/** Where the bracket closes that was opened before `from`. */
function closing(phrase: string, from: number): number {
  for (let [at, open] = [from, 1]; at < phrase.length; at++) {
    if (phrase[at] === "(") open++;
    else if (phrase[at] === ")" && --open === 0) return at;
  }
  throw unmatched(phrase);
}

function sequence(parts: readonly Phrase[]): Phrase {
  return parts.length === 1 && parts[0] ? parts[0] : { is: "sequence", parts };
}

/** Words beside each other are asked for at once. */
function choice(choices: readonly Phrase[]): Phrase {
  const parts: Phrase[] = [];
  let words: number[] | undefined;
  for (const part of choices) {
    if (part.is === "word" && words) words.push(...part.keys);
    else {
      words = part.is === "word" ? [...part.keys] : undefined;
      parts.push(words ? { is: "word", keys: words } : part);
    }
  }
  return parts.length === 1 && parts[0] ? parts[0] : { is: "choice", parts };
}

/** Words are written again and again. */
const words = new Map<string, Phrase>();

function wordOf(token: string): Phrase {
  let word = words.get(token);
  if (!word) {
    word = { is: "word", keys: [...new Set(keysAsked(token).map(keyOf))] };
    words.set(token, word);
  }
  return word;
}

function keysAsked(token: string): string[] {
  if (token === "#" || token.startsWith("@")) return [token];
  const word = token.replace(/[*?]$/, "");
  // "menac" is heard otherwise before "e" than at its end
  if (token.endsWith("*")) return [`${fold(word, false)}*`, `${fold(`${word}e`, false).slice(0, -1)}*`, hearWord(word)];
  return token.endsWith("?") ? [hearWord(word), hearWord(word.slice(0, -1))] : [hearWord(word)];
}
