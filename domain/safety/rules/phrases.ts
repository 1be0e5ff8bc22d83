import { fold, hearWord } from "../spelling.ts";
import { type Heard, type HeardWord, howCommon, keyOf, TAKEN_OUT } from "./heard.ts";

/** Where a piece of a phrase ends if it begins at a word: the indices after it, the first choice first; none where it does not stand. */
type Ends = (heard: Heard, at: number) => readonly number[];

/** A phrase, or a piece of one, made ready. */
export interface Phrase {
  ends: Ends;
  /** Keys of which a message that holds it has one, the least common that are known; undefined if it may hold none. */
  needs?: readonly number[];
}
interface Part extends Phrase {
  isWord?: boolean;
}

const TOKEN = /@(?:kin|child|pill|box)|[a-z0-9]+[*?]?|\.\.\d+|!\(|\)\??|[(|#.]/g;
const NOWHERE: readonly number[] = [];

/**
 * Makes a phrase ready to be tried on what `cutWords` gives.
 *
 * A phrase is made of words in dictionary spelling without accents, and of
 * `(a|b c)` one of these · `(a|b)?` perhaps · `violee?` with or without the last letter · `a*` a word that begins so · `..3` up to three words of the
 * same sentence · `#` a number in digits · `@kin` a word of that kind (`MARKS`) · `!(a|b)` not followed by · `.` end of the sentence or of the message.
 *
 * @throws {SyntaxError} if brackets don't match
 */
export function compile(phrase: string): Phrase {
  const tokens = (phrase.match(TOKEN) ?? []).reverse();
  const part = choice(tokens, phrase);
  if (tokens.length > 0) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  return part;
}

/** One of these words or phrases. */
export function any(...choices: string[]): string {
  return `(${choices.join("|")})`;
}

/** The next of `tokens` is the last: they are taken from the end. */
function choice(tokens: string[], phrase: string): Part {
  const all = [sequence(tokens, phrase)];
  while (tokens.at(-1) === "|") {
    tokens.pop();
    all.push(sequence(tokens, phrase));
  }
  const parts = joinWords(all);
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return {
    ends: (heard, at) => {
      let all = NOWHERE;
      for (const { ends } of parts) {
        const more = ends(heard, at);
        if (more.length > 0) all = all.length > 0 ? distinct([...all, ...more]) : more;
      }
      return all;
    },
    needs: parts.every(({ needs }) => needs) ? parts.flatMap(({ needs = [] }) => needs) : undefined,
  };
}

/** Choices that are one word and stand beside each other are asked for at once. */
function joinWords(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (let from = 0; from < parts.length; ) {
    let to = from;
    while (parts[to]?.isWord) to++;
    if (to - from > 1) joined.push(oneOf(parts.slice(from, to).flatMap(({ needs = [] }) => needs)));
    else joined.push(...parts.slice(from, Math.max(to, from + 1)));
    from = Math.max(to, from + 1);
  }
  return joined;
}

function sequence(tokens: string[], phrase: string): Part {
  const parts: Part[] = [];
  for (let token = tokens.at(-1); token && token !== "|" && !token.startsWith(")"); token = tokens.at(-1)) parts.push(item(tokens, phrase));
  const [first, ...others] = parts;
  if (!first) return { ends: (_, at) => [at] };
  if (others.length === 0) return first;
  return {
    ends: (heard, at) => {
      let ends = first.ends(heard, at);
      for (const part of others) {
        if (ends.length === 0) return NOWHERE;
        ends = ends.length === 1 ? part.ends(heard, ends[0] ?? 0) : distinct(ends.flatMap((end) => part.ends(heard, end)));
      }
      return ends;
    },
    needs: leastCommon(parts),
  };
}

function leastCommon(parts: readonly Part[]): readonly number[] | undefined {
  let [least, common]: [readonly number[] | undefined, number] = [undefined, Number.POSITIVE_INFINITY];
  for (const { needs } of parts) {
    const each = needs ? howCommon(needs) : Number.POSITIVE_INFINITY;
    if (each < common) [least, common] = [needs, each];
  }
  return least;
}

function item(tokens: string[], phrase: string): Part {
  const token = tokens.pop() ?? "";
  if (token.startsWith("..")) return gap(Number(token.slice(2)));
  if (token === ".") return { ends: (heard, at) => (at === heard.length || heard[at]?.text === "." ? [at] : NOWHERE) };
  if (token !== "(" && token !== "!(") return wordOf(token);
  const inside = choice(tokens, phrase);
  const close = tokens.pop();
  if (close === undefined) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  const { ends } = inside;
  if (token === "!(") return { ends: (heard, at) => (ends(heard, at).length > 0 ? NOWHERE : [at]) };
  if (close !== ")?") return inside;
  return { ends: (heard, at) => [...ends(heard, at).filter((end) => end !== at), at] };
}

/** Up to so many words, as few as possible. */
function gap(most: number): Part {
  return {
    ends: (heard, at) => {
      const ends = [at];
      for (let end = at; end < heard.length && end < at + most && !isEdge(heard[end]?.text); end++) ends.push(end + 1);
      return ends;
    },
  };
}

const isEdge = (text: string | undefined) => text === "." || text === TAKEN_OUT;

function oneOf(keys: readonly number[]): Part {
  let wanted: ReadonlySet<number> | undefined;
  const stands = (word: HeardWord): boolean => {
    wanted ??= new Set(keys);
    for (const key of word.keys) if (wanted.has(key)) return true;
    return false;
  };
  return {
    ends: (heard, at) => {
      const word = heard[at];
      return word && stands(word) ? [at + 1] : NOWHERE;
    },
    needs: keys,
    isWord: true,
  };
}

/** Words are written again and again: each is heard once. */
const known = new Map<string, Part>();

function wordOf(token: string): Part {
  const before = known.get(token);
  if (before) return before;
  const part = oneOf(keysAsked(token).map(keyOf));
  known.set(token, part);
  return part;
}

function keysAsked(token: string): string[] {
  if (token === "#" || token.startsWith("@")) return [token];
  const word = token.replace(/[*?]$/, "");
  // "menac" is heard otherwise before "e" than at its end
  if (token.endsWith("*")) return [`${fold(word, false)}*`, `${fold(`${word}e`, false).slice(0, -1)}*`, hearWord(word)];
  return token.endsWith("?") ? [hearWord(word), hearWord(word.slice(0, -1))] : [hearWord(word)];
}

const distinct = (ends: number[]): readonly number[] => (ends.length > 1 ? [...new Set(ends)] : ends);
