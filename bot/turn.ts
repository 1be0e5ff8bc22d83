import { DateTime } from "luxon";
import type pg from "pg";
import * as z from "zod";
import type { Spoken } from "../adapters/twilio/voice-twiml.ts";
import type { AdaptiveCard } from "../cards/card.ts";
import type { Question } from "../dialogs/dialog.ts";
import type { Speaker } from "../dialogs/tools.ts";
import { openOutgoingCall } from "../domain/calls/voice-call.ts";
import { inTransaction } from "../domain/db.ts";
import { DomainError } from "../domain/errors.ts";
import { programmeSettings } from "../domain/programmes/settings.ts";
import { whereOf } from "../domain/safety/place.ts";
import { linkOf } from "./link-of.ts";
import type { Door, LockedMessage, Outcome, Turn } from "./outcome.ts";
import { inResponse, saveTurn } from "./save-turn.ts";
import { isLocked, type Taken, taken } from "./taken.ts";
import { bindTools } from "./tools.ts";
import type { TurnEffects, TurnSecrets } from "./turn-effects.ts";

/** What a turn answers: texts for TwiML, or a card for a click; the same again when the event comes again. */
export interface TurnAnswer {
  outcome: "taken" | "repeated" | "unknown-sender" | "unlinked" | "which-programme" | "gone";
  messages: string[];
  deliveryIds: string[];
  programmeId: string | null;
  card: AdaptiveCard | null;
  /** What is said in a call. */
  call: Spoken | null;
}

const storedAnswer = z.object({
  messages: z.array(z.string()).default([]),
  card: z.looseObject({}).nullish(),
  call: z.looseObject({}).nullish(),
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

/** As `runTurn`, in a transaction that is open and in which nothing was changed yet. */
export async function takeTurn(
  db: pg.PoolClient,
  key: string,
  door: Door,
  handle: Handle,
  secrets: TurnSecrets | undefined,
): Promise<TurnAnswer> {
  const { rows } = await db.query<{ taken: unknown }>({
    name: "take_turn",
    text: "select take_turn($1, $2) as taken",
    // a call of ours is not heard from anybody before they have answered
    values: [key, door.kind === "voice" && door.out ? { ...door.out, kind: "job" } : door],
  });
  const read = taken.parse(rows[0]?.taken);
  if (read.outcome === "repeated") return { ...toAnswer(read.answer ?? {}), outcome: "repeated" };
  if (read.outcome !== "taken")
    return { outcome: read.outcome as TurnAnswer["outcome"], messages: [], deliveryIds: [], programmeId: null, card: null, call: null };
  if (door.kind === "voice" && door.out) Object.assign(read, await openOutgoingCall(db, door.out.personId, door.callSid, door.step));
  const turn = makeTurn(db, door, read, secrets);
  // nothing automatic is said to, or done for, somebody who is frozen, but that things end and are forgotten: only people write
  const outcome: Outcome =
    door.kind === "job" && turn.speaker.frozen && !door.runsFrozen ? { say: [], question: "keep" } : await handle(turn);
  if (outcome.startsOver) {
    await db.query("delete from inbound_event where event_key = $1", [key]);
    return takeTurn(db, key, door, outcome.startsOver, secrets);
  }
  return { ...toAnswer(await saveTurn(turn, key, read, door, outcome)), outcome: "taken" };
}

function toAnswer(stored: unknown): Omit<TurnAnswer, "outcome"> {
  const { messages, deliveryIds, card, call, programmeId, answered } = storedAnswer.parse(stored);
  return {
    messages: answered ? messages : [],
    deliveryIds,
    card: (card as AdaptiveCard | null | undefined) ?? null,
    call: (call as Spoken | null | undefined) ?? null,
    programmeId: programmeId ?? null,
  };
}

function makeTurn(db: pg.PoolClient, door: Door, read: Taken, secrets: TurnSecrets | undefined): Turn {
  const { programme, person, conversation } = read;
  if (!programme || !person || !conversation) throw new DomainError("turn/gone", "The turn's person is gone.");
  const settings = programmeSettings.parse(programme.settings);
  const live = read.addresses?.filter(({ state }) => state === "live") ?? [];
  const voiceOnly = live.length > 0 && live.every(({ kind }) => kind === "voice");
  const speaker: Speaker = {
    ...person,
    sharedPhone: person.sharedPhone ?? false,
    voiceOnly,
    hasAddress: (read.addresses ?? []).length > 0,
  };
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
  const linked = linkOf(speaker.id, secrets);
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
    takeover: read.takeover ?? null,
    locked: isLocked(read, channel, now),
    lockedMessages: (conversation.locked as LockedMessage[] | null) ?? [],
    unheardDays: read.unheardDays ?? 0,
    rates: read.rates ?? null,
    sessionNumber: read.isSessionNumber && (door.kind === "sms" || door.kind === "voice") ? door.sender : null,
    call:
      door.kind === "voice" && read.call
        ? {
            ...read.call,
            sid: door.callSid,
            step: door.step,
            asked: door.asked,
            textable: live.some(({ kind, optedOut }) => (kind === "sms" || kind === "whatsapp") && !optedOut),
            callerKey: door.addressKey,
            called: door.sender,
            out: door.out?.deliveryId ?? null,
          }
        : null,
    countries: (door.kind === "sms" || door.kind === "whatsapp") && door.countries ? door.countries : null,
    isReply,
    hasVideo: secrets?.hasVideo ?? false,
    linked,
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
      linkSecret: secrets?.hasVideo ? secrets.addressKey : undefined,
      linked,
      effects,
      where: whereOf(channel, "countries" in door ? door.countries : null),
    }),
    effects,
  };
}
