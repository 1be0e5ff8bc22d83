import type { Spoken } from "../adapters/twilio/voice-twiml.ts";
import { afterTalk } from "../dialogs/after-talk.ts";
import { spacedReference } from "../dialogs/appointments.ts";
import type { Question } from "../dialogs/dialog.ts";
import type { TextRef } from "../dialogs/prompt.ts";
import { reach } from "../dialogs/reach.ts";
import { settleTold } from "../domain/calls/end-call.ts";
import { hearAtNumber, lastSaid, rememberSlowSpeech, saveCall } from "../domain/calls/voice-call.ts";
import { closeWorkItems, openWorkItem } from "../domain/coordination/work-item.ts";
import type { SafetyAssessment } from "../domain/safety/assessment.ts";
import { lastSessionOf, openSessionsOf } from "../domain/sessions/session.ts";
import { farewell, greetOut, isStranger, MOST_OUT_SILENCES, saysNoCode } from "./call-out.ts";
import { askWho, hearWho, silentAtWho, welcomeBack } from "./caller.ts";
import { isUnproven } from "./gate.ts";
import type { Call, Outcome, Outgoing, Turn } from "./outcome.ts";
import { renderPrompt, renderText } from "./render/sms.ts";
import { wordsOfKeys } from "./render/voice.ts";
import { overRate, route } from "./router.ts";
import { isWithTeam, tellCaller } from "./takeover.ts";
import { voiceWord } from "./voice-words.ts";
import { enter, isShownHere } from "./walk.ts";

/** What came with one webhook of a call. */
export interface HeardInCall {
  speech: string;
  /** Keys: `*` repeats, `0` asks for a human, `#` alone slows down or goes on. */
  digits: string;
  /** The star was pressed just before: `*9` passes a question over. */
  afterStar: boolean;
  safety: SafetyAssessment;
}

/** Silences in a row: after the last the call ends, and the question goes by SMS. */
const MOST_SILENCES = 3;

/** Answers one event of a call: its start, keys, words, or silence. All that is said goes the way of any text, once it is in words. */
export async function answerCall(turn: Turn, heard: HeardInCall): Promise<Outcome> {
  const { call } = turn;
  if (!call) throw new Error("This turn is of no call.");
  const outcome = await respond(turn, call, heard);
  const { startsOver } = outcome;
  if (startsOver) return { ...outcome, startsOver: async (next) => finish(next, await startsOver(next)) };
  return finish(turn, outcome);
}

async function respond(turn: Turn, call: Call, heard: HeardInCall): Promise<Outcome> {
  const { digits, speech, safety } = heard;
  if (safety.level >= 2) {
    call.asksWho = false;
    return route(turn, { text: speech, safety, hasMedia: false });
  }
  if (call.isNew) return call.out ? greetOut(turn) : greet(turn, call);
  const word = voiceWord(speech);
  if (digits === "*" || word === "repeat") return repeat(turn, call, digits === "*" || undefined);
  if (word) return changeSpeed(turn, call, word === "slower");
  if (digits === "#" && !call.asksWho && !asksFigures(turn)) return changeSpeed(turn, call, !call.slow);
  if (!digits && (!speech || saysNoCode(turn, speech))) return onSilence(turn, call);
  call.silences = 0;
  if (call.asksWho) return hearWho(turn, call, heard);
  if (digits === "1" && call.asked === null && turn.sessionNumber && !turn.locked) return afterSession(turn, call);
  return route(turn, { text: speech || keyedWords(turn, call, heard), safety, hasMedia: false });
}

async function greet(turn: Turn, call: Call): Promise<Outcome> {
  const { speaker, programme } = turn;
  if (overRate(turn)) return { say: [{ key: "talk.tooMany" }], question: "keep", hangsUp: true };
  const isKnown = speaker.consented || speaker.isPeer || speaker.isCoordinator;
  const args = { programme: programme.name };
  if (!isKnown && !turn.question) {
    call.asksWho = true;
    return { ...(await askWho(turn, [{ key: "call.welcome", args }])), offersLocale: true };
  }
  if (isKnown && !turn.locked) {
    const sharing = (await openSessionsOf(turn.db, speaker.id, call.called)).some(({ modality }) => modality === "phone");
    // several pairs have this number: which talk it is, a PIN says
    if (sharing) return askWho(turn, [{ key: "call.hello", args }, { key: "call.pin" }]);
    if (turn.sessionNumber) return { say: [{ key: "call.hello", args }, { key: "call.elsewhen" }], question: "keep" };
  }
  const hello: TextRef[] = [{ key: isKnown ? "call.hello" : "call.welcome", args }];
  if (isWithTeam(turn) && !turn.locked && !isUnproven(turn)) return tellCaller(turn, hello);
  const back = await welcomeBack(turn);
  if (back.prompt && !turn.locked) hello.push({ key: "call.keys" });
  return { ...back, say: [...hello, ...back.say], ...(!isKnown && { offersLocale: true }) };
}

/** On a session's number, outside of its window: the appointment that is to come, else the one that was last over this number, and another in its place. */
async function afterSession(turn: Turn, call: Call): Promise<Outcome> {
  const { speaker, tools, db } = turn;
  const last = speaker.isPeer ? undefined : await lastSessionOf(db, speaker.id, call.called);
  if (last && (await tools.listAppointments("patient", ["pending", "booked"])).length === 0)
    return enter(turn, afterTalk, { appointmentId: last.appointmentId }, [], last.state === "failed" ? "missed" : "again");
  return route(turn, { text: "rdv", safety: UNHARMED, hasMedia: false });
}

const UNHARMED: SafetyAssessment = { level: 0, situation: null, rule: null };

/** What keys say: an option of the question that was asked in this call. */
function keyedWords(turn: Turn, call: Call, { digits, afterStar }: HeardInCall): string {
  const question = openHere(turn);
  const isNumber = question?.prompt.kind === "number" && question.prompt.min === 0;
  if (digits === "0" && !(isNumber && !turn.locked)) return "humain";
  if (turn.locked) return digits;
  if (call.asked === null) return digits === "1" ? "menu" : digits;
  return question ? wordsOfKeys(question.prompt, digits, turn.speaker.locale, afterStar) : digits;
}

const openHere = (turn: Turn): Question | undefined => (turn.question && isShownHere(turn, turn.question) ? turn.question : undefined);

const asksFigures = (turn: Turn): boolean => {
  const prompt = openHere(turn)?.prompt;
  return prompt?.kind === "text" && prompt.figures !== undefined;
};

/** The last answer again, word for word. */
async function repeat(turn: Turn, call: Call, afterStar?: true): Promise<Outcome> {
  call.silences = 0;
  const last = (await lastSaid(turn.db, `${call.sid}:${call.step - 1}`)) as Spoken | undefined;
  if (!last?.listening) return { say: [], question: "keep" };
  const listening = { ...last.listening, step: call.step + 1, afterStar };
  return { say: [], question: "keep", spoken: { ...last, slow: call.slow, listening } };
}

/** For the call, and remembered for the next. */
async function changeSpeed(turn: Turn, call: Call, slow: boolean): Promise<Outcome> {
  call.slow = slow;
  await rememberSlowSpeech(turn.db, turn.speaker.id, slow);
  return repeat(turn, call);
}

async function onSilence(turn: Turn, call: Call): Promise<Outcome> {
  call.silences++;
  if (call.asksWho) return silentAtWho(turn, call);
  if (call.out && !call.unlocked && call.silences >= MOST_OUT_SILENCES) return farewell(turn);
  const question = openHere(turn);
  if (!turn.locked && !question) return goodbye("call.bye");
  if (call.silences < MOST_SILENCES)
    return turn.locked
      ? { say: [{ key: "call.silence" }, { key: "code.first" }], question: "keep" }
      : { say: [{ key: "call.silence" }], prompt: question?.prompt, question: "keep" };
  return turn.locked || !question ? goodbye("call.bye") : leaveQuestion(turn, call, question);
}

/** The question goes by SMS, where the number takes any; else coordinators see that a call is to be made. */
async function leaveQuestion(turn: Turn, call: Call, { prompt, letter }: Question): Promise<Outcome> {
  const { speaker } = turn;
  if (!call.textable) {
    if (speaker.consented || speaker.isPeer) await openWorkItem(turn.db, "call-to-make", speaker.id);
    return goodbye(speaker.hasAddress ? "call.toBeCalled" : "call.bye");
  }
  // others may read a shared phone: only that something waits
  const body = speaker.hasCode ? renderText({ key: "code.messageWaits" }, speaker.locale) : renderPrompt(prompt, speaker.locale, letter);
  const outgoing: Outgoing[] = [{ personId: speaker.id, class: "reply", body, asks: true }];
  return { ...goodbye("call.texted"), outgoing, movesQuestionTo: "sms" };
}

const goodbye = (key: "call.bye" | "call.texted" | "call.toBeCalled"): Outcome => ({ say: [{ key }], question: "keep", hangsUp: true });

/** What each answer of a call needs: an open question is asked again, since nobody can look it up; the call's state is kept. */
async function finish(turn: Turn, answered: Outcome): Promise<Outcome> {
  const { call, speaker } = turn;
  if (!call) return answered;
  let outcome = answered;
  if (isStranger(turn) && !outcome.releasesLocked) {
    // whoever picked up has answered, and hears nothing else
    if (outcome.question === null) outcome = { ...outcome, prompt: undefined, hangsUp: true };
  } else if (speaker.hasCode && !turn.locked) {
    if (call.out && !call.unlocked && turn.addressId) await hearAtNumber(turn.db, turn.addressId);
    call.unlocked = true;
  }
  if (outcome.silent) outcome = { say: [{ key: "talk.tooMany" }], question: "keep", hangsUp: true };
  if (turn.effects.identity === "erased") outcome = { ...outcome, hangsUp: true };
  if (outcome.question === null && speaker.consented && !speaker.hasAddress && !call.asksNumber && !outcome.hangsUp)
    outcome = await enter(turn, reach, {}, [...outcome.say, ...(await referenceToKeep(turn))]);
  if (outcome.question && typeof outcome.question === "object" && outcome.question.dialog === reach.name) call.asksNumber = true;
  // what waited for the code has been said, and needs no call any more
  if (outcome.releasesLocked) {
    await closeWorkItems(turn.db, "call-to-make", speaker.id);
    await settleTold(turn.db, speaker.id);
  }
  const open = outcome.question === "keep" && !turn.locked ? openHere(turn) : undefined;
  if (open && !outcome.prompt && !outcome.spoken && !outcome.hangsUp && outcome.class !== "safety")
    outcome = { ...outcome, prompt: open.prompt };
  await saveCall(turn.db, call);
  return outcome;
}

/** Who has no number that we know comes back by the reference of what was just asked for. */
async function referenceToKeep({ tools }: Turn): Promise<TextRef[]> {
  const [live] = await tools.listAppointments("patient", ["pending", "booked"]);
  return live ? [{ key: "call.reference", args: { reference: spacedReference(live) } }] : [];
}
