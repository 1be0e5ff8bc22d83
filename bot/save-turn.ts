import { DateTime } from "luxon";
import { promptCard } from "../cards/prompt-card.ts";
import type { Question } from "../dialogs/dialog.ts";
import { segmentCount } from "../domain/deliveries/segments.ts";
import { outPath } from "./calls/urls.ts";
import type { Door, LockedMessage, Outcome, Outgoing, Turn } from "./outcome.ts";
import { joinMessages, renderPrompt, renderText } from "./render/sms.ts";
import { renderTeamsPrompt, renderTeamsText } from "./render/teams.ts";
import { type CallState, renderCall } from "./render/voice.ts";
import { isLocked, type Taken } from "./taken.ts";
import { canWait } from "./walk.ts";

/** Ends a turn: renders what is said, numbers what is asked, and stores both with the deliveries. Gives what is stored under the event's key. */
export async function saveTurn(turn: Turn, key: string, read: Taken, door: Door, handled: Outcome): Promise<unknown> {
  const { speaker, programme } = turn;
  // the answer still leaves in the response, though its address is the person's no more
  const gone = turn.effects.identity === "moved" || turn.effects.identity === "erased";
  const waits = waitsForCode(turn, read, door, handled);
  const outcome: Outcome = waits ? { ...handled, say: [{ key: "code.messageWaits" }], prompt: undefined, question: "keep" } : handled;
  const { question, aside, asked } = nextQuestions(turn, read, door, outcome);
  const sendAfter = outcome.sendAfter;
  const inTeams = turn.channel === "teams";
  const parts = outcome.say.map((ref) => (inTeams ? renderTeamsText : renderText)(ref, speaker.locale));
  const prompt =
    outcome.prompt &&
    (inTeams ? renderTeamsPrompt(outcome.prompt, speaker.locale) : renderPrompt(outcome.prompt, speaker.locale, asked?.letter));
  const messages =
    outcome.silent || turn.call
      ? []
      : outcome.class === "safety"
        ? [...parts.slice(0, 1), ...joinMessages([...parts.slice(1), ...(prompt ? [prompt] : [])])]
        : joinMessages([...parts, ...(prompt ? [prompt] : [])]);
  const answersNow = inResponse(door);
  const cost = read.segmentCostMicros ?? 0;
  const answers = messages.map((body, index) => {
    const last = index === messages.length - 1;
    return {
      personId: speaker.id,
      addressId: gone ? undefined : (turn.addressId ?? undefined),
      senderId: outcome.senderId,
      appointmentId: outcome.about?.appointmentId,
      appointmentVersion: outcome.about?.version,
      class: outcome.class ?? "reply",
      body,
      card:
        !answersNow && outcome.prompt && asked && last
          ? promptCard(outcome.prompt, { number: asked.number, programmeId: programme.id }, speaker.locale)
          : undefined,
      asks: Boolean(outcome.prompt) && last,
      state: answersNow ? "sent" : "queued",
      segments: segmentCount(body),
      costMicros: answersNow ? segmentCount(body) * cost : 0,
      expiresAt: outcome.expiresAt?.toISO(),
      sendAfter: sendAfter?.toISO(),
    };
  });
  const codes: Outgoing[] = turn.effects.numberCode ? [{ personId: speaker.id, class: "number-code", body: turn.effects.numberCode }] : [];
  const others = [...codes, ...(outcome.outgoing ?? [])].map(({ expiresAt, sendAfter: after, ...rest }) => ({
    ...rest,
    state: "queued",
    segments: rest.byCall ? 0 : segmentCount(rest.body),
    expiresAt: expiresAt?.toISO(),
    sendAfter: after?.toISO(),
  }));
  const saved = {
    eventKey: key,
    personId: speaker.id,
    conversationId: read.conversation?.id,
    questionNumber: Math.max(asked?.number ?? 0, read.conversation?.questionNumber ?? 0),
    question,
    aside,
    locked: lockedAfter(turn, handled, waits),
    unlockedUntil: handled.unlockedUntil?.toISO() ?? read.conversation?.unlockedUntil ?? null,
    capMicros: programme.settings.sending.dailyCapMicros,
    essential: outcome.class === "safety" || outcome.class === "stop-confirmation",
    answer: {
      personId: speaker.id,
      programmeId: programme.id,
      messages: answersNow ? messages : [],
      card: outcome.card ?? null,
      ...(turn.call && { call: renderCall(outcome, callState(turn, question)) }),
    },
    deliveries: [...answers, ...others],
  };
  const { rows } = await turn.db.query<{ stored: { deliveryIds: string[] } }>({
    name: "save_turn",
    text: "select save_turn($1) as stored",
    values: [saved],
  });
  const stored = rows[0]?.stored;
  const told = handled.asksCalls ? "asks-calls" : waits ? "after-code" : undefined;
  if (told && stored)
    await turn.db.query("update delivery set told = $2 where delivery_id = any($1)", [stored.deliveryIds.slice(0, answers.length), told]);
  if (handled.responseId && stored && answers.length > 0)
    await turn.db.query("update delivery set response_id = $2 where delivery_id = any($1)", [
      stored.deliveryIds.slice(0, answers.length),
      handled.responseId,
    ]);
  return stored;
}

/** A phone's answer is in the response to its webhook, unless nobody waits for one; everything else leaves through the outbox. */
export const inResponse = (door: Door): boolean =>
  door.kind === "voice" || ((door.kind === "sms" || door.kind === "whatsapp") && !door.byOutbox);

/** Where the call stands when its answer is said. */
const callState = ({ call, speaker, locked, programme }: Turn, question: Question | null): CallState => ({
  locale: speaker.locale,
  slow: call?.slow ?? false,
  step: (call?.step ?? 0) + 1,
  question: question?.channel === "voice" ? question : null,
  asksCode: locked,
  path: call?.out ? outPath(programme.id, call.out) : undefined,
});

/** What comes out of the blue to a shared phone waits for the code; only its arrival is told, of what a person wrote too: others may read along. */
function waitsForCode(turn: Turn, read: Taken, door: Door, { say, prompt, class: kind, silent, sendAfter }: Outcome): boolean {
  // what is written while the phone is open may leave when it is not any more
  if (door.kind !== "job" || !isLocked(read, turn.channel, sendAfter ?? turn.now)) return false;
  if (silent || kind === "stop-confirmation") return false;
  return say.length > 0 || prompt !== undefined;
}

function lockedAfter(turn: Turn, { say, prompt, question, releasesLocked, keepsHeard }: Outcome, waits: boolean): LockedMessage[] | null {
  // of what was written without the code only the last is kept
  const before = releasesLocked ? [] : turn.lockedMessages.filter(({ heard }) => !(keepsHeard && heard));
  const added = waits ? [{ say, prompt, question: question && typeof question === "object" ? question : undefined }] : [];
  const all = [...before, ...added, ...(keepsHeard ? [{ say: [], heard: keepsHeard }] : [])];
  return all.length > 0 ? all : null;
}

/** The open question, if it still is, with the time that a new one would have. */
function prolonged({ question, now, programme }: Turn): Question | null {
  if (!question || DateTime.fromISO(question.expiresAt) <= now) return question;
  const until = DateTime.max(DateTime.fromISO(question.expiresAt), now.plus({ minutes: programme.settings.booking.questionMinutes }));
  return { ...question, expiresAt: until.toUTC().toISO() ?? question.expiresAt };
}

/** Letters that stand before the numbers of a question asked aside; the next question has the next one. */
const LETTERS = "ABCDEFGH";

/**
 * The questions that are open after the turn. A question keeps its number while it stays open; a new one gets the next.
 * One that may stand aside leaves an open question where it is.
 */
function nextQuestions(
  turn: Turn,
  read: Taken,
  door: Door,
  outcome: Outcome,
): { question: Question | null; aside: Question | null; asked: Question | null } {
  const aside = outcome.closesAside ? null : turn.aside;
  // a question out of the blue that came to nothing closes none
  if (outcome.question === null) return { question: outcome.mayStandAside ? turn.question : null, aside, asked: null };
  if (outcome.question === "keep") {
    const open = outcome.prolongsQuestion ? prolonged(turn) : turn.question;
    const kept = open && outcome.movesQuestionTo ? { ...open, channel: outcome.movesQuestionTo } : open;
    return { question: kept, aside, asked: kept };
  }
  if (outcome.question === "missed") {
    const missed = turn.question && { ...turn.question, misses: turn.question.misses + 1 };
    return { question: missed, aside, asked: missed };
  }
  if (!outcome.prompt) return { question: null, aside, asked: null };
  // who stopped the messages, or can't be reached, never sees it: what they write one day is no answer to it
  if (door.kind === "job" && !read.addresses?.some(({ state, optedOut }) => state === "live" && !optedOut))
    return { question: turn.question, aside, asked: null };
  const from = (outcome.sendAfter ?? turn.now).toUTC();
  const made: Question = {
    ...outcome.question,
    number: (read.conversation?.questionNumber ?? 0) + 1,
    prompt: outcome.prompt,
    channel: turn.channel,
    expiresAt: (outcome.asksUntil ?? from.plus({ minutes: turn.programme.settings.booking.questionMinutes })).toUTC().toISO() ?? "",
    ...(from > turn.now && { opensAt: from.toISO() ?? undefined }),
    misses: 0,
  };
  const open = turn.question && !canWait(turn.question) && DateTime.fromISO(turn.question.expiresAt) > turn.now;
  if (!open || !outcome.mayStandAside) return { question: made, aside, asked: made };
  const beside = { ...made, letter: LETTERS[made.number % LETTERS.length] };
  return { question: turn.question, aside: beside, asked: beside };
}
