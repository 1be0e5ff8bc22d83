import { DateTime } from "luxon";
import { type Advanced, advance } from "../dialogs/advance.ts";
import { afterTalk } from "../dialogs/after-talk.ts";
import { appointments } from "../dialogs/appointments.ts";
import { callBack } from "../dialogs/call-back.ts";
import { callsDialog } from "../dialogs/calls.ts";
import { changeNumber } from "../dialogs/change-number.ts";
import { checkBack } from "../dialogs/check-back.ts";
import { chooseCode } from "../dialogs/choose-code.ts";
import type { Dialog, Move, Question } from "../dialogs/dialog.ts";
import { erase } from "../dialogs/erase.ts";
import { findPeer } from "../dialogs/find-peer.ts";
import { menu } from "../dialogs/menu.ts";
import { move } from "../dialogs/move.ts";
import { myData } from "../dialogs/my-data.ts";
import { peerAfterTalk } from "../dialogs/peer-after-talk.ts";
import { peerAppointments } from "../dialogs/peer-appointments.ts";
import { peerMenu } from "../dialogs/peer-menu.ts";
import { peerRequest } from "../dialogs/peer-request.ts";
import { preferences } from "../dialogs/preferences.ts";
import type { Answer, TextRef } from "../dialogs/prompt.ts";
import { proposal } from "../dialogs/proposal.ts";
import { questionnaire } from "../dialogs/questionnaire.ts";
import { reach } from "../dialogs/reach.ts";
import { recognise } from "../dialogs/recognise.ts";
import { recycledNumber } from "../dialogs/recycled-number.ts";
import { reminder } from "../dialogs/reminder.ts";
import { stopWhat } from "../dialogs/stop-what.ts";
import { teamOffer } from "../dialogs/team-offer.ts";
import { texts } from "../dialogs/texts/texts.ts";
import { wishOf } from "../dialogs/time-wish.ts";
import { waitlist } from "../dialogs/waitlist.ts";
import { week } from "../dialogs/week.ts";
import { withdrawn } from "../dialogs/withdrawn.ts";
import { skipUnsentQuestions } from "../domain/deliveries/skip-unsent-questions.ts";
import { conditionsToOffer, findConditions } from "../domain/understanding/conditions/find-conditions.ts";
import { findTime } from "../domain/understanding/dates/find-time.ts";
import { namesKin } from "../domain/understanding/kinship.ts";
import { answerDanger } from "./danger.ts";
import type { Outcome, Turn } from "./outcome.ts";

/** Every dialog, by its name. */
const dialogs = new Map<string, Dialog>(
  [
    findPeer,
    peerRequest,
    appointments,
    move,
    reminder,
    afterTalk,
    peerAfterTalk,
    menu,
    teamOffer,
    preferences,
    waitlist,
    week,
    peerAppointments,
    peerMenu,
    proposal,
    withdrawn,
    changeNumber,
    chooseCode,
    erase,
    myData,
    recycledNumber,
    checkBack,
    stopWhat,
    callBack,
    callsDialog,
    reach,
    questionnaire,
  ].map((dialog) => [dialog.name, dialog as Dialog]),
);

/**
 * "A1" answers the question that was asked aside, and a bare "1" the one that is open. With none open any more, the one aside takes its place.
 *
 * @returns nothing if this is no answer to it
 */
export async function answerAside(turn: Turn, text: string): Promise<Outcome | undefined> {
  const { aside, question: main, now } = turn;
  if (!aside || (main && isUnseen(aside, now))) return undefined;
  const [, letter, number = ""] = /^\W*([a-h])\W*(\d{1,2})\W*$/i.exec(text) ?? [];
  const named = letter?.toUpperCase() === aside.letter;
  if (!named && main && DateTime.fromISO(main.expiresAt) > now) return undefined;
  return settleAside(turn, () => answerQuestion(turn, named ? number : text), named);
}

/** Settles the question that stands aside as if it were the open one, which stays open unless the dialog goes on from there. */
export async function settleAside(turn: Turn, settle: () => Promise<Outcome>, keepsMain = true): Promise<Outcome> {
  const main = turn.question;
  turn.question = turn.aside;
  const outcome = await settle();
  if (!keepsMain || (outcome.question && typeof outcome.question === "object")) return { ...outcome, closesAside: true };
  turn.question = main;
  if (outcome.question === null) return { ...outcome, question: "keep", closesAside: true };
  return { say: outcome.say, question: "keep" };
}

/** A question that waits for the end of quiet hours: nobody can have answered it. */
const isUnseen = ({ opensAt }: Question, now: DateTime): boolean => opensAt !== undefined && DateTime.fromISO(opensAt) > now;

/** Whether this channel showed the question last; in a call, whether it is the one that was asked there and not an older one. */
export const isShownHere = ({ channel, call }: Turn, { channel: shownOn, number }: Question): boolean =>
  shownOn === channel && (!call || call.asked === number);

/** Takes an open question up again at the start of a call; undefined if none waits. What can wait and was not begun is in the menu. */
export async function takeUp(turn: Turn): Promise<Outcome | undefined> {
  const { question, aside, now } = turn;
  const hasBegun = question && (!canWait(question) || question.step !== dialogs.get(question.dialog)?.first);
  if (question && hasBegun && DateTime.fromISO(question.expiresAt) > now) {
    if (isUnseen(question, now)) await skipUnsentQuestions(turn.db, turn.speaker.id);
    return restart(turn, []);
  }
  if (aside && DateTime.fromISO(aside.expiresAt) > now) return settleAside(turn, () => restart(turn, []), false);
  return undefined;
}

/** An answer counts only for the question that its channel showed last, while it is open. */
export async function answerQuestion(turn: Turn, text: string): Promise<Outcome> {
  const { question, speaker, now } = turn;
  if (!question) return { say: [], question: "keep" };
  if (isUnseen(question, now)) {
    // who writes now is awake: it is asked at once, and not again in the morning
    // with one aside that nobody has seen either, both still leave in the morning
    if (!turn.aside || !isUnseen(turn.aside, now)) await skipUnsentQuestions(turn.db, speaker.id);
    return restart(turn, []);
  }
  const expired = isExpired(question, now);
  const said = recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) });
  const shown = isShownHere(turn, question);
  if (!expired && shown && said !== "not-understood") return accept(turn, said);
  const late = expired && shown && said !== "not-understood" ? await acceptLate(turn, question, said) : undefined;
  if (late) return late;
  // a new wish outlives an old question, but not one that is just being settled
  const understood = speaker.isPatient && (expired || question.dialog !== findPeer.name) ? conditionsToOffer(findConditions(text)) : [];
  if (understood.length > 0) return enter(turn, findPeer, { understood, namesKin: namesKin(text), wish: wishIn(turn, text) });
  if (expired) return restart(turn, [{ key: "talk.wasWaiting" }]);
  if (!shown) return restart(turn, []);
  if (question.misses >= 2) return { say: [{ key: "talk.notUnderstoodHuman" }], question: "missed" };
  // the same question, shown again: its number and its time stay
  return { say: [{ key: "talk.notUnderstood" }], prompt: question.prompt, question: "missed" };
}

const isExpired = ({ expiresAt }: Question, now: DateTime): boolean => DateTime.fromISO(expiresAt) <= now;

/** An answer to a question whose time is over, where its step knows what that means. */
async function acceptLate(turn: Turn, question: Question, said: Answer): Promise<Outcome | undefined> {
  const dialog = dialogs.get(question.dialog);
  const step = dialog?.version === question.version ? dialog.steps[question.step] : undefined;
  if (!dialog || !step || !("accept" in step)) return undefined;
  const state = dialog.state.parse(question.state);
  const move = await step.acceptLate?.(said, state, turn.tools);
  return move && goOn(turn, dialog, move);
}

/** A question that can wait and whose time is over: what does not answer it is heard as if nothing were open. */
export function hasLapsed({ speaker, now }: Turn, question: Question, text: string): boolean {
  if (!dialogs.get(question.dialog)?.canWait || !isExpired(question, now)) return false;
  return recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) }) === "not-understood";
}

/** An answer to an item of a questionnaire that is being filled in here. */
export function answersItem(turn: Turn, text: string): boolean {
  const { question, speaker, now } = turn;
  if (!question || !canWait(question) || isExpired(question, now) || !isShownHere(turn, question)) return false;
  return recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) }) !== "not-understood";
}

/** Any other question takes its place. */
export const canWait = ({ dialog }: Question): boolean => dialogs.get(dialog)?.canWait ?? false;

/** When somebody would like to talk, if they say it beside what they live with. */
export const wishIn = ({ now, speaker }: Turn, text: string) =>
  wishOf(findTime(text, { now: now.setZone(speaker.zone), locale: speaker.locale }));

/** Nothing is decided, and nothing is lost: the question waits as long as it lives. */
async function putOff({ expiresAt }: Question, { locale, zone }: Turn["speaker"]): Promise<Outcome> {
  const until = texts(locale).at(DateTime.fromISO(expiresAt).setZone(zone));
  return { say: [{ key: "talk.later", args: { until } }], question: "keep" };
}

/** Gives an answer to the open question's dialog and goes on to what it asks next. */
export function accept(turn: Turn, said: Answer): Promise<Outcome> {
  const { question, speaker } = turn;
  const dialog = question && dialogs.get(question.dialog);
  if (!question || dialog?.version !== question.version) return enter(turn, speaker.isPeer ? peerRequest : findPeer);
  if (said.kind === "later" && !dialog.takesLater) return putOff(question, speaker);
  return run(turn, dialog, { step: question.step, state: dialog.state.parse(question.state) }, said, []);
}

/** Asks the open question's step again, as it stands now: what was offered may be gone. */
export function restart(turn: Turn, say: TextRef[]): Promise<Outcome> {
  const { question } = turn;
  const dialog = question && dialogs.get(question.dialog);
  if (!question || dialog?.version !== question.version) return enter(turn, turn.speaker.isPeer ? peerRequest : findPeer, undefined, say);
  return run(turn, dialog, { step: question.step, state: dialog.state.parse(question.state) }, undefined, say);
}

/** Begins a dialog, or enters it at a step of its own. */
export function enter(
  turn: Turn,
  dialog: Dialog<never> | Dialog,
  state: unknown = {},
  say: TextRef[] = [],
  step = dialog.first,
): Promise<Outcome> {
  const entered = dialog as Dialog;
  return run(turn, entered, { step, state: entered.state.parse(state) }, undefined, say);
}

async function run(
  turn: Turn,
  dialog: Dialog,
  position: { step: string; state: unknown },
  said: Answer | undefined,
  before: TextRef[],
): Promise<Outcome> {
  return goFrom(turn, dialog, before, await advance(dialog, position, said, turn.tools));
}

/** As a step of the dialog has just moved. */
async function goOn(turn: Turn, dialog: Dialog, move: Move<unknown>): Promise<Outcome> {
  const say = move.say ?? [];
  if ("goTo" in move) return run(turn, dialog, { step: move.goTo, state: move.state }, undefined, say);
  const entered = "enter" in move ? { enter: move.enter, at: move.at } : {};
  return goFrom(turn, dialog, [], { say, waiting: undefined, ...entered });
}

/** Where a dialog has come to: danger that an answer told of, another dialog, its end, or what it asks next. */
async function goFrom(turn: Turn, dialog: Dialog, before: TextRef[], advanced: Advanced): Promise<Outcome> {
  const say = [...before, ...advanced.say];
  const danger = turn.effects.danger;
  if (danger) {
    turn.effects.danger = undefined;
    turn.question = null;
    const outcome = await answerDanger(turn, { level: 2, situation: danger, rule: dialog.name });
    const goOn: TextRef[] = advanced.waiting && dialog.canWait ? [{ key: "questionnaire.waits" }] : [];
    return { ...outcome, say: [...outcome.say, ...goOn], question: null };
  }
  const next = advanced.enter && dialogs.get(advanced.enter);
  if (next) return enter(turn, next, advanced.at?.state, say, advanced.at?.step);
  if (!advanced.waiting) return { say, question: null };
  const { step, state, prompt } = advanced.waiting;
  return { say, prompt, question: { dialog: dialog.name, step, version: dialog.version, state } };
}
