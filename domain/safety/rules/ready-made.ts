import { existsSync, readFileSync } from "node:fs";
import { keyOf, nameOf } from "./heard.ts";
import { type MadePhrases, make } from "./make-phrases.ts";
import type { Lists, Phrase } from "./phrases.ts";

/**
 * Phrases made ready beforehand, for every book of the rules: what is not met in a message is never made.
 * A book whose phrases have changed since is not found here and is made anew; `npm run phrases` writes the file again.
 */
interface ReadyMade {
  /** The names of keys, by the numbers that they have in this file. */
  keys: string[];
  /** Sets of keys: of words, and of what phrases need. */
  sets: Rows;
  /** Every piece of a phrase: what it is (`KINDS`), then its pieces' places, or its set's, or the length of a gap. */
  phrases: Rows;
  /** By the text of their lists. */
  books: ReadonlyMap<string, Book>;
}

interface Book {
  /** A row for each phrase: its list, its own place, then its needs' sets. */
  phrases: Rows;
  /** A row for each key: the phrases that it leads to. The last is of those that may stand in any message. */
  ledTo: Rows;
}

/** Rows of numbers, one after another, each after its length. */
type Rows = Uint16Array;

/** How many numbers each part of the file has, in its order. */
interface Header {
  keys: string[];
  sets: number;
  phrases: number;
  books: [text: string, phrases: number, ledTo: number][];
}

const KINDS = ["word", "sequence", "choice", "perhaps", "not-followed-by", "gap", "sentence-end"] as const satisfies Phrase["is"][];
const FILE = new URL("ready-made.bin", import.meta.url);

/** The phrases of a book, if they are still what they were when the file was written. */
export function readyMade(lists: Lists): MadePhrases | undefined {
  file ??= existsSync(FILE) ? unpack(read(readFileSync(FILE))) : () => undefined;
  return file(textOf(lists));
}

type Books = (text: string) => MadePhrases | undefined;
let file: Books | undefined;

/** The length of its header in bytes (32 bits, little endian), the header (JSON, of even length), then the numbers (16 bits each, of a little-endian machine). */
function read(bytes: Buffer): ReadyMade {
  const from = 4 + bytes.readUInt32LE();
  const { keys, sets, phrases, books } = JSON.parse(bytes.toString("utf8", 4, from)) as Header;
  const numbers = new Uint16Array(Uint8Array.from(bytes.subarray(from)).buffer);
  let at = 0;
  const take = (size: number) => {
    at += size;
    return numbers.subarray(at - size, at);
  };
  return {
    keys,
    sets: take(sets),
    phrases: take(phrases),
    books: new Map(books.map(([text, rows, ledTo]) => [text, { phrases: take(rows), ledTo: take(ledTo) }])),
  };
}

function unpack({ keys, sets, phrases, books }: ReadyMade): Books {
  const numbers = keys.map(keyOf);
  const places: (number | undefined)[] = [];
  for (let place = 0; place < numbers.length; place++) places[numbers[place] as number] = place;
  const [setStarts, phraseStarts] = [startsOf(sets), startsOf(phrases)];
  const setAt = (place: number) => Array.from(rowAt(sets, setStarts[place]), (key) => numbers[key] as number);
  const phraseAt = once((place): Phrase => {
    const [kind = 0, ...rest] = rowAt(phrases, phraseStarts[place]);
    const [first = 0] = rest;
    const is = KINDS[kind] ?? "sentence-end";
    if (is === "word") return { is, keys: setAt(first) };
    if (is === "sequence" || is === "choice") return { is, parts: rest.map(phraseAt) };
    if (is === "perhaps" || is === "not-followed-by") return { is, part: phraseAt(first) };
    return is === "gap" ? { is, most: first } : { is };
  });
  const meets = (place: number, said: ReadonlySet<number>) => {
    const start = setStarts[place] as number;
    for (let at = start + 1; at <= start + (sets[start] as number); at++) if (said.has(numbers[sets[at] as number] as number)) return true;
    return false;
  };
  return (text) => {
    const found = books.get(text);
    if (!found) return undefined;
    const { phrases: book, ledTo } = found;
    const [starts, ledToStarts] = [startsOf(book), startsOf(ledTo)];
    /** Of a phrase's row; nothing past its end. */
    const at = (order: number, column: number) => {
      const start = starts[order] as number;
      return column < (book[start] as number) ? book[start + 1 + column] : undefined;
    };
    return {
      size: starts.length,
      listOf: (order) => at(order, 0) as number,
      always: rowAt(ledTo, ledToStarts[keys.length]),
      ledToBy: (key) => {
        const place = places[key];
        return place === undefined ? [] : rowAt(ledTo, ledToStarts[place]);
      },
      mayStand: (order, said) => {
        for (let column = 3; ; column++) {
          const need = at(order, column);
          if (need === undefined) return true;
          if (!meets(need, said)) return false;
        }
      },
      phraseOf: (order) => phraseAt(at(order, 1) as number),
    };
  };
}

/** Where the rows begin. */
function startsOf(rows: Rows): number[] {
  const starts: number[] = [];
  for (let at = 0; at < rows.length; at += (rows[at] as number) + 1) starts.push(at);
  return starts;
}

function rowAt(rows: Rows, start = 0): number[] {
  const row: number[] = [];
  const end = start + (rows[start] as number);
  for (let at = start + 1; at <= end; at++) row.push(rows[at] as number);
  return row;
}

/** Made when it is first asked for. */
function once<Value>(make: (place: number) => Value): (place: number) => Value {
  const made: Value[] = [];
  return (place) => (made[place] ??= make(place));
}

/** The file for these books, from their phrases. */
export function packReadyMade(all: readonly Lists[]): Buffer {
  const [keys, sets, phrases] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const placeIn = (places: Map<string, number>, one: string) => places.get(one) ?? places.set(one, places.size).size - 1;
  const rowIn = (places: Map<string, number>, row: readonly number[]) => placeIn(places, [row.length, ...row].join());
  const setOf = (set: readonly number[]) =>
    rowIn(
      sets,
      set.map((key) => placeIn(keys, nameOf(key))),
    );
  const pack = (phrase: Phrase): number => rowIn(phrases, [KINDS.indexOf(phrase.is), ...restOf(phrase)]);
  const restOf = (phrase: Phrase): number[] => {
    if (phrase.is === "word") return [setOf(phrase.keys)];
    if (phrase.is === "sequence" || phrase.is === "choice") return phrase.parts.map(pack);
    if (phrase.is === "perhaps" || phrase.is === "not-followed-by") return [pack(phrase.part)];
    return phrase.is === "gap" ? [phrase.most] : [];
  };
  const flat = (rows: number[][]) => rows.flatMap((row) => [row.length, ...row]);
  const made = all.map((lists) => {
    const book = make(lists);
    const { size, listOf, needsOf, phraseOf } = book;
    const rows = Array.from({ length: size }, (_, order) => [listOf(order), pack(phraseOf(order)), ...needsOf(order).map(setOf)]);
    return { lists, book, rows: flat(rows) };
  });
  // when the keys of all books are known
  const numbered = [...keys.keys()].map(keyOf);
  const books = made.map(({ lists, book, rows }) => {
    const ledTo = flat([...numbered.map((key) => [...book.ledToBy(key)]), [...book.always]]);
    return { text: textOf(lists), rows, ledTo };
  });
  const rows = (places: Map<string, number>) => [...places.keys()].flatMap((row) => row.split(",").map(Number));
  const numbers = [rows(sets), rows(phrases), ...books.flatMap(({ rows, ledTo }) => [rows, ledTo])];
  if (numbers.some((some) => some.some((number) => number > 0xffff))) throw new RangeError("More phrases than 16 bits can number.");
  const header: Header = {
    keys: [...keys.keys()],
    sets: numbers[0]?.length ?? 0,
    phrases: numbers[1]?.length ?? 0,
    books: books.map(({ text, rows, ledTo }) => [text, rows.length, ledTo.length]),
  };
  const json = Buffer.from(JSON.stringify(header));
  const described = Buffer.concat([json, Buffer.alloc(json.length % 2, " ")]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(described.length);
  return Buffer.concat([length, described, new Uint8Array(Uint16Array.from(numbers.flat()).buffer)]);
}

/** A book whose text is still the same has the same phrases; a fingerprint would take longer than to compare. */
const textOf = (lists: Lists) => lists.map((phrases) => phrases.join("\n")).join("\n\n");
