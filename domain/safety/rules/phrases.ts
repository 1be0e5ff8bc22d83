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

const TOKEN = /@(?:kin|child|pill|box)|[a-z0-9]+[*?]?|\.\.\d+|!\(|\)\??|[(|#.]/g;

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
  // the next one is the last, so that it can be taken off
  const tokens = (phrase.match(TOKEN) ?? []).reverse();
  const made = choice(tokens, phrase);
  if (tokens.length > 0) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  return made;
}

/** One of these words or phrases. */
export function any(...choices: string[]): string {
  return `(${choices.join("|")})`;
}

function choice(tokens: string[], phrase: string): Phrase {
  const parts: Phrase[] = [];
  let words: number[] | undefined;
  do {
    const part = sequence(tokens, phrase);
    // words beside each other are asked for at once
    if (part.is === "word" && words) words.push(...part.keys);
    else {
      words = part.is === "word" ? [...part.keys] : undefined;
      parts.push(words ? { is: "word", keys: words } : part);
    }
  } while (tokens.at(-1) === "|" && tokens.pop());
  return only(parts) ?? { is: "choice", parts };
}

function sequence(tokens: string[], phrase: string): Phrase {
  const parts: Phrase[] = [];
  for (let token = tokens.at(-1); token && token !== "|" && !token.startsWith(")"); token = tokens.at(-1)) parts.push(item(tokens, phrase));
  return only(parts) ?? { is: "sequence", parts };
}

const only = (parts: readonly Phrase[]): Phrase | undefined => (parts.length === 1 ? parts[0] : undefined);

function item(tokens: string[], phrase: string): Phrase {
  const token = tokens.pop() ?? "";
  if (token.startsWith("..")) return { is: "gap", most: Number(token.slice(2)) };
  if (token === ".") return { is: "sentence-end" };
  if (token !== "(" && token !== "!(") return wordOf(token);
  const part = choice(tokens, phrase);
  const close = tokens.pop();
  if (close === undefined) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  if (token === "!(") return { is: "not-followed-by", part };
  return close === ")?" ? { is: "perhaps", part } : part;
}

/** Words are written again and again: each is heard once. */
const known = new Map<string, Phrase>();

function wordOf(token: string): Phrase {
  let word = known.get(token);
  if (!word) {
    word = { is: "word", keys: [...new Set(keysAsked(token).map(keyOf))] };
    known.set(token, word);
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
