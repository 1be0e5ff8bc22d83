import { DateTime } from "luxon";
import type pg from "pg";
import * as z from "zod";
import type { AdaptiveCard } from "../cards/card.ts";
import { promptCard } from "../cards/prompt-card.ts";
import type { Question } from "../dialogs/dialog.ts";
import type { Prompt, TextRef } from "../dialogs/prompt.ts";
import type { DialogTools, Speaker } from "../dialogs/tools.ts";
import { inTransaction } from "../domain/db.ts";
import { DomainError } from "../domain/errors.ts";
import type { Locale } from "../domain/locale.ts";
import { type ProgrammeSettings, programmeSettings } from "../domain/programmes/settings.ts";
import { joinMessages, renderPrompt, renderText, segmentCount } from "./render/sms.ts";
import { renderTeamsPrompt, renderTeamsText } from "./render/teams.ts";
import { bindTools } from "./tools.ts";
import type { TurnEffects, TurnSecrets } from "./turn-effects.ts";

/**
 * Through which door an event came. What is in it is read by the SQL function take_turn().
 * `byOutbox`: the message was found later, nobody waits for a response to it. `byPhone`: by text, though Teams comes first.
 * `byHuman`: a person wrote it, so that somebody who is frozen is told it too.
 */
export type Door =
  | { kind: "sms" | "whatsapp"; sender: string; addressKey: string; sealed: string; locale?: Locale; byOutbox?: true }
  | { kind: "teams"; addressKey: string; programmeId?: string }
  | { kind: "job"; programmeId: string; personId: string; byPhone?: boolean; byHuman?: boolean };

export type DeliveryClass =
  | "reply"
  | "stop-confirmation"
  | "safety"
  | "appointment"
  | "reminder"
  | "urgent"
  | "request"
  | "notice"
  | "human"
  | "number-code";

/** A message to somebody, as a handler wants it; the turn makes deliveries of it. */
export interface Outgoing {
  personId: string;
  class: DeliveryClass;
  body: string;
  addressId?: string;
  appointmentId?: string;
  card?: AdaptiveCard;
  redrawsId?: string;
  /** Whose number stands where the body says `{number}`: put in by the module that sends, and stored nowhere. */
  revealsPersonId?: string;
  expiresAt?: DateTime;
  sendAfter?: DateTime;
}

/** What waits on a shared phone until its code is given. */
export interface LockedMessage {
  say: TextRef[];
  prompt?: Prompt;
  question?: OpenedQuestion;
  /** What the person wrote before the code: it is heard after it. */
  heard?: string;
}

/** A question as a handler opens it; the turn adds the rest. */
type OpenedQuestion = Omit<Question, "number" | "channel" | "expiresAt" | "prompt" | "misses" | "letter">;

/** What a handler makes of a turn. */
export interface Outcome {
  /** Said before the prompt. Safety lines stand in a message of their own. */
  say: TextRef[];
  class?: DeliveryClass;
  prompt?: Prompt;
  /** The question that is open after the turn: a new one is numbered by the turn. `"keep"` leaves it as it is. */
  question: OpenedQuestion | "keep" | "missed" | null;
  /** This question may be asked aside: with a letter before its numbers, if another one is open. */
  mayStandAside?: boolean;
  /** The question that stood aside is settled. */
  closesAside?: boolean;
  /** The code of a shared phone was given: what is said from now on may be read, until this. */
  unlockedUntil?: DateTime;
  /** What waited for the code has been said. */
  releasesLocked?: boolean;
  /** What was written without the code, for after it. */
  keepsHeard?: string;
  /** The number was given up by the turn's person: the event is taken again, by the new person whose it is. */
  startsOver?: (turn: Turn) => Promise<Outcome>;
  /** The appointment that is spoken of, in the version that it has: another one makes a reminder void. */
  about?: { appointmentId: string; version: number };
  expiresAt?: DateTime;
  /** The redrawn card that answers a click. */
  card?: AdaptiveCard;
  /** To this person or others: cards, pages to coordinators. */
  outgoing?: Outgoing[];
  /** No message at all, though something may be said: the provider has answered already. */
  silent?: boolean;
  /** When this may be sent, if not at once. */
  sendAfter?: DateTime;
}

/** A turn that has been taken: the conversation is locked until the handler's outcome is committed. */
export interface Turn {
  db: pg.PoolClient;
  now: DateTime;
  programme: { id: string; name: string; zone: string; settings: ProgrammeSettings };
  speaker: Speaker;
  /** Where the answer goes: for an event its own channel, for a job the person's first live address. */
  channel: string;
  addressId: string | null;
  optedOut: boolean;
  question: Question | null;
  /** A question that was asked while another was open. */
  aside: Question | null;
  /** A shared phone whose code has not been given lately: nothing of content is said. */
  locked: boolean;
  /** What waits for the code. */
  lockedMessages: LockedMessage[];
  /** How many days nothing had come from this address before this event. */
  unheardDays: number;
  rates: { minute: number; day: number } | null;
  isReply: boolean;
  tools: DialogTools;
  effects: TurnEffects;
}

/** What a turn answers: texts for TwiML, or a card for a click; the same again when the event comes again. */
export interface TurnAnswer {
  outcome: "taken" | "repeated" | "unknown-sender" | "unlinked" | "which-programme" | "gone";
  messages: string[];
  deliveryIds: string[];
  programmeId: string | null;
  card: AdaptiveCard | null;
}

const taken = z.object({
  outcome: z.string(),
  now: z.string(),
  answer: z.looseObject({}).nullish(),
  rates: z.object({ minute: z.number(), day: z.number() }).nullish(),
  programme: z.object({ id: z.string(), name: z.string(), zone: z.string(), settings: z.unknown() }).optional(),
  person: z
    .object({
      id: z.string(),
      locale: z.enum(["fr", "en"]),
      zone: z.string(),
      alias: z.string().nullable(),
      isPeer: z.boolean(),
      isCoordinator: z.boolean(),
      isPatient: z.boolean(),
      sharedPhone: z.boolean().nullable(),
      hasCode: z.boolean(),
      frozen: z.boolean(),
      consented: z.boolean(),
    })
    .optional(),
  addresses: z.array(z.object({ id: z.string(), kind: z.string(), state: z.string(), optedOut: z.boolean() })).optional(),
  addressId: z.string().nullish(),
  unheardDays: z.number().nullish(),
  segmentCostMicros: z.number().optional(),
  conversation: z
    .object({
      id: z.string(),
      questionNumber: z.number(),
      question: z.unknown(),
      aside: z.unknown(),
      locked: z.unknown(),
      unlockedUntil: z.string().nullable(),
    })
    .optional(),
});
type Taken = z.infer<typeof taken>;

const storedAnswer = z.object({
  messages: z.array(z.string()).default([]),
  card: z.looseObject({}).nullish(),
  deliveryIds: z.array(z.string()).default([]),
  programmeId: z.string().nullish(),
  answered: z.boolean().default(true),
});

/**
 * Runs one event as one transaction: take, handle, save, commit. Nothing is sent in it; what it returns is already committed.
 * The same key again gives the first answer and does nothing.
 *
 * @param key the event's own key, such as a MessageSid
 */
export function runTurn(pool: pg.Pool, key: string, door: Door, handle: Handle, secrets?: TurnSecrets): Promise<TurnAnswer> {
  return inTransaction(pool, (db) => takeTurn(db, key, door, handle, secrets));
}

type Handle = (turn: Turn) => Promise<Outcome>;

async function takeTurn(db: pg.PoolClient, key: string, door: Door, handle: Handle, secrets: TurnSecrets | undefined): Promise<TurnAnswer> {
    const { rows } = await db.query<{ taken: unknown }>({
      name: "take_turn",
      text: "select take_turn($1, $2) as taken",
      values: [key, door],
    });
    const read = taken.parse(rows[0]?.taken);
    if (read.outcome === "repeated") return { ...toAnswer(read.answer ?? {}), outcome: "repeated" };
    if (read.outcome !== "taken")
      return { outcome: read.outcome as TurnAnswer["outcome"], messages: [], deliveryIds: [], programmeId: null, card: null };
    const turn = makeTurn(db, door, read, secrets);
    // nothing automatic is said to, or done for, somebody who is frozen: only people write
    const outcome: Outcome = door.kind === "job" && turn.speaker.frozen && !door.byHuman ? { say: [], question: "keep" } : await handle(turn);
    if (outcome.startsOver) {
      await db.query("delete from inbound_event where event_key = $1", [key]);
      return takeTurn(db, key, door, outcome.startsOver, secrets);
    }
    return { ...toAnswer(await saveTurn(turn, key, read, door, outcome)), outcome: "taken" };
}

function toAnswer(stored: unknown): Omit<TurnAnswer, "outcome"> {
  const { messages, deliveryIds, card, programmeId, answered } = storedAnswer.parse(stored);
  return {
    messages: answered ? messages : [],
    deliveryIds,
    card: (card as AdaptiveCard | null | undefined) ?? null,
    programmeId: programmeId ?? null,
  };
}

function makeTurn(db: pg.PoolClient, door: Door, read: Taken, secrets: TurnSecrets | undefined): Turn {
  const { programme, person, conversation } = read;
  if (!programme || !person || !conversation) throw new DomainError("turn/gone", "The turn's person is gone.");
  const settings = programmeSettings.parse(programme.settings);
  const speaker: Speaker = { ...person, sharedPhone: person.sharedPhone ?? false };
  const byPhone = door.kind === "job" && door.byPhone;
  const firstLive = read.addresses?.find(
    (address) => address.state === "live" && !address.optedOut && !(byPhone && address.kind === "teams"),
  );
  const addressId = byPhone ? firstLive?.id : read.addressId;
  const own = read.addresses?.find((address) => address.id === addressId);
  const channel = door.kind === "job" ? (firstLive?.kind ?? "sms") : door.kind;
  const isReply = door.kind !== "job";
  const now = DateTime.fromISO(read.now, { zone: person.zone });
  const effects: TurnEffects = {};
  return {
    db,
    now,
    programme: { id: programme.id, name: programme.name, zone: programme.zone, settings },
    speaker,
    channel,
    addressId: addressId ?? null,
    optedOut: own?.optedOut ?? false,
    question: (conversation.question as Question | null) ?? null,
    aside: (conversation.aside as Question | null) ?? null,
    locked: isLocked(read, channel, now),
    lockedMessages: (conversation.locked as LockedMessage[] | null) ?? [],
    unheardDays: read.unheardDays ?? 0,
    rates: read.rates ?? null,
    isReply,
    tools: bindTools({
      db,
      now,
      speaker,
      channel,
      programme: { name: programme.name, zone: programme.zone, settings },
      isReply,
      answersLater: !inResponse(door),
      addressId: addressId ?? null,
      secrets,
      effects,
    }),
    effects,
  };
}

function isLocked({ person, conversation }: Taken, channel: string, now: DateTime): boolean {
  if (channel === "teams" || !person?.sharedPhone || !person.hasCode) return false;
  const until = conversation?.unlockedUntil;
  return !until || DateTime.fromISO(until) <= now;
}

async function saveTurn(turn: Turn, key: string, read: Taken, door: Door, handled: Outcome): Promise<unknown> {
  const { speaker, programme } = turn;
  // the answer still leaves in the response, though its address is the person's no more
  const gone = turn.effects.identity === "moved" || turn.effects.identity === "erased";
  const waits = waitsForCode(turn, read, door, handled);
  const outcome: Outcome = waits ? { ...handled, say: [{ key: "code.messageWaits" }], prompt: undefined, question: "keep" } : handled;
  const { question, aside, asked } = nextQuestions(turn, read, outcome);
  const sendAfter = outcome.sendAfter;
  const inTeams = turn.channel === "teams";
  const parts = outcome.say.map((ref) => (inTeams ? renderTeamsText : renderText)(ref, speaker.locale));
  const prompt =
    outcome.prompt &&
    (inTeams ? renderTeamsPrompt(outcome.prompt, speaker.locale) : renderPrompt(outcome.prompt, speaker.locale, asked?.letter));
  const messages = outcome.silent
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
    segments: segmentCount(rest.body),
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
    answer: { personId: speaker.id, programmeId: programme.id, messages: answersNow ? messages : [], card: outcome.card ?? null },
    deliveries: [...answers, ...others],
  };
  const { rows } = await turn.db.query<{ stored: unknown }>({ name: "save_turn", text: "select save_turn($1) as stored", values: [saved] });
  return rows[0]?.stored;
}

/** A phone's answer is in the response to its webhook, unless nobody waits for one; everything else leaves through the outbox. */
const inResponse = (door: Door): boolean => (door.kind === "sms" || door.kind === "whatsapp") && !door.byOutbox;

/** What comes out of the blue to a shared phone waits for the code; only its arrival is told. Danger and stopping need none. */
function waitsForCode(turn: Turn, read: Taken, door: Door, { say, prompt, class: kind, silent, sendAfter }: Outcome): boolean {
  // what is written while the phone is open may leave when it is not any more
  if (door.kind !== "job" || !isLocked(read, turn.channel, sendAfter ?? turn.now)) return false;
  if (silent || kind === "safety" || kind === "stop-confirmation") return false;
  return say.length > 0 || prompt !== undefined;
}

function lockedAfter(turn: Turn, { say, prompt, question, releasesLocked, keepsHeard }: Outcome, waits: boolean): LockedMessage[] | null {
  // of what was written without the code only the last is kept
  const before = releasesLocked ? [] : turn.lockedMessages.filter(({ heard }) => !(keepsHeard && heard));
  const added = waits ? [{ say, prompt, question: question && typeof question === "object" ? question : undefined }] : [];
  const all = [...before, ...added, ...(keepsHeard ? [{ say: [], heard: keepsHeard }] : [])];
  return all.length > 0 ? all : null;
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
  outcome: Outcome,
): { question: Question | null; aside: Question | null; asked: Question | null } {
  const aside = outcome.closesAside ? null : turn.aside;
  if (outcome.question === null) return { question: null, aside, asked: null };
  if (outcome.question === "keep") return { question: turn.question, aside, asked: turn.question };
  if (outcome.question === "missed") {
    const missed = turn.question && { ...turn.question, misses: turn.question.misses + 1 };
    return { question: missed, aside, asked: missed };
  }
  if (!outcome.prompt) return { question: null, aside, asked: null };
  const from = (outcome.sendAfter ?? turn.now).toUTC();
  const made: Question = {
    ...outcome.question,
    number: (read.conversation?.questionNumber ?? 0) + 1,
    prompt: outcome.prompt,
    channel: turn.channel,
    expiresAt: from.plus({ minutes: turn.programme.settings.booking.questionMinutes }).toISO() ?? "",
    misses: 0,
  };
  const open = turn.question && DateTime.fromISO(turn.question.expiresAt) > turn.now;
  if (!open || !outcome.mayStandAside) return { question: made, aside, asked: made };
  const beside = { ...made, letter: LETTERS[made.number % LETTERS.length] };
  return { question: turn.question, aside: beside, asked: beside };
}
