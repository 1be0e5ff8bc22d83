import { MARKS } from "../kinds.ts";
import { fold, hearWord } from "../spelling.ts";

/** A phrase made ready: its expression, and what its first word may be (`a`, `a*`, `#` for a number, `*` for any). */
export interface Compiled {
  source: string;
  starts: readonly string[];
}
interface Part extends Compiled {
  /** May it stand for nothing? */
  empty: boolean;
}

const TOKEN = /@(kin|child|pill|box)|([a-z0-9]+)([*?]?)|\.\.(\d+)|!\(|\)\??|[(|#.]/g;

/**
 * Makes a phrase ready to be tried on what `hearMessage` gives.
 *
 * A phrase is made of words in dictionary spelling without accents, and of
 * `(a|b c)` one of these · `(a|b)?` perhaps · `violee?` with or without the last letter · `a*` a word that begins so · `..3` up to three words of the
 * same sentence · `#` a number in digits · `@kin` a word of that kind (`MARKS`) · `!(a|b)` not followed by · `.` end of the sentence or of the message.
 *
 * @throws {SyntaxError} if brackets don't match
 */
export function compile(phrase: string): Compiled {
  const tokens = [...phrase.matchAll(TOKEN)];
  const part = choice(tokens, phrase);
  if (tokens.length > 0) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  return part;
}

/** One of these words or phrases. */
export function any(...choices: string[]): string {
  return `(${choices.join("|")})`;
}

/** One expression for all the phrases, for what is seldom asked. */
export function phrases(...sources: string[]): RegExp {
  return new RegExp(`(?:${sources.map((source) => compile(source).source).join("|")})(?= )`);
}

function choice(tokens: RegExpExecArray[], phrase: string): Part {
  const parts = [sequence(tokens, phrase)];
  while (tokens[0]?.[0] === "|") {
    tokens.shift();
    parts.push(sequence(tokens, phrase));
  }
  return {
    source: parts.map(({ source }) => source).join("|"),
    starts: parts.flatMap(({ starts }) => starts),
    empty: parts.some(({ empty }) => empty),
  };
}

function sequence(tokens: RegExpExecArray[], phrase: string): Part {
  let made: Part = { source: "", starts: [], empty: true };
  while (tokens[0] && tokens[0][0] !== "|" && !tokens[0][0].startsWith(")")) {
    const next = item(tokens, phrase);
    made = {
      source: made.source + next.source,
      starts: made.empty ? [...made.starts, ...next.starts] : made.starts,
      empty: made.empty && next.empty,
    };
  }
  return made;
}

function item(tokens: RegExpExecArray[], phrase: string): Part {
  const [token, kind, word, mark, gap] = tokens.shift()!;
  if (kind) return { source: `(?: ${MARKS[kind as keyof typeof MARKS]}[^ ]+)`, starts: [`@${kind}`], empty: false };
  if (word) return aWord(word, mark);
  if (gap) return { source: `(?: [^ .~]+){0,${gap}}?`, starts: ["*"], empty: true };
  if (token === "#") return { source: "(?: \\d+)", starts: ["#"], empty: false };
  if (token === ".") return { source: "(?= \\.| $)", starts: [], empty: true };
  const inside = choice(tokens, phrase);
  const close = tokens.shift()?.[0];
  if (close === undefined) throw new SyntaxError(`brackets don't match in: ${phrase}`);
  if (token === "!(") return { source: `(?!(?:${inside.source})(?= ))`, starts: [], empty: true };
  if (close === ")?") return { source: `(?:${inside.source})?`, starts: inside.starts, empty: true };
  return { ...inside, source: `(?:${inside.source})` };
}

function aWord(word: string, mark: string | undefined): Part {
  if (mark === "*") {
    // "menac" is heard otherwise before "e" than at its end
    const begins = [...new Set([fold(word, false), fold(`${word}e`, false).slice(0, -1)])];
    const whole = hearWord(word);
    return {
      source: `(?: [=:%&]*(?:${begins.join("|")})[^ ]*| ${whole}(?= ))`,
      starts: [...begins.map((begin) => `${begin}*`), whole],
      empty: false,
    };
  }
  const heard = [...new Set((mark === "?" ? [word, word.slice(0, -1)] : [word]).map(hearWord))];
  return { source: `(?:${heard.map((one) => ` ${one}`).join("|")})`, starts: heard.map((one) => one.split(" ")[0] ?? one), empty: false };
}
