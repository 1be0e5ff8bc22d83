import { findWord } from "../words/find-word.ts";
import type { Item } from "./item.ts";
import { readNumber, readNumbers } from "./number-words.ts";

/**
 * Words of a date that are written apart or together, made one; contractions whose apostrophe carries the meaning.
 * `normaliseWords` would take away the points, strokes and colons that make 14:30 a time and 3/12 a date.
 */
const JOINED: readonly (readonly [RegExp, string])[] = [
  // "dix-sept", "rendez-vous"; but "lundi-mercredi" and "10h-midi" are spans
  [/(?<=[a-z])(?<!\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|midi|[a-z]+day|\d+h|am|pm))-(?=[a-z])/g, " "],
  [/(?<=[a-z])['](?=t\b)/g, ""],
  [/\bo['’ ]?clock\b/g, "oclock"],
  [/\b(?:aujou?r?d?|au jour d|ojou?rd)['’ ]?(?:hui|ui|huit)\b/g, "aujourdhui"],
  [/\b(?:oj?rd|aujourd|auj|aujd)8\b/g, "aujourdhui"],
  [/\b(?:apres|ap|apre|apr|aprs|aprés)[- ]?(?:demain|2main|dmain|demin|dem1|2m1|dem)\b/g, "apresdemain"],
  [/\b(?:apres|ap|apre|apr|aprs|app)[- ](?:midi|mid|midy|m)\b(?! et (?:demi|quart)| moins)/g, "apresmidi"],
  [/\b(?:week|wek|wick)[- ]?(?:end|ends|hend|and)\b/g, "weekend"],
  [/\brendez[- ]?vous\b/g, "rdv"],
  [/\b(\d{1,2})\s?([ap])\.?\s?m\b\.?/g, "$1 $2m"],
  [/\b([ap])\.\s?m\b\.?/g, "$1m"],
  [/\b2(?:nite|night)\b|\btonite\b|\b2nit\b/g, "tonight"],
  [/\bmi[- ](?=\d|[a-z])/g, "mi "],
  [/\b1\/2 ?(?=heure|h\b|hour)/g, "demi "],
  [/\b(?<=dans |ds )3\/4 (?=d|h)/g, "trois quarts "],
  [/\b1\/4 (?=d['h])/g, "quart "],
  [/\b(\d{4}-\d{2}-\d{2})t(?=\d)/g, "$1 "],
  [
    /\b(janv?|fevr?|mar|avr|juil|aout|sept?|oct|nov|dec|feb|apr|aug|lun|mer|jeu|ven|sam|dim|mon|tues?|wed|thurs?|thu|fri|sat|sun)\.(?=\s)/g,
    "$1",
  ],
  [/\bnoonish\b/g, "noon ish"],
  [/\bcesoir\b/g, "ce soir"],
  [/\bcematin\b/g, "ce matin"],
  [/\b(?:grand[- ]?)?chose\b/g, "chose"],
];

/** From the most to the least telling: a phone number, an ISO date, a date or a time in figures, a sum, a number, a word, a mark. */
const TOKEN =
  /(?<phone>\+\d[\d .-]{6,}\d|\b0[1-9](?<gap>[ .-]?)\d\d(?:\k<gap>\d\d){3}\b|\d{5,})|(?<iso>\b\d{4}-\d{2}-\d{2}(?=t|\b))|(?<dmy>\b\d{1,2}(?<sep>[/.-])\d{1,2}\k<sep>(?:\d{4}|\d{2})\b)|(?<dm>\b\d{1,2}\/\d{1,2}\b(?!\/))|(?<hm>\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?![\d:]))|(?<dotted>\b\d{1,2}\.\d{2}\b)|(?<sum>\b\d+[.,]\d+)|(?<word>[\p{L}\p{N}]+)|(?<mark>[^\s'’"«»()*_])/gu;

/** A message as items: lower case, no accents, numbers as values, words with what they mean. */
export function tokenise(text: string): Item[] {
  const texts = piecesOf(fold(text));
  const plain = texts.map(({ text: piece }) => piece);
  const items: Item[] = [];
  for (let at = 0; at < texts.length; at++) {
    const { text: piece, key } = texts[at] as Piece;
    const several = readNumbers(plain, at);
    if (several) {
      items.push({
        text: plain.slice(at, at + several.taken).join(" "),
        keys: [several.key, "NUMWORD"],
        value: 0,
        number: several.value,
        digits: 0,
      });
      at += several.taken - 1;
    } else items.push(key ? { text: piece, keys: [key], value: 0, number: 0, digits: 0 } : itemOf(piece));
  }
  return items;
}

interface Piece {
  text: string;
  key?: string;
}

function fold(text: string): string {
  let folded = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("’", "'");
  for (const [written, joined] of JOINED) folded = folded.replace(written, joined);
  return folded;
}

function piecesOf(folded: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { 0: text, groups = {} } of folded.matchAll(TOKEN)) {
    const key = ["phone", "iso", "dmy", "dm", "hm", "dotted", "sum"].find((name) => groups[name] !== undefined);
    if (key) pieces.push({ text, key: key.toUpperCase() });
    else if (groups.mark) pieces.push({ text, key: text });
    else pieces.push(...splitFigures(text));
  }
  return pieces;
}

/** "14h30" is three words and "2main" one. */
function splitFigures(text: string): Piece[] {
  if (!/\d/.test(text) || findWord(text) || readNumber(text)) return [{ text }];
  return (text.match(/\d+|\D+/g) ?? []).map((piece) => ({ text: piece }));
}

function itemOf(text: string): Item {
  if (/^\d+$/.test(text)) {
    const year = text.length === 4 && /^20[2-9]\d$/.test(text);
    return {
      text,
      keys: text.length > 4 ? ["PHONE"] : [text, ...(year ? ["YEAR"] : []), "NUM"],
      value: 0,
      number: Number(text),
      digits: text.length,
    };
  }
  const number = readNumber(text);
  const meaning = findWord(text);
  const keys = [text, ...(number ? [number.key, ...(number.key === "NUM" ? ["NUMWORD"] : [])] : []), ...(meaning?.keys ?? [])];
  return { text, keys, value: meaning?.value ?? 0, number: number?.value ?? 0, digits: 0 };
}
