import { DateTime } from "luxon";
import { callBack } from "../dialogs/call-back.ts";
import type { Question } from "../dialogs/dialog.ts";
import type { TextRef } from "../dialogs/prompt.ts";
import { recognise } from "../dialogs/recognise.ts";
import { type TextKey, texts } from "../dialogs/texts/texts.ts";
import { writeInTakeover } from "../domain/coordination/answer-person.ts";
import { loadWorkItem } from "../domain/coordination/queue.ts";
import { endedLately, endTakeover, loadTakeover, noteWriting, type TakeoverEnd } from "../domain/coordination/takeover.ts";
import { namesIllness } from "../domain/understanding/conditions/names-illness.ts";
import type { Outcome, Outgoing, Turn } from "./outcome.ts";
import { renderTeamsText } from "./render/teams.ts";
import { enter, isShownHere } from "./walk.ts";
import type { GlobalWord } from "./words.ts";

/** These are meant for us, of whomever: nothing stands between a person and the end of our messages. */
const OPT_OUTS = new Set<GlobalWord>(["stop", "resume", "stop-reminders", "stop-questions", "resume-reminders", "resume-questions"]);

const said = (key: TextKey, args?: TextRef["args"]): Outcome => ({ say: [{ key, args }], question: "keep" });

/** The conversation in which somebody of the team writes to whoever speaks in this turn. */
const toSpeaker = ({ takeover, speaker }: Turn) => (takeover?.personId === speaker.id ? takeover : undefined);

/** Whether somebody of the team writes to whoever speaks: what they say then is for a person, though the robot may say nothing to them. */
export const isWithTeam = (turn: Turn): boolean => toSpeaker(turn) !== undefined;

/**
 * What a person writes while a coordinator writes to them goes to that coordinator, as it is. Words that always work are still ours, and so are answers to
 * what was asked since they were told; but of somebody who is frozen nothing is ours.
 *
 * @returns undefined if it is for us
 */
export async function passToTeam(turn: Turn, text: string, word: GlobalWord | undefined): Promise<Outcome | undefined> {
  const takeover = toSpeaker(turn);
  if (!takeover || !text || takeover.afterQuestion === null) return undefined;
  if (word && word !== "human" && (OPT_OUTS.has(word) || !turn.speaker.frozen)) return undefined;
  if (turn.call) return turn.question?.dialog === callBack.name && isShownHere(turn, turn.question) ? undefined : tellCaller(turn, []);
  if (!word && answersSince(turn, takeover.afterQuestion, text)) return undefined;
  await noteWriting(turn.db, takeover.id);
  return { say: [], question: "keep", outgoing: sayToTeam(turn, text) };
}

/** Words of danger reach the coordinator too: a person is there who can answer them. */
export function alsoToTeam(turn: Turn, outcome: Outcome, text: string): Outcome {
  if (turn.locked) return outcome;
  return { ...outcome, outgoing: [...(outcome.outgoing ?? []), ...sayToTeam(turn, text, "coordinator.saidDanger")] };
}

function sayToTeam(turn: Turn, body: string, key: TextKey = "coordinator.said"): Outgoing[] {
  const takeover = toSpeaker(turn);
  if (!takeover) return [];
  const who = turn.speaker.alias ?? texts(takeover.coordinatorLocale).t("queue.somebody");
  const words = renderTeamsText({ key, args: { who, body } }, takeover.coordinatorLocale);
  return [{ personId: takeover.coordinatorId, class: "relay", body: words }];
}

/** A question that this channel has shown since they were told, and of which this is an answer. */
function answersSince(turn: Turn, afterQuestion: number, text: string): boolean {
  const { question, aside, now, speaker } = turn;
  const isOpen = (asked: Question | null): asked is Question =>
    asked !== null && asked.number > afterQuestion && DateTime.fromISO(asked.expiresAt) > now && isShownHere(turn, asked);
  if (isOpen(aside) && /^\W*[a-h]\W*\d{1,2}\W*$/i.test(text)) return true;
  return (
    isOpen(question) && recognise(question.prompt, text, { locale: speaker.locale, now: now.setZone(speaker.zone) }) !== "not-understood"
  );
}

/** A caller hears that somebody of the team writes to them, and may leave when they would like to be called; the coordinator learns that they called. */
export async function tellCaller(turn: Turn, before: TextRef[]): Promise<Outcome> {
  const outcome = await enter(turn, callBack, {}, [...before, { key: "call.teamWrites" }]);
  const takeover = toSpeaker(turn);
  if (!takeover || !turn.call?.isNew) return outcome;
  const who = turn.speaker.alias ?? texts(takeover.coordinatorLocale).t("queue.somebody");
  const body = renderTeamsText({ key: "coordinator.calls", args: { who } }, takeover.coordinatorLocale);
  return { ...outcome, outgoing: [...(outcome.outgoing ?? []), { personId: takeover.coordinatorId, class: "relay", body }] };
}

/** The person stopped all messages: nobody writes to them any more. */
export async function stopTakeover(turn: Turn): Promise<void> {
  const takeover = toSpeaker(turn);
  if (takeover) await endTakeover(turn.db, takeover.id, "stopped");
}

/**
 * What a coordinator types in Teams while they write with somebody reaches that person, by way of a turn of the person's own. It is not taken for the
 * coordinator's own trouble: who asks somebody about danger names it.
 *
 * @returns undefined if they write with nobody
 */
export async function writeAsTeam(turn: Turn, text: string): Promise<Outcome | undefined> {
  const { takeover, speaker, channel, db } = turn;
  if (takeover?.coordinatorId !== speaker.id || channel !== "teams" || !text) return undefined;
  if (namesIllness(text)) return said("queue.notice.healthWord");
  const item = await loadWorkItem(db, takeover.workItemId);
  if (!item?.mayBeWritten) return said("queue.notWritable");
  await writeInTakeover(db, takeover, text);
  return { say: [], question: "keep" };
}

/** RENDRE: the conversation is the robot's again. */
export async function handBackByWord(turn: Turn): Promise<Outcome> {
  const { takeover, speaker, db } = turn;
  if (takeover?.coordinatorId !== speaker.id || !(await endTakeover(db, takeover.id, "handed-back")))
    return said("coordinator.nobodyTalks");
  const { who } = (await loadTakeover(db, takeover.id)) ?? {};
  return said("coordinator.talkOver.handed-back", { who: who ?? texts(speaker.locale).t("queue.somebody") });
}

/** What a coordinator types with nobody at the other end, though there was somebody not long ago: they must not think that it was sent. */
export async function saysNobodyTalks({ db, speaker, channel }: Turn): Promise<Outcome | undefined> {
  return channel === "teams" && (await endedLately(db, speaker.id)) ? said("coordinator.nobodyTalks") : undefined;
}

/** What a coordinator is told of a conversation that ended without them. */
export const overText = (reason: TakeoverEnd, who: string): TextRef => ({ key: `coordinator.talkOver.${reason}`, args: { who } });
