import type { Clock } from "../clock.ts";
import { numbersOf, type PlaygroundOptions, usesLocalProvider } from "../options.ts";
import { API_VERSION, countSegments } from "../provider/message-resource.ts";
import { type LocalProvider, newSid } from "../provider/provider.ts";
import { readTwiml } from "../provider/twiml.ts";
import { callWebhook } from "../provider/webhook.ts";
import { newPhone, type StoredPhone as Phone, type PhoneMessage, type Store } from "../state.ts";
import { nextLandline, nextPhone } from "./number.ts";
import { listReceived } from "./received.ts";

const POLL_MS = 1000;

/** The people's phones: they send through the provider's webhook and find what they were sent in the provider's REST API. */
export interface Phones {
  /** True while the provider's REST API does not answer. */
  readonly unreachable: boolean;
  /** Sends an SMS to the programme, or another of its numbers; its state tells how it went. @returns false if there is no such phone or number */
  send(from: string, text: string, to?: string): boolean;
  /** Begins anew with the next fictional number, of a mobile phone or of a landline; the oldest phone goes when there are too many. */
  addPhone(kind?: "patient" | "landline"): string;
  /** Settles when nothing is being sent or fetched. */
  idle(): Promise<void>;
  /** Says whether anybody looks at the phones: only then is a provider elsewhere asked every second. */
  watch(watched: boolean): void;
  close(): Promise<void>;
}

/** Starts the phones. Nothing is asked for before somebody looks: the server that the local provider is part of may not listen yet. */
export function startPhones(options: PlaygroundOptions, store: Store, provider: LocalProvider, clock: Clock): Phones {
  const stop = new AbortController();
  const sending = new Set<Promise<void>>();
  const isLocal = usesLocalProvider(options);
  let unreachable = false;
  let fetching: Promise<void> | undefined;
  let fetchAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  /** One round at a time; a change that comes during a round starts another. */
  const fetchReceived = () => {
    if (stop.signal.aborted) return;
    if (fetching) {
      fetchAgain = true;
      return;
    }
    fetching = fetchRound().finally(() => {
      fetching = undefined;
      if (!fetchAgain) return;
      fetchAgain = false;
      fetchReceived();
    });
  };
  const fetchRound = async () => {
    const before = unreachable;
    for (const phone of store.state.phones.filter(({ kind }) => kind !== "landline")) {
      const received = await listReceived(options, phone.number, stop.signal);
      if (stop.signal.aborted) return;
      unreachable = received === "unreachable";
      if (received === "unreachable") break;
      if (addReceived(phone, received, clock)) store.changed();
    }
    if (unreachable !== before) store.changed();
    // Nobody polls the local provider: what a busy moment kept back would only come with the next message.
    clearTimeout(retry);
    if (unreachable && isLocal) retry = setTimeout(fetchReceived, POLL_MS);
  };

  // Not waiting for the next look is all that the local provider gives the phones; what came is still asked for over HTTP.
  if (isLocal) provider.events.on("delivered", fetchReceived);

  const deliver = async (phone: Phone, message: PhoneMessage) => {
    const answer = await callWebhook(
      `${options.publicUrl}/twilio/sms`,
      webhookFields(options, phone.number, message),
      options.authToken,
      stop.signal,
    );
    message.state = answer !== "unreachable" && answer.status < 300 ? "delivered" : "failed";
    if (message.state === "delivered" && answer !== "unreachable") takeReplies(phone, message.other ?? options.number, answer.text);
    store.changed();
  };
  const takeReplies = (phone: Phone, from: string, twiml: string) => {
    for (const reply of readTwiml(twiml)) {
      // A provider elsewhere does not know of a webhook that it did not send, so its replies are shown at once.
      if (isLocal) provider.reply(phone.number, from, reply);
      else phone.messages.push({ ...newMessage("received", reply.text, newSid(), clock.now(), reply.from ?? from), state: "delivered" });
    }
  };

  return {
    get unreachable() {
      return unreachable;
    },
    send(from, text, to = options.number) {
      const phone = store.state.phones.find(({ number, kind }) => number === from && kind !== "landline");
      if (!phone || !numbersOf(options).includes(to)) return false;
      const message = newMessage("sent", text, isLocal ? provider.receive(from, to, text).sid : newSid(), clock.now(), to);
      phone.messages.push(message);
      store.changed();
      const delivery = deliver(phone, message)
        .catch(() => {
          message.state = "failed";
          store.changed();
        })
        .finally(() => sending.delete(delivery));
      sending.add(delivery);
      return true;
    },
    addPhone(kind = "patient") {
      const last = store.state.phones.findLast((phone) => phone.kind === kind)?.number;
      const number = kind === "landline" ? nextLandline(last) : nextPhone(last);
      const earlier = store.state.phones.findIndex((phone) => phone.number === number);
      if (earlier >= 0) store.state.phones.splice(earlier, 1);
      store.state.phones.push(newPhone(number, kind));
      store.changed();
      return number;
    },
    async idle() {
      while (fetching || sending.size > 0) await Promise.all([...sending, fetching]);
    },
    watch(watched) {
      clearInterval(timer);
      timer = watched && !isLocal ? setInterval(fetchReceived, POLL_MS) : undefined;
      if (watched) fetchReceived();
    },
    async close() {
      stop.abort();
      clearInterval(timer);
      clearTimeout(retry);
      provider.events.off("delivered", fetchReceived);
      await Promise.all([...sending, fetching]);
    },
  };
}

function addReceived(phone: Phone, received: { sid: string; from: string; body: string; at: string }[], clock: Clock): boolean {
  const known = new Set(phone.messages.map(({ id }) => id));
  const added = received.filter(({ sid }) => !known.has(sid));
  // The provider tells whole seconds: what was sent just after a stop of the clock must not seem to have come just before it.
  const sentAt = (at: string) => new Date(Math.min(Date.parse(at) + 999, Date.now()));
  for (const { sid, from, body, at } of added)
    phone.messages.push({ ...newMessage("received", body, sid, clock.at(sentAt(at)), from), state: "delivered" });
  return added.length > 0;
}

function newMessage(side: PhoneMessage["side"], text: string, id: string, at: Date, other: string): PhoneMessage {
  return { id, side, text, at: at.toISOString(), state: "sending", segments: countSegments(text), other };
}

/** @see https://www.twilio.com/docs/messaging/guides/webhook-request */
function webhookFields(options: PlaygroundOptions, from: string, message: PhoneMessage): Record<string, string> {
  return {
    ToCountry: "FR",
    ToState: "",
    SmsMessageSid: message.id,
    NumMedia: "0",
    ToCity: "",
    FromZip: "",
    SmsSid: message.id,
    FromState: "",
    SmsStatus: "received",
    FromCity: "",
    Body: message.text,
    FromCountry: "FR",
    To: message.other ?? options.number,
    ToZip: "",
    NumSegments: String(message.segments),
    MessageSid: message.id,
    AccountSid: options.accountSid,
    From: from,
    ApiVersion: API_VERSION,
  };
}
