import { DateTime } from "luxon";
import { LOCALES } from "../domain/locale.ts";
import { assessSafety } from "../domain/safety/assess-safety.ts";
import { wholeNumber } from "../domain/understanding/answers/whole-number.ts";
import { putsOff, yesOrNo } from "../domain/understanding/answers/yes-no.ts";
import { findConditions } from "../domain/understanding/conditions/find-conditions.ts";
import { namesIllness } from "../domain/understanding/conditions/names-illness.ts";
import { findTime } from "../domain/understanding/dates/find-time.ts";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import { voiceWord } from "./voice-words.ts";
import { coordinatorWord, globalWord, peerWord } from "./words.ts";

/** Whether a word that somebody writes is understood: as a command, an answer, a time, an illness or danger. Then it can name nothing else. */
export function meansSomething(word: string): boolean {
  const words = normaliseWords(word);
  const isTime = LOCALES.some((locale) => findTime(word, { now: DateTime.now(), locale }).kind !== "none");
  return (
    [globalWord, peerWord, coordinatorWord, voiceWord].some((understand) => understand(word) !== undefined) ||
    yesOrNo(words) !== undefined ||
    putsOff(words) ||
    wholeNumber(words) !== undefined ||
    isTime ||
    namesIllness(word) ||
    findConditions(word).length > 0 ||
    assessSafety(word).level > 0
  );
}
