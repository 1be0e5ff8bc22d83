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

/**
 * Through which door an event came. What is in it is read by the SQL function take_turn().
 * `byOutbox`: the message was found later, nobody waits for a response to it.
 */
export type Door =
  | { kind: "sms" | "whatsapp"; sender: string; addressKey: string; sealed: string; locale?: Locale; byOutbox?: true }
  | { kind: "teams"; addressKey: string; programmeId?: string }
  | { kind: "job"; programmeId: string; personId: string };

export type DeliveryClass = "reply" | "stop-confirmation" | "safety" | "appointment" | "urgent" | "request" | "notice";

/** A message to somebody, as a handler wants it; the turn makes deliveries of it. */
export interface Outgoing {
  personId: string;
  class: DeliveryClass;
  body: string;
  addressId?: string;
  appointmentId?: string;
  card?: AdaptiveCard;
  redrawsId?: string;
  expiresAt?: DateTime;
  sendAfter?: DateTime;
}

/** What a handler makes of a turn. */
export interface Outcome {
  /** Said before the prompt. Safety lines stand in a message of their own. */
  say: TextRef[];
  class?: DeliveryClass;
  prompt?: Prompt;
  /** The question that is open after the turn: a new one is numbered by the turn. `"keep"` leaves it as it is. */
  question: Omit<Question, "number" | "channel" | "expiresAt" | "prompt" | "misses"> | "keep" | "missed" | null;
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
  rates: { minute: number; day: number } | null;
  isReply: boolean;
  tools: DialogTools;
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
      consented: z.boolean(),
    })
    .optional(),
  addresses: z.array(z.object({ id: z.string(), kind: z.string(), state: z.string(), optedOut: z.boolean() })).optional(),
  addressId: z.string().nullish(),
  segmentCostMicros: z.number().optional(),
  conversation: z.object({ id: z.string(), questionNumber: z.number(), question: z.unknown() }).optional(),
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
export async function runTurn(pool: pg.Pool, key: string, door: Door, handle: (turn: Turn) => Promise<Outcome>): Promise<TurnAnswer> {
  return inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ taken: unknown }>({
      name: "take_turn",
      text: "select take_turn($1, $2) as taken",
      values: [key, door],
    });
    const read = taken.parse(rows[0]?.taken);
    if (read.outcome === "repeated") return { ...toAnswer(read.answer ?? {}), outcome: "repeated" };
    if (read.outcome !== "taken")
      return { outcome: read.outcome as TurnAnswer["outcome"], messages: [], deliveryIds: [], programmeId: null, card: null };
    const turn = makeTurn(db, door, read);
    const outcome = await handle(turn);
    return { ...toAnswer(await saveTurn(turn, key, read, door, outcome)), outcome: "taken" };
  });
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

function makeTurn(db: pg.PoolClient, door: Door, read: Taken): Turn {
  const { programme, person, conversation } = read;
  if (!programme || !person || !conversation) throw new DomainError("turn/gone", "The turn's person is gone.");
  const settings = programmeSettings.parse(programme.settings);
  const speaker: Speaker = { ...person, sharedPhone: person.sharedPhone ?? false };
  const own = read.addresses?.find((address) => address.id === read.addressId);
  const firstLive = read.addresses?.find((address) => address.state === "live" && !address.optedOut);
  const channel = door.kind === "job" ? (firstLive?.kind ?? "sms") : door.kind;
  const isReply = door.kind !== "job";
  const now = DateTime.fromISO(read.now, { zone: person.zone });
  return {
    db,
    now,
    programme: { id: programme.id, name: programme.name, zone: programme.zone, settings },
    speaker,
    channel,
    addressId: read.addressId ?? null,
    optedOut: own?.optedOut ?? false,
    question: (conversation.question as Question | null) ?? null,
    rates: read.rates ?? null,
    isReply,
    tools: bindTools({
      db,
      now,
      speaker,
      channel,
      programme: { name: programme.name, settings },
      isReply,
      answersLater: !inResponse(door),
    }),
  };
}

async function saveTurn(turn: Turn, key: string, read: Taken, door: Door, outcome: Outcome): Promise<unknown> {
  const { speaker, programme } = turn;
  const question = nextQuestion(turn, read, outcome);
  const sendAfter = outcome.sendAfter;
  const inTeams = turn.channel === "teams";
  const parts = outcome.say.map((ref) => (inTeams ? renderTeamsText : renderText)(ref, speaker.locale));
  const prompt = outcome.prompt && (inTeams ? renderTeamsPrompt : renderPrompt)(outcome.prompt, speaker.locale);
  const messages = outcome.silent
    ? []
    : outcome.class === "safety"
      ? [...parts.slice(0, 1), ...joinMessages([...parts.slice(1), ...(prompt ? [prompt] : [])])]
      : joinMessages([...parts, ...(prompt ? [prompt] : [])]);
  const answersNow = inResponse(door);
  const cost = read.segmentCostMicros ?? 0;
  const answers = messages.map((body, index) => ({
    personId: speaker.id,
    addressId: read.addressId ?? undefined,
    class: outcome.class ?? "reply",
    body,
    card:
      !answersNow && outcome.prompt && question && index === messages.length - 1
        ? promptCard(outcome.prompt, { number: question.number, programmeId: programme.id }, speaker.locale)
        : undefined,
    state: answersNow ? "sent" : "queued",
    segments: segmentCount(body),
    costMicros: answersNow ? segmentCount(body) * cost : 0,
    sendAfter: sendAfter?.toISO(),
  }));
  const others = (outcome.outgoing ?? []).map(({ expiresAt, sendAfter: after, ...rest }) => ({
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
    questionNumber: question?.number ?? read.conversation?.questionNumber ?? 0,
    question,
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

/** A question keeps its number while it stays open; a new one gets the next. */
function nextQuestion(turn: Turn, read: Taken, outcome: Outcome): Question | null {
  if (outcome.question === null) return null;
  if (outcome.question === "keep") return turn.question;
  if (outcome.question === "missed") return turn.question && { ...turn.question, misses: turn.question.misses + 1 };
  if (!outcome.prompt) return null;
  const from = (outcome.sendAfter ?? turn.now).toUTC();
  return {
    ...outcome.question,
    number: (read.conversation?.questionNumber ?? 0) + 1,
    prompt: outcome.prompt,
    channel: turn.channel,
    expiresAt: from.plus({ minutes: turn.programme.settings.booking.questionMinutes }).toISO() ?? "",
    misses: 0,
  };
}
