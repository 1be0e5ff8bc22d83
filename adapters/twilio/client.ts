import type { Twilio } from "twilio";
import { spokenTwiml } from "./twiml.ts";

export interface ProviderOptions {
  accountSid: string;
  authToken: string;
  /** Any service that speaks the provider's API; https://api.twilio.com is the real one. */
  apiBaseUrl: string;
}

/** How a message was refused. `ambiguous`: no answer came, so it may have been taken. */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly kind: "temporary" | "ambiguous" | "permanent";
  readonly providerCode: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: "temporary" | "ambiguous" | "permanent", providerCode?: number, retryAfterSeconds?: number) {
    super(`The provider's answer: ${kind}${providerCode ? ` ${providerCode}` : ""}.`);
    this.kind = kind;
    this.providerCode = providerCode;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface InboundListing {
  sid: string;
  from: string;
  to: string;
  body: string;
  numMedia: number;
  at: Date;
}

export interface Provider {
  /** @returns the MessageSid @throws {ProviderError} */
  send(message: { to: string; from: string; body: string; statusCallback: string }): Promise<string>;
  /** The MessageSid of a message like this one, if the provider took it since then. */
  findSent(
    message: { to: string; from: string; body: string; since: Date },
    isKnown: (sid: string) => Promise<boolean>,
  ): Promise<string | undefined>;
  /** Calls a number and says something there, twice. @returns the CallSid @throws {ProviderError} */
  call(call: { to: string; from: string; words: string; locale: "fr" | "en"; statusCallback: string }): Promise<string>;
  /** The CallSid of a call that was asked for since then, if the provider took it. */
  findCall(call: { to: string; from: string; since: Date }, isKnown: (sid: string) => Promise<boolean>): Promise<string | undefined>;
  /** Calls a number; what is said there is asked for at `url` when it is picked up. @returns the CallSid @throws {ProviderError} */
  dial(call: { to: string; from: string; url: string; statusCallback: string; ringSeconds: number; limitSeconds: number }): Promise<string>;
  /** Ends a call, whether it rings or is being spoken in. One that has ended is left as it is. @throws {ProviderError} */
  hangUp(callSid: string): Promise<void>;
  /** Has something said to everybody in the conference of that name; nobody may be in one. @throws {ProviderError} */
  announce(conference: string, url: string): Promise<void>;
  /** Ends the conference of that name: each one's call goes on after it. @throws {ProviderError} */
  endConference(conference: string): Promise<void>;
  /** Messages that came in on one of our numbers since then. */
  listInbound(to: string, since: Date): Promise<InboundListing[]>;
}

/** The provider's clock and ours may differ a little. */
const CLOCKS_DIFFER_MS = 2 * 60_000;

/** A send is given up after this long; the attempt is then ambiguous. */
const TIMEOUT_MS = 10_000;
/** Before most voicemails answer. https://www.twilio.com/docs/voice/api/call-resource, `Timeout` */
const RING_SECONDS = 25;
/** A call that has ended, and a call or conference that is not there any more. https://www.twilio.com/docs/api/errors */
const NOT_IN_PROGRESS = 21220;
const NOT_FOUND = 20404;
const CONNECTION_NOT_MADE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "CERT_HAS_EXPIRED"]);

/** Speaks to the provider by its own client; it is loaded on first use, since loading it takes a while. */
export function openProvider(options: ProviderOptions): Provider {
  let client: Promise<Twilio> | undefined;
  const connect = () => {
    client ??= connectClient(options);
    return client;
  };
  const updateConference = async (friendlyName: string, update: { announceUrl: string } | { status: "completed" }) => {
    try {
      const { conferences } = await connect();
      const named = await conferences.list({ friendlyName, limit: 20 });
      // one who waits alone is in a conference that has not begun
      for (const { sid, status } of named) if (status !== "completed") await conferences(sid).update(update);
    } catch (error) {
      const failure = toProviderError(error);
      // it ended meanwhile
      if (failure.providerCode !== NOT_FOUND) throw failure;
    }
  };
  return {
    async send({ to, from, body, statusCallback }) {
      try {
        const message = await (await connect()).messages.create({ to, from, body, statusCallback });
        return message.sid;
      } catch (error) {
        throw toProviderError(error);
      }
    },
    async findSent({ to, from, body, since }, isKnown) {
      const dateSentAfter = new Date(since.getTime() - CLOCKS_DIFFER_MS);
      const found = await (await connect()).messages.list({ to, from, dateSentAfter, limit: 50 });
      for (const message of found) {
        if (message.direction !== "inbound" && message.body === body && !(await isKnown(message.sid))) return message.sid;
      }
      return undefined;
    },
    async call({ to, from, words, locale, statusCallback }) {
      try {
        const twiml = spokenTwiml(words, locale);
        return (await (await connect()).calls.create({ to, from, twiml, timeout: RING_SECONDS, statusCallback })).sid;
      } catch (error) {
        throw toProviderError(error);
      }
    },
    async dial({ to, from, url, statusCallback, ringSeconds, limitSeconds }) {
      try {
        const about = { to, from, url, statusCallback, timeout: ringSeconds, timeLimit: limitSeconds };
        return (await (await connect()).calls.create(about)).sid;
      } catch (error) {
        throw toProviderError(error);
      }
    },
    async hangUp(callSid) {
      try {
        await (await connect()).calls(callSid).update({ status: "completed" });
      } catch (error) {
        const failure = toProviderError(error);
        if (failure.providerCode !== NOT_IN_PROGRESS && failure.providerCode !== NOT_FOUND) throw failure;
      }
    },
    announce: (conference, announceUrl) => updateConference(conference, { announceUrl }),
    endConference: (conference) => updateConference(conference, { status: "completed" }),
    async findCall({ to, from, since }, isKnown) {
      const earliest = since.getTime() - CLOCKS_DIFFER_MS;
      // not by StartTime: a call that still waits to be dialled has none, and would be made again
      const found = await (await connect()).calls.list({ to, from, limit: 50 });
      for (const call of found) {
        if (call.direction !== "inbound" && call.dateCreated.getTime() >= earliest && !(await isKnown(call.sid))) return call.sid;
      }
      return undefined;
    },
    async listInbound(to, since) {
      const found = await (await connect()).messages.list({ to, dateSentAfter: since, limit: 1000 });
      return found
        .filter((message) => message.direction === "inbound")
        .map((message) => ({
          sid: message.sid,
          from: message.from,
          to: message.to,
          body: message.body,
          numMedia: Number(message.numMedia) || 0,
          at: message.dateSent ?? message.dateCreated,
        }))
        .reverse();
    },
  };
}

async function connectClient({ accountSid, authToken, apiBaseUrl }: ProviderOptions): Promise<Twilio> {
  const { default: twilio } = await import("twilio");
  type RequestOptions<Data> = Parameters<typeof twilio.RequestClient.prototype.request<Data>>[0];
  const base = new URL(apiBaseUrl);
  /** Region and edge can't lead to another host: the request itself is redirected. */
  class RedirectedClient extends twilio.RequestClient {
    override request<Data>(request: RequestOptions<Data>) {
      const url = new URL(request.uri);
      return super.request<Data>({
        ...request,
        uri: base.origin + base.pathname.replace(/\/$/, "") + url.pathname + url.search,
        timeout: TIMEOUT_MS,
      });
    }
  }
  return twilio(accountSid, authToken, { httpClient: new RedirectedClient({ timeout: TIMEOUT_MS }) });
}

function toProviderError(error: unknown): ProviderError {
  const { status, code } = error as { status?: number; code?: number | string };
  if (typeof status === "number") {
    const providerCode = typeof code === "number" ? code : undefined;
    if (status === 429) return new ProviderError("temporary", providerCode, 30);
    // a 5xx may have been taken before it failed
    return status >= 500 ? new ProviderError("ambiguous", providerCode) : new ProviderError("permanent", providerCode);
  }
  if (typeof code === "string" && CONNECTION_NOT_MADE.has(code)) return new ProviderError("temporary");
  return new ProviderError("ambiguous");
}
