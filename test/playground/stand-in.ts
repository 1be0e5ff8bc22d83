import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type * as Restify from "restify";
import type Twilio from "twilio";
import { mountPlayground } from "../../playground/mount.ts";
import type { PlaygroundOptions } from "../../playground/options.ts";

const require = createRequire(import.meta.url);
const restify = require("restify") as typeof Restify;

export interface StandIn {
  options: PlaygroundOptions;
  /** What reached the product's doors, checked and in order. */
  seen: {
    sms: Record<string, string>[];
    statuses: Record<string, string>[];
    voice: { path: string; fields: Record<string, string> }[];
    activities: Record<string, any>[];
    refused: string[];
  };
  /** Answers the next SMS webhooks: TwiML, or a status to fail with; by default an empty response. */
  answerSms: (fields: Record<string, string>) => string | number;
  /** Answers what is asked at `/twilio/voice` and below it: TwiML, or a status to fail with; by default an empty response. */
  answerVoice: (path: string, fields: Record<string, string>) => string | number;
  /** Answers an activity; the body goes back as JSON. */
  answerActivity: (activity: Record<string, any>) => Promise<[number, unknown]> | [number, unknown];
  close(): Promise<void>;
}

/**
 * A server with the product's three doors and nothing behind them but what a test puts there: it checks signatures and tokens as the product does,
 * so the playground is shown to speak as the real services do.
 */
export async function startStandIn(changes: Partial<PlaygroundOptions> = {}, port = 0): Promise<StandIn> {
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser({ mapParams: false, maxBodySize: 256 * 1024 }));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as unknown as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "playground-"));
  const options: PlaygroundOptions = {
    publicUrl,
    accountSid: `AC${randomBytes(16).toString("hex")}`,
    authToken: randomBytes(16).toString("hex"),
    apiBaseUrl: `${publicUrl}/playground/provider`,
    number: "+33937990001",
    teams: {
      appId: randomUUID(),
      appPassword: randomBytes(16).toString("hex"),
      tenantId: randomUUID(),
      tokenIssuer: `${publicUrl}/playground/issuer`,
    },
    accounts: { peer: { name: "Claire", invitationCode: "TEST-2468" }, coordinator: { name: "Camille", invitationCode: "TEST-1357" } },
    service: standingService(),
    stateFile: join(folder, "playground.json"),
    ...changes,
  };
  const seen: StandIn["seen"] = { sms: [], statuses: [], voice: [], activities: [], refused: [] };
  const { validateRequest } = require("twilio/lib/webhooks/webhooks") as { validateRequest: typeof Twilio.validateRequest };
  const signed = (request: Restify.Request, path: string) => {
    const genuine = validateRequest(
      options.authToken,
      String(request.headers["x-twilio-signature"]),
      `${publicUrl}${path}`,
      request.body ?? {},
    );
    if (!genuine) seen.refused.push(path);
    return genuine;
  };
  const keys = createRemoteJWKSet(new URL(`${publicUrl}/playground/issuer/keys`));
  const standIn: StandIn = {
    options,
    seen,
    answerSms: () => "<Response/>",
    answerVoice: () => "<Response/>",
    answerActivity: () => [200, {}],
    async close() {
      await playground.close();
      await new Promise<void>((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.post("/twilio/sms", async (request: Restify.Request, response: Restify.Response) => {
    if (!signed(request, "/twilio/sms")) return void response.send(403);
    seen.sms.push(request.body);
    const answer = standIn.answerSms(request.body);
    if (typeof answer === "number") return void response.send(answer);
    response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
    response.end(answer);
  });
  server.post("/twilio/status", async (request: Restify.Request, response: Restify.Response) => {
    if (!signed(request, request.url ?? "")) return void response.send(403);
    seen.statuses.push(request.body);
    response.send(204);
  });
  const answerVoice = (fieldsOf: (request: Restify.Request) => Record<string, string>) => {
    return async (request: Restify.Request, response: Restify.Response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", publicUrl);
      if (!signed(request, request.url ?? "")) return void response.send(403);
      const path = pathname.replace(/^\/twilio\/voice\/?/, "") || "start";
      const fields = { ...Object.fromEntries(searchParams), ...fieldsOf(request) };
      seen.voice.push({ path, fields });
      const answer = standIn.answerVoice(path, fields);
      if (typeof answer === "number") return void response.send(answer);
      response.writeHead(200, { "Content-Type": "text/xml; charset=utf-8" });
      response.end(answer);
    };
  };
  for (const path of ["/twilio/voice", "/twilio/voice/:step"]) {
    server.post(
      path,
      answerVoice((request) => request.body),
    );
    server.get(
      path,
      answerVoice(() => ({})),
    );
  }
  server.post("/api/messages", async (request: Restify.Request, response: Restify.Response) => {
    try {
      const token = String(request.headers.authorization).replace("Bearer ", "");
      const { payload } = await jwtVerify(token, keys, {
        issuer: options.teams.tokenIssuer,
        audience: options.teams.appId,
        algorithms: ["RS256"],
        requiredClaims: ["exp", "nbf"],
      });
      if (payload.serviceurl !== request.body.serviceUrl) throw new Error("serviceUrl");
    } catch {
      seen.refused.push("/api/messages");
      return void response.send(401);
    }
    seen.activities.push(request.body);
    const [status, body] = await standIn.answerActivity(request.body);
    response.send(status, body);
  });
  const playground = await mountPlayground(server, options);
  return standIn;
}

/** A service whose clock goes with the real one, and that has sent nothing. */
function standingService(): PlaygroundOptions["service"] {
  return {
    readClock: async () => ({ now: new Date(), nextDue: undefined }),
    moveClock: async () => undefined,
    listDeliveries: async () => [],
  };
}

/** Asks for a token as the bot does, and sends to the connector with it. */
export async function sendAsBot(options: PlaygroundOptions, path: string, body: unknown, method = "POST"): Promise<Response> {
  const granted = await fetch(`${options.publicUrl}/playground/issuer/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: options.teams.appId,
      client_secret: options.teams.appPassword,
      scope: "https://api.botframework.com/.default",
    }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return fetch(`${options.publicUrl}/playground/teams${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Sends an SMS by the provider's REST API, as the product does. */
export function sendSms(
  options: PlaygroundOptions,
  fields: Record<string, string>,
  credentials = `${options.accountSid}:${options.authToken}`,
): Promise<Response> {
  return fetch(`${options.apiBaseUrl}/2010-04-01/Accounts/${options.accountSid}/Messages.json`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` },
    body: new URLSearchParams(fields),
  });
}

/** Posts to the page's API as the page does. */
export function postAsPage(
  options: PlaygroundOptions,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${options.publicUrl}/playground/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: options.publicUrl, ...headers },
    body: JSON.stringify(body),
  });
}

/** What the page shows now. */
export async function viewNow(options: PlaygroundOptions): Promise<any> {
  return (await fetch(`${options.publicUrl}/playground/api/state`)).json();
}
