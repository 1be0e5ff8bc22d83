import type { Clock } from "../clock.ts";
import { type PlaygroundOptions, usesLocalProvider } from "../options.ts";
import { API_VERSION, countSegments } from "../provider/message-resource.ts";
import { type LocalProvider, newSid } from "../provider/provider.ts";
import { readTwiml } from "../provider/twiml.ts";
import { postWebhook } from "../provider/webhook.ts";
import type { PhoneMessage, Store, StoredState } from "../state.ts";
import { nextPhone } from "./number.ts";
import { listReceived } from "./received.ts";

const POLL_MS = 1000;

type Phone = StoredState["phones"][number];

/** The patients' phones: they send through the provider's webhook and find what they were sent in the provider's REST API. */
export interface Phones {
  /** True while the provider's REST API does not answer. */
  readonly unreachable: boolean;
  /** Sends an SMS to the programme; its state tells how it went. @returns false if there is no such phone */
  send(from: string, text: string): boolean;
  /** Begins anew with the next fictional number; the oldest phone goes when there are too many. */
  addPhone(): string;
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
    for (const phone of store.state.phones) {
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
    const answer = await postWebhook(
      `${options.publicUrl}/twilio/sms`,
      webhookFields(options, phone.number, message),
      options.authToken,
      stop.signal,
    );
    message.state = answer !== "unreachable" && answer.status < 300 ? "delivered" : "failed";
    if (message.state === "delivered" && answer !== "unreachable") takeReplies(phone, answer.text);
    store.changed();
  };
  const takeReplies = (phone: Phone, twiml: string) => {
    for (const reply of readTwiml(twiml)) {
      // A provider elsewhere does not know of a webhook that it did not send, so its replies are shown at once.
      if (isLocal) provider.reply(phone.number, reply);
      else phone.messages.push({ ...newMessage("received", reply.text, newSid(), clock.now()), state: "delivered" });
    }
  };

  return {
    get unreachable() {
      return unreachable;
    },
    send(from, text) {
      const phone = store.state.phones.find(({ number }) => number === from);
      if (!phone) return false;
      const message = newMessage("sent", text, isLocal ? provider.receive(from, text).sid : newSid(), clock.now());
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
    addPhone() {
      const number = nextPhone(store.state.phones.at(-1)?.number ?? "");
      const earlier = store.state.phones.findIndex((phone) => phone.number === number);
      if (earlier >= 0) store.state.phones.splice(earlier, 1);
      store.state.phones.push({ number, messages: [] });
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

function addReceived(phone: Phone, received: { sid: string; body: string; at: string }[], clock: Clock): boolean {
  const known = new Set(phone.messages.map(({ id }) => id));
  const added = received.filter(({ sid }) => !known.has(sid));
  // The provider tells whole seconds: what was sent just after a stop of the clock must not seem to have come just before it.
  const sentAt = (at: string) => new Date(Math.min(Date.parse(at) + 999, Date.now()));
  for (const { sid, body, at } of added)
    phone.messages.push({ ...newMessage("received", body, sid, clock.at(sentAt(at))), state: "delivered" });
  return added.length > 0;
}

function newMessage(side: PhoneMessage["side"], text: string, id: string, at: Date): PhoneMessage {
  return { id, side, text, at: at.toISOString(), state: "sending", segments: countSegments(text) };
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
    To: options.number,
    ToZip: "",
    NumSegments: String(message.segments),
    MessageSid: message.id,
    AccountSid: options.accountSid,
    From: from,
    ApiVersion: API_VERSION,
  };
}
