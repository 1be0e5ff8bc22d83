import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { vi } from "vitest";

export interface ProviderMessage {
  sid: string;
  to: string;
  from: string;
  body: string;
  direction: "inbound" | "outbound-api";
  at: Date;
  statusCallback?: string;
}

/** A call that it was asked for. */
export interface ProviderCall {
  sid: string;
  to: string;
  from: string;
  /** What is to be said, or where that is asked for. */
  twiml: string;
  url?: string;
  at: Date;
  statusCallback?: string;
}

/** What the provider does with the next send: an error of its API, an answer that never comes though it took the message, or nothing at all. */
type NextAnswer = { status: number; code?: number } | "accept-then-silent" | "cut";

export interface TestProvider {
  url: string;
  accountSid: string;
  authToken: string;
  /** Everything that it took or was sent, oldest first. */
  messages: ProviderMessage[];
  /** Every call that it took, oldest first. */
  calls: ProviderCall[];
  answerNext(...answers: NextAnswer[]): void;
  /** Who is told of each message as soon as it is taken, before the answer leaves; nobody, if left out. */
  onTaken(listener?: () => void): void;
  /** What it does with the next calls. */
  answerNextCall(...answers: NextAnswer[]): void;
  /** Waits until a message to `to` matches. */
  waitForMessage(to: string, matching: RegExp): Promise<ProviderMessage>;
  /** The texts that were sent there, each in one line. */
  sentTo(to: string): string[];
  /** A message that reached the provider while our webhook was down. */
  receive(from: string, to: string, body: string, at?: Date): string;
  /** Reports on a message, signed, as its status callback asks. */
  report(message: ProviderMessage, status: string, errorCode?: number): Promise<number>;
  reportCall(call: ProviderCall, status: string): Promise<number>;
  close(): Promise<void>;
}

/** A provider that speaks the APIs of messages and calls over real HTTP, and does wrong what it is told to. */
export async function startProvider(): Promise<TestProvider> {
  const accountSid = `AC${randomBytes(16).toString("hex")}`;
  const authToken = randomBytes(16).toString("hex");
  const messages: ProviderMessage[] = [];
  const calls: ProviderCall[] = [];
  const answers: NextAnswer[] = [];
  const callAnswers: NextAnswer[] = [];
  let tellTaken: (() => void) | undefined;
  const newSid = (kind = "SM") => `${kind}${randomBytes(16).toString("hex")}`;
  const resource = (message: ProviderMessage) => ({
    sid: message.sid,
    account_sid: accountSid,
    to: message.to,
    from: message.from,
    body: message.body,
    direction: message.direction,
    status: "queued",
    num_media: "0",
    num_segments: "1",
    date_created: message.at.toUTCString(),
    date_sent: message.at.toUTCString(),
    date_updated: message.at.toUTCString(),
    error_code: null,
    uri: "",
  });
  const callResource = ({ sid, to, from, at }: ProviderCall) => ({
    sid,
    account_sid: accountSid,
    to,
    from,
    direction: "outbound-api",
    status: "queued",
    date_created: at.toUTCString(),
    date_updated: at.toUTCString(),
    // not dialled yet
    start_time: null,
    end_time: null,
    subresource_uris: {},
  });
  const server = createServer((request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
    if (request.headers.authorization !== expected) return json(401, { code: 20003, message: "Authenticate", status: 401 });
    const url = new URL(request.url ?? "", "http://provider");
    const isCalls = url.pathname.endsWith("/Calls.json");
    if (request.method === "GET") {
      const [to, from] = [url.searchParams.get("To"), url.searchParams.get("From")];
      const isAsked = (sent: { to: string; from: string }) => (!to || sent.to === to) && (!from || sent.from === from);
      // as the provider does: a call that was not dialled has not started, and is not found by when it did
      if (isCalls && url.search.includes("StartTime")) return json(200, { calls: [], next_page_uri: null, page: 0, page_size: 50 });
      if (isCalls)
        return json(200, { calls: calls.filter(isAsked).reverse().map(callResource), next_page_uri: null, page: 0, page_size: 50 });
      // nobody is in a conference here
      if (url.pathname.endsWith("/Conferences.json")) return json(200, { conferences: [], next_page_uri: null, page: 0, page_size: 50 });
      const found = messages.filter(isAsked).reverse();
      return json(200, { messages: found.map(resource), next_page_uri: null, page: 0, page_size: 50 });
    }
    let form = "";
    for await (const chunk of request) form += chunk;
    const fields = new URLSearchParams(form);
    const answer = (isCalls ? callAnswers : answers).shift();
    if (answer === "cut") return void request.socket.destroy();
    if (typeof answer === "object") return json(answer.status, { code: answer.code, message: "as the test asked", status: answer.status });
    if (isCalls) {
      const call: ProviderCall = {
        sid: newSid("CA"),
        to: fields.get("To") ?? "",
        from: fields.get("From") ?? "",
        twiml: fields.get("Twiml") ?? "",
        url: fields.get("Url") ?? undefined,
        at: new Date(),
        statusCallback: fields.get("StatusCallback") ?? undefined,
      };
      calls.push(call);
      if (answer === "accept-then-silent") return void request.socket.destroy();
      return json(201, callResource(call));
    }
    const message: ProviderMessage = {
      sid: newSid(),
      to: fields.get("To") ?? "",
      from: fields.get("From") ?? "",
      body: fields.get("Body") ?? "",
      direction: "outbound-api",
      at: new Date(),
      statusCallback: fields.get("StatusCallback") ?? undefined,
    };
    messages.push(message);
    tellTaken?.();
    if (answer === "accept-then-silent") return void request.socket.destroy();
    json(201, resource(message));
  }

  async function callBack(url: string, parameters: Record<string, string>): Promise<number> {
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, parameters);
    const headers = { "x-twilio-signature": signature };
    return (await fetch(url, { method: "POST", body: new URLSearchParams(parameters), headers })).status;
  }

  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    accountSid,
    authToken,
    messages,
    calls,
    answerNext: (...next) => void answers.push(...next),
    onTaken(listener) {
      tellTaken = listener;
    },
    answerNextCall: (...next) => void callAnswers.push(...next),
    waitForMessage: (to, matching) =>
      vi.waitUntil(() => messages.find((message) => message.to === to && matching.test(oneLine(message))), {
        timeout: 15_000,
        interval: 20,
      }) as Promise<ProviderMessage>,
    sentTo: (to) => messages.filter((message) => message.to === to && message.direction !== "inbound").map(oneLine),
    receive(from, to, body, at = new Date(Date.now() - 60_000)) {
      const sid = newSid();
      messages.push({ sid, to, from, body, direction: "inbound", at });
      return sid;
    },
    report(message, status, errorCode) {
      const parameters: Record<string, string> = {
        MessageSid: message.sid,
        MessageStatus: status,
        AccountSid: accountSid,
        To: message.to,
        From: message.from,
      };
      if (errorCode !== undefined) parameters.ErrorCode = String(errorCode);
      return callBack(message.statusCallback ?? "", parameters);
    },
    reportCall: ({ sid, to, from, statusCallback = "" }, status) =>
      callBack(statusCallback, { CallSid: sid, CallStatus: status, AccountSid: accountSid, To: to, From: from }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const oneLine = ({ body }: ProviderMessage): string => body.replaceAll("\n", " ");
