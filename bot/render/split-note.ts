import type { TextRef } from "../../dialogs/prompt.ts";
import { MOST_SEGMENTS, segmentCount } from "../../domain/deliveries/segments.ts";
import type { Locale } from "../../domain/locale.ts";
import { renderText } from "./sms.ts";

/** What a coordinator writes, as one SMS, or as several that say which of how many they are. */
export function splitNote(body: string, programme: string, locale: Locale): TextRef[] {
  const whole: TextRef = { key: "team.note", args: { programme, body } };
  if (fits(whole, locale)) return [whole];
  // nobody writes more parts than one digit counts
  const part = (words: string, index: number, count: number): TextRef => ({
    key: "team.notePart",
    args: { programme, body: words, part: index + 1, parts: count },
  });
  const parts: string[] = [];
  let room = "";
  for (const word of body.split(/\s+/).flatMap(breakLong)) {
    const longer = room ? `${room} ${word}` : word;
    if (room && !fits(part(longer, 8, 9), locale)) {
      parts.push(room);
      room = word;
    } else room = longer;
  }
  if (room) parts.push(room);
  return parts.map((words, index) => part(words, index, parts.length));
}

const fits = (ref: TextRef, locale: Locale) => segmentCount(renderText(ref, locale)) <= MOST_SEGMENTS;

/** A word that no message holds, such as a long address, is cut where it must be. */
const breakLong = (word: string): string[] => word.match(/.{1,60}/gsu) ?? [];
