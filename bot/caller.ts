import { changeNumber } from "../dialogs/change-number.ts";
import { chooseCode } from "../dialogs/choose-code.ts";
import { erase } from "../dialogs/erase.ts";
import { myData } from "../dialogs/my-data.ts";
import type { Prompt, TextRef } from "../dialogs/prompt.ts";
import { identifyByDigits, mayTryAgain } from "../domain/calls/identify-by-digits.ts";
import { forgetUnlessConsented } from "../domain/people/consent.ts";
import type { SafetyAssessment } from "../domain/safety/assessment.ts";
import { yesOrNo } from "../domain/understanding/answers/yes-no.ts";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import { sessionEntryPath } from "./calls/urls.ts";
import { doubtNumber, isUnproven } from "./gate.ts";
import type { Call, Outcome, Turn } from "./outcome.ts";
import { route } from "./router.ts";
import { takeUp } from "./walk.ts";
import { globalWord } from "./words.ts";

/** A reference, a hash, or what one lives with: it answers no dialog, so nothing of it is kept open. */
const WHO: Prompt = { kind: "text", text: { key: "call.who" }, figures: "any", takes: "conditions" };

const NEW = new Set([
  "nouveau",
  "nouvelle",
  "je suis nouveau",
  "je suis nouvelle",
  "premiere fois",
  "new",
  "i am new",
  "first time",
  "rien",
]);
const UNHARMED: SafetyAssessment = { level: 0, situation: null, rule: null };
/** Dialogs in which only who holds the person's own phone may answer. */
const OWN = new Set([changeNumber.name, chooseCode.name, erase.name, myData.name]);
const OTHER_LANGUAGE_KEY = "9";

/** Somebody whom we do not know, or whose number is withheld: by digits they are somebody we know, else somebody new. */
export async function askWho({ call, db, speaker, now, programme }: Turn, say: TextRef[]): Promise<Outcome> {
  if (call) call.asksWho = true;
  // the number is kept no longer than that of who writes once and agrees to nothing
  await forgetUnlessConsented(db, speaker.id, now.plus({ minutes: programme.settings.booking.questionMinutes }));
  return { say, prompt: WHO, question: "keep" };
}

/** Somebody who is known: the question that is open, on whatever channel it was asked, or the menu. Without the code of a shared phone only that it is needed. */
export async function welcomeBack(turn: Turn): Promise<Outcome> {
  await doubtNumber(turn);
  if (isUnproven(turn) || turn.speaker.frozen) return hear(turn, "menu");
  if (turn.locked) return { say: [{ key: turn.lockedMessages.length > 0 ? "code.messageWaits" : "code.first" }], question: "keep" };
  // eight digits open a conversation, and neither the number nor the data of the person
  if (turn.call?.identified && turn.question && OWN.has(turn.question.dialog)) return hear(turn, "menu");
  return (await takeUp(turn)) ?? hear(turn, "menu");
}

/** An answer to who calls: digits, the key of the other language, a hash, or words. */
export async function hearWho(
  turn: Turn,
  call: Call,
  { digits, speech, safety }: { digits: string; speech: string; safety: SafetyAssessment },
): Promise<Outcome> {
  const word = globalWord(speech);
  if (digits === OTHER_LANGUAGE_KEY || word === "french" || word === "english") return changeLanguage(turn, word);
  if (digits === "#" || NEW.has(normaliseWords(speech)) || yesOrNo(normaliseWords(speech)) === "no") return goOnAsNew(turn, call, []);
  if (!digits || digits === "0") {
    call.asksWho = false;
    return route(turn, { text: digits ? "humain" : speech, safety, hasMedia: false });
  }
  const given = { callId: call.id, callerId: turn.speaker.id, callerKey: call.callerKey, called: call.called };
  const known = await identifyByDigits(turn.db, { ...given, digits: digits.replace(/\D/g, ""), tries: call.tries });
  if (known === "identified") return { say: [], question: "keep", startsOver: welcomeBack };
  if (known !== "wrong") {
    call.asksWho = false;
    const entry = sessionEntryPath(turn.programme.id, known.session.id, known.side);
    return {
      say: [],
      question: "keep",
      spoken: { locale: turn.speaker.locale, slow: false, first: [], words: [], listening: null, redirect: entry },
    };
  }
  call.tries++;
  const wrong: TextRef[] = [{ key: "call.wrongDigits" }];
  return mayTryAgain(call.tries) ? askWho(turn, wrong) : goOnAsNew(turn, call, wrong);
}

/** A second silence goes on as somebody new: not every phone's hash arrives. */
export function silentAtWho(turn: Turn, call: Call): Promise<Outcome> {
  if (call.silences < 2) return askWho(turn, [{ key: "call.silence" }]);
  call.silences = 0;
  return goOnAsNew(turn, call, []);
}

async function goOnAsNew(turn: Turn, call: Call, say: TextRef[]): Promise<Outcome> {
  call.asksWho = false;
  const outcome = await hear(turn, "menu");
  return { ...outcome, say: [...say, { key: "call.keys" }, ...outcome.say] };
}

async function changeLanguage(turn: Turn, word: string | undefined): Promise<Outcome> {
  const wanted = word ?? (turn.speaker.locale === "fr" ? "english" : "french");
  const { say } = await hear(turn, wanted);
  return askWho(turn, say);
}

const hear = (turn: Turn, text: string): Promise<Outcome> => route(turn, { text, safety: UNHARMED, hasMedia: false });
