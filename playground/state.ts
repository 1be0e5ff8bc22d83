import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";

/** Enough for a demonstration of a day; older entries go. */
const MAX_MESSAGES = 1000;
const MAX_CALLS = 300;
const MAX_PHONES = 8;
const MAX_CALL_LINES = 400;
const MAX_PHONE_MESSAGES = 200;
const MAX_ACTIVITIES = 200;
const SAVE_AFTER_MS = 200;

const providerMessage = z.object({
  sid: z.string(),
  direction: z.enum(["inbound", "outbound-api", "outbound-reply"]),
  from: z.string().nullable(),
  to: z.string(),
  body: z.string(),
  status: z.enum(["queued", "sent", "delivered", "received", "failed"]),
  messagingServiceSid: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});

/** What was said or happened in a call, as the person at this end of it heard it. */
const callLine = z.object({
  id: z.string(),
  /** `other` is whoever else is in the conference; a `note` tells what the provider did, in its own words. */
  who: z.enum(["service", "person", "other", "note"]),
  text: z.string(),
  /** Of what the service says. */
  language: z.string().optional(),
});

/** A call between the provider and one telephone. */
const providerCall = z.object({
  sid: z.string(),
  parentSid: z.string().nullable().default(null),
  direction: z.enum(["inbound", "outbound-api", "outbound-dial"]).default("outbound-api"),
  from: z.string(),
  to: z.string(),
  /** The telephone's own number, also of a caller who withholds it. */
  telephone: z.string().default(""),
  status: z.enum(["queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"]),
  answeredBy: z.enum(["human", "machine_start"]).nullable().default(null),
  /** By this machine's clock, as of messages: the product looks for what it has sent by that one. */
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** By the service's clock, as all that is told of a call's course. */
  startedAt: z.iso.datetime().nullable().default(null),
  endedAt: z.iso.datetime().nullable().default(null),
  lines: z.array(callLine).default([]),
});

const phoneMessage = z.object({
  id: z.string(),
  side: z.enum(["sent", "received"]),
  text: z.string(),
  at: z.iso.datetime(),
  /** Of a message that the phone sent: on its way, taken by the product, or not. */
  state: z.enum(["sending", "delivered", "failed"]),
  segments: z.number().int().min(1),
  /** The number of the service at its other end; the programme's, if not said. */
  other: z.string().optional(),
});

const phone = z.object({
  number: z.string(),
  /** A peer's is not among the patients' phones; a landline takes no SMS. */
  kind: z.enum(["patient", "peer", "landline"]).default("patient"),
  /** A machine takes its calls. */
  voicemail: z.boolean().default(false),
  messages: z.array(phoneMessage),
});

const activity = z.object({
  id: z.string(),
  /** Grows with every change, so that the page redraws only what changed. */
  revision: z.number().int(),
  side: z.enum(["user", "bot", "notice"]),
  text: z.string(),
  cards: z.array(z.record(z.string(), z.unknown())),
  at: z.iso.datetime(),
  state: z.enum(["sending", "delivered", "failed"]),
  /** Set once a button of its cards was used, so that the page can tick its hint off. */
  acted: z.boolean().default(false),
});

const chat = z.object({
  conversationId: z.string(),
  user: z.object({ id: z.string(), aadObjectId: z.string() }),
  opened: z.boolean(),
  activities: z.array(activity),
});

const storedState = z.object({
  messages: z.array(providerMessage),
  calls: z.array(providerCall).default([]),
  phones: z.array(phone).min(2),
  chats: z.object({ peer: chat, coordinator: chat }),
});

export type ProviderCall = z.infer<typeof providerCall>;
export type CallLine = z.infer<typeof callLine>;
export type ProviderMessage = z.infer<typeof providerMessage>;
export type PhoneMessage = z.infer<typeof phoneMessage>;
export type StoredPhone = z.infer<typeof phone>;
export type ChatActivity = z.infer<typeof activity>;
export type StoredChat = z.infer<typeof chat>;
export type StoredState = z.infer<typeof storedState>;

/** The playground's memory: what the provider, the phones and the chats hold. */
export interface Store {
  readonly state: StoredState;
  /** Says that the state was changed in place: it is bounded, saved soon, and listeners are told once. */
  changed(): void;
  /** @returns a function that stops the telling */
  listen(listener: () => void): () => void;
  /** Saves what is unsaved. */
  close(): void;
}

/** The first phone's number; numbers from here on are reserved for fiction. https://www.arcep.fr (decision 2018-0881: 06 39 98) */
export const FIRST_PHONE = "+33639980001";
const SECOND_PHONE = "+33639980002";

/** Opens the state file, or begins anew if there is none or it can't be read. */
export function openStore(file: string): Store {
  const state = readState(file);
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let telling = false;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    writeState(file, state);
  };
  return {
    state,
    changed() {
      bound(state);
      timer ??= setTimeout(save, SAVE_AFTER_MS);
      if (telling) return;
      telling = true;
      setImmediate(() => {
        telling = false;
        for (const listener of [...listeners]) listener();
      });
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      if (timer) save();
    },
  };
}

function readState(file: string): StoredState {
  try {
    return storedState.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {
      messages: [],
      calls: [],
      phones: [FIRST_PHONE, SECOND_PHONE].map((number) => newPhone(number, "patient")),
      chats: { peer: newChat(), coordinator: newChat() },
    };
  }
}

/** A phone that nobody has used. */
export function newPhone(number: string, kind: StoredPhone["kind"]): StoredPhone {
  return { number, kind, voicemail: false, messages: [] };
}

function newChat(): StoredChat {
  return {
    conversationId: `a:1${randomBytes(24).toString("base64url")}`,
    user: { id: `29:1${randomBytes(24).toString("base64url")}`, aadObjectId: randomUUID() },
    opened: false,
    activities: [],
  };
}

function writeState(file: string, state: StoredState): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  renameSync(draft, file);
}

function bound(state: StoredState): void {
  state.messages.splice(0, state.messages.length - MAX_MESSAGES);
  state.calls.splice(0, state.calls.length - MAX_CALLS);
  for (const call of state.calls) call.lines.splice(0, call.lines.length - MAX_CALL_LINES);
  const movable = state.phones.filter(({ kind }) => kind !== "peer");
  for (const old of movable.slice(0, Math.max(movable.length - MAX_PHONES, 0))) state.phones.splice(state.phones.indexOf(old), 1);
  for (const phone of state.phones) phone.messages.splice(0, phone.messages.length - MAX_PHONE_MESSAGES);
  for (const { activities } of Object.values(state.chats)) activities.splice(0, activities.length - MAX_ACTIVITIES);
}
