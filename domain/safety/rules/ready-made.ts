import { createHash } from "node:crypto";
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
  /** By the fingerprint of their lists, a row for each phrase: its list, its own place, then its needs' sets. */
  books: Record<string, Rows>;
}

/** Rows of numbers, one after another, each after its length. */
type Rows = Uint16Array;

/** How many numbers each part of the file has, in its order. */
interface Header {
  keys: string[];
  sets: number;
  phrases: number;
  books: [fingerprint: string, size: number][];
}

const KINDS = ["word", "sequence", "choice", "perhaps", "not-followed-by", "gap", "sentence-end"] as const satisfies Phrase["is"][];
const FILE = new URL("ready-made.bin", import.meta.url);

/** The phrases of a book, if they are still what they were when the file was written. */
export function readyMade(lists: Lists): MadePhrases | undefined {
  file ??= existsSync(FILE) ? unpack(read(readFileSync(FILE))) : () => undefined;
  return file(fingerprint(lists));
}

type Books = (fingerprint: string) => MadePhrases | undefined;
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
  return { keys, sets: take(sets), phrases: take(phrases), books: Object.fromEntries(books.map(([lists, size]) => [lists, take(size)])) };
}

function unpack({ keys, sets, phrases, books }: ReadyMade): Books {
  const numbers = keys.map(keyOf);
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
  return (lists) => {
    const book = books[lists];
    if (!book) return undefined;
    const starts = startsOf(book);
    /** Of a phrase's row; nothing past its end. */
    const at = (order: number, column: number) => {
      const start = starts[order] as number;
      return column < (book[start] as number) ? book[start + 1 + column] : undefined;
    };
    return {
      size: starts.length,
      listOf: (order) => at(order, 0) as number,
      tellingOf: (order) => {
        const telling = at(order, 2);
        return telling === undefined ? undefined : setAt(telling);
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

const rowAt = (rows: Rows, start = 0): number[] => [...rows.subarray(start + 1, start + 1 + (rows[start] as number))];

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
  const books = all.map((lists) => {
    const { size, listOf, needsOf, phraseOf } = make(lists);
    const rows = Array.from({ length: size }, (_, order) => [listOf(order), pack(phraseOf(order)), ...needsOf(order).map(setOf)]);
    return [fingerprint(lists), rows.flatMap((row) => [row.length, ...row])] as const;
  });
  const rows = (places: Map<string, number>) => [...places.keys()].flatMap((row) => row.split(",").map(Number));
  const numbers = [rows(sets), rows(phrases), ...books.map(([, book]) => book)];
  if (numbers.some((some) => some.some((number) => number > 0xffff))) throw new RangeError("More phrases than 16 bits can number.");
  const header: Header = {
    keys: [...keys.keys()],
    sets: numbers[0]?.length ?? 0,
    phrases: numbers[1]?.length ?? 0,
    books: books.map(([lists, book]) => [lists, book.length]),
  };
  const json = Buffer.from(JSON.stringify(header));
  const described = Buffer.concat([json, Buffer.alloc(json.length % 2, " ")]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(described.length);
  return Buffer.concat([length, described, new Uint8Array(Uint16Array.from(numbers.flat()).buffer)]);
}

const fingerprint = (lists: Lists) =>
  createHash("sha256")
    .update(lists.map((phrases) => phrases.join("\n")).join("\n\n"))
    .digest("base64url");
