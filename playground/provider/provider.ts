import { randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { numbersOf, type PlaygroundOptions } from "../options.ts";
import type { ProviderMessage, Store } from "../state.ts";
import { API_VERSION } from "./message-resource.ts";
import type { RefusalCode } from "./refusal.ts";
import type { ReplyMessage } from "./twiml.ts";
import { callWebhook } from "./webhook.ts";

/** Between the API's answer and each status callback: long enough to show a tick, short enough to be no wait. */
const STATUS_STEP_MS = 150;
/** https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource */
const MAX_BODY_CHARACTERS = 1600;

/** Recipients that the provider itself refuses in tests, with its code for each. https://www.twilio.com/docs/iam/test-credentials */
const MAGIC_RECIPIENTS: Record<string, RefusalCode | undefined> = { "+15005550001": 21211, "+15005550004": 21610, "+15005550009": 21614 };

/** A carrier and a provider on this machine: takes messages by the REST API, hands them to the phones, reports their delivery. */
export interface LocalProvider {
  /** Tells of every message that has reached its phone. */
  readonly events: EventEmitter<{ delivered: [] }>;
  messages(): readonly ProviderMessage[];
  find(sid: string): ProviderMessage | undefined;
  /** Queues an outgoing message from the API's form fields, or refuses it by the provider's code. */
  create(fields: Record<string, unknown>): ProviderMessage | RefusalCode;
  /** Records what a phone sent to one of the account's numbers. */
  receive(from: string, to: string, body: string): ProviderMessage;
  /** Sends what a webhook answered by TwiML, from the number that was written to. */
  reply(to: string, from: string, reply: ReplyMessage): ProviderMessage;
  /** Settles when every message so far was delivered and reported. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the local provider for one account. */
export function startProvider(options: PlaygroundOptions, store: Store): LocalProvider {
  const stop = new AbortController();
  const events = new EventEmitter<{ delivered: [] }>();
  const reports = new Set<Promise<void>>();
  const { messages } = store.state;

  const add = (
    message: Pick<ProviderMessage, "direction" | "from" | "to" | "body" | "status" | "messagingServiceSid">,
  ): ProviderMessage => {
    const now = new Date().toISOString();
    const added = { ...message, sid: newSid(), createdAt: now, updatedAt: now, sentAt: message.direction === "inbound" ? now : null };
    messages.push(added);
    store.changed();
    return added;
  };
  const deliver = (message: ProviderMessage, statusCallback: string | undefined) => {
    track(reportDelivery(message, statusCallback));
  };
  const track = (reporting: Promise<void>) => {
    const report = reporting.catch(() => undefined).finally(() => reports.delete(report));
    reports.add(report);
  };
  const reportDelivery = async (message: ProviderMessage, statusCallback: string | undefined) => {
    for (const status of ["sent", "delivered"] as const) {
      await wait(STATUS_STEP_MS, undefined, { signal: stop.signal });
      const now = new Date().toISOString();
      Object.assign(message, { status, updatedAt: now, sentAt: message.sentAt ?? now });
      store.changed();
      if (status === "delivered") events.emit("delivered");
      if (!statusCallback) continue;
      const fields = {
        SmsSid: message.sid,
        SmsStatus: status,
        MessageStatus: status,
        To: message.to,
        MessageSid: message.sid,
        AccountSid: options.accountSid,
        From: message.from ?? "",
        ApiVersion: API_VERSION,
      };
      await callWebhook(statusCallback, fields, options.authToken, stop.signal);
    }
  };

  return {
    events,
    messages: () => messages,
    find: (sid) => messages.find((message) => message.sid === sid),
    create(fields) {
      const { To: to, From: from, MessagingServiceSid: service, Body: body, StatusCallback: statusCallback } = fields;
      if (typeof to !== "string" || to === "") return 21604;
      if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(to)) return 21211;
      if (typeof from !== "string" && typeof service !== "string") return 21603;
      if (typeof from === "string" && !numbersOf(options).includes(from.replace("whatsapp:", ""))) return 21606;
      if (typeof body !== "string" || body === "") return 21602;
      if ([...body].length > MAX_BODY_CHARACTERS) return 21617;
      const refused = MAGIC_RECIPIENTS[to];
      if (refused) return refused;
      if (store.state.phones.some(({ number, kind }) => number === to && kind === "landline")) return 21614;
      const messagingServiceSid = typeof service === "string" ? service : null;
      const sender = typeof from === "string" ? from : options.number;
      const message = add({ direction: "outbound-api", from: sender, to, body, status: "queued", messagingServiceSid });
      deliver(message, typeof statusCallback === "string" && URL.canParse(statusCallback) ? statusCallback : undefined);
      return message;
    },
    receive: (from, to, body) => add({ direction: "inbound", from, to, body, status: "received", messagingServiceSid: null }),
    reply(to, from, reply) {
      const message = add({
        direction: "outbound-reply",
        from: reply.from ?? from,
        to: reply.to ?? to,
        body: reply.text,
        status: "queued",
        messagingServiceSid: null,
      });
      const callback = reply.statusCallback && URL.parse(reply.statusCallback, `${options.publicUrl}/twilio/sms`)?.href;
      deliver(message, callback || undefined);
      return message;
    },
    async idle() {
      while (reports.size > 0) await Promise.all(reports);
    },
    async close() {
      stop.abort();
      await Promise.all(reports);
    },
  };
}

/** `SM` (a message) and 32 hexadecimal digits. */
export function newSid(): string {
  return `SM${randomBytes(16).toString("hex")}`;
}
