import { callsDialog } from "../dialogs/calls.ts";
import { recognise } from "../dialogs/recognise.ts";
import { neverChoseCallTime } from "../domain/calls/choose-call-time.ts";
import { nationalNumber } from "./calls/words.ts";
import type { Outcome, Turn } from "./outcome.ts";
import { accept, enter } from "./walk.ts";
import { globalWord } from "./words.ts";

/** Prompts that nobody answers, and then it was a voicemail, or nobody who has the code. */
export const MOST_OUT_SILENCES = 2;

const MOST_MISSES = 5;

/**
 * Whoever, or whatever, picked up a call of ours: before the code nothing of content and no name. Somebody whose texts no longer arrive is asked whether such calls
 * are right; without a code nobody can be told more than that something waits.
 */
export async function greetOut(turn: Turn): Promise<Outcome> {
  const hello = { key: "callOut.hello", args: { programme: turn.programme.name } } as const;
  if (turn.locked) return { say: [hello, { key: "code.messageWaits" }], question: "keep" };
  if (await neverChoseCallTime(turn.db, turn.speaker.id)) return enter(turn, callsDialog, {}, [hello, { key: "calls.why" }]);
  const bye = farewell(turn);
  return { ...bye, say: [hello, ...bye.say] };
}

/** What may stay on a voicemail: that something waits, and how to hear it. */
export function farewell({ call }: Turn): Outcome {
  return { say: [{ key: "callOut.callBack", args: { number: nationalNumber(call?.called ?? "") } }], question: "keep", hangsUp: true };
}

/** In a call of ours, somebody of whom no code tells who they are. */
export const isStranger = ({ call, locked }: Turn): boolean => Boolean(call?.out) && !call?.unlocked && !locked;

/** Speech in which there is neither a code nor a word that works without one: a voicemail's greeting, as a rule. It is kept nowhere. */
export const saysNoCode = ({ call, locked }: Turn, speech: string): boolean =>
  Boolean(call?.out) && locked && !/\d{4}/.test(speech) && !globalWord(speech);

/** Of somebody without a code only the question that we called for is answered. */
export async function answerStranger(turn: Turn, text: string): Promise<Outcome> {
  const { question, speaker, now } = turn;
  if (!question) return farewell(turn);
  const said = recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) });
  if (said === "not-understood" && question.misses >= MOST_MISSES) return farewell(turn);
  if (said === "not-understood") return { say: [{ key: "talk.notUnderstood" }], prompt: question.prompt, question: "missed" };
  return accept(turn, said);
}
