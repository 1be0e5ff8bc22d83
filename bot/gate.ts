import { DateTime } from "luxon";
import { chooseCode } from "../dialogs/choose-code.ts";
import type { TextRef } from "../dialogs/prompt.ts";
import { recognise } from "../dialogs/recognise.ts";
import { recycledNumber } from "../dialogs/recycled-number.ts";
import { holdUnproven } from "../domain/people/recycled.ts";
import { answerStranger, isStranger } from "./call-out.ts";
import type { Outcome, Turn } from "./outcome.ts";
import { accept, enter, restart } from "./walk.ts";
import type { GlobalWord } from "./words.ts";

/** Answers a text as if it came now. */
export type Hear = (turn: Turn, text: string) => Promise<Outcome>;

/** Answered alike to everybody: nothing in them is about the person. */
const TO_ANYBODY = new Set<GlobalWord | undefined>(["stop", "help", "info", "french", "english"]);
const WITHOUT_CODE = new Set<GlobalWord | undefined>([
  ...TO_ANYBODY,
  "resume",
  "human",
  "stop-reminders",
  "stop-questions",
  "resume-reminders",
  "resume-questions",
]);

/** A patient's number that nothing came from for so long that somebody else may have it. */
export const isUnproven = ({ speaker, unheardDays, addressId, programme }: Turn): boolean =>
  addressId !== null && speaker.consented && speaker.isPatient && unheardDays > programme.settings.people.recycledAfterDays;

/** Before anything is answered, danger included: what has just come proves nothing yet, and a question of long ago is not shown to who writes now. */
export async function doubtNumber(turn: Turn): Promise<void> {
  if (!isUnproven(turn) || !turn.addressId) return;
  await holdUnproven(turn.db, turn.addressId, turn.unheardDays);
  turn.aside = null;
  if (turn.question?.dialog !== recycledNumber.name) turn.question = null;
}

/** Lets nothing of content through to a number that may be somebody else's, or to a shared phone whose code was not given. Undefined: go on. */
export async function gate(turn: Turn, text: string, word: GlobalWord | undefined, hear: Hear): Promise<Outcome | undefined> {
  if (isUnproven(turn)) return TO_ANYBODY.has(word) ? undefined : askWhose(turn, text, hear);
  // a forgotten code was taken away: until there is another one, whoever holds the phone is shown nothing
  if (turn.question?.dialog === chooseCode.name && word && !WITHOUT_CODE.has(word)) return restart(turn, []);
  if (isStranger(turn)) return WITHOUT_CODE.has(word) && word ? undefined : answerStranger(turn, text);
  if (turn.locked) return WITHOUT_CODE.has(word) ? undefined : askCode(turn, text, hear);
  return undefined;
}

async function askWhose(turn: Turn, text: string, hear: Hear): Promise<Outcome> {
  const { question, speaker, now } = turn;
  if (!question || DateTime.fromISO(question.expiresAt) <= now) return enter(turn, recycledNumber, { heard: text });
  const said = recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) });
  if (said === "not-understood") return { say: [{ key: "talk.notUnderstood" }], prompt: question.prompt, question: "missed" };
  const { heard } = recycledNumber.state.parse(question.state);
  const outcome = await accept(turn, said);
  const afterIt = async (now: Turn): Promise<Outcome> => {
    const next = await hear(now, heard);
    return { ...next, say: [...outcome.say, ...next.say] };
  };
  if (turn.effects.identity === "given-up") return { ...outcome, startsOver: afterIt };
  if (turn.effects.identity !== "proven") return outcome;
  turn.unheardDays = 0;
  turn.question = null;
  return afterIt(turn);
}

async function askCode(turn: Turn, text: string, hear: Hear): Promise<Outcome> {
  const [, digits] = /^\W*(\d{4})\W*$/.exec(text) ?? [];
  if (!digits) return { say: [{ key: "code.first" }], question: "keep", keepsHeard: text };
  if ((await turn.tools.identity.giveCode(digits)) === "wrong") return { say: [{ key: "code.wrong" }], question: "keep" };
  turn.locked = false;
  return release(turn, [], hear);
}

/** Says what waited for the code, in order. The last question is asked as it stands now; with none, what was written without the code is answered. */
export async function release(turn: Turn, before: TextRef[], hear: Hear): Promise<Outcome> {
  const waited = turn.lockedMessages;
  const last = waited.findLast(({ question }) => question);
  const say = [
    ...before,
    ...waited.flatMap((message) => [...message.say, ...(message.prompt && message !== last ? [message.prompt.text] : [])]),
  ];
  const outcome = await goOn(turn, last?.question, waited.findLast(({ heard }) => heard)?.heard, hear);
  const nothing: TextRef[] = say.length === 0 && outcome.say.length === 0 && !outcome.prompt ? [{ key: "code.open" }] : [];
  return { ...outcome, say: [...say, ...nothing, ...outcome.say], releasesLocked: true };
}

async function goOn(turn: Turn, asked: object | undefined, heard: string | undefined, hear: Hear): Promise<Outcome> {
  if (asked) {
    turn.question = asked as Turn["question"];
    return restart(turn, []);
  }
  if (heard) return hear(turn, heard);
  return turn.question ? restart(turn, []) : { say: [], question: null };
}
