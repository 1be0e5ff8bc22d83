import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TeamsOptions } from "../../adapters/teams/options.ts";

const APP_ID = "8f2c1d7e-3b54-4c0a-9a61-5f0e7b1c2d3e";
const APP_PASSWORD = "fictional-app-password";
const TENANT_ID = "4d6f9b20-1c7e-4a55-8f3b-2e9d0c1a7b64";

type Json = Record<string, unknown>;

/** One request that the connector took. */
export interface SentActivity {
  method: string;
  conversationId: string;
  /** Of the activity that was updated or answered. */
  activityId: string | undefined;
  /** The id that the connector gave. */
  id: string;
  activity: Json;
  /** Names the connection that it came over. */
  remotePort: number | undefined;
}

/** What a token is to say otherwise; `undefined` leaves a claim or a header out. */
export interface TokenOverrides {
  claims?: Json;
  header?: Json;
  /** Signs with another key or secret than the one that `kid` names. */
  key?: KeyObject | string;
}

/** How the connector answers the next request; `never` takes the activity and keeps the line open, `cut` closes it. Refused activities aren't recorded. */
export type ConnectorAnswer = { status: number; headers?: Record<string, string>; body?: unknown } | "never" | "cut";

export interface BotAnswer {
  status: number;
  headers: IncomingMessage["headers"];
  /** Parsed if it is JSON, else text. */
  body: any;
}

export type TeamsFake = Awaited<ReturnType<typeof startTeamsService>>;

/**
 * Starts a local Teams on loopback: an issuer (OpenID metadata, keys, tokens for the bot) and a connector that takes the bot's messages.
 * `now` is the time that its tokens are signed at.
 */
export async function startTeamsService({ now = () => new Date() }: { now?: () => Date } = {}) {
  const events = new EventEmitter();
  const activities: SentActivity[] = [];
  const accessTokens = new Set<string>();
  const answers: ConnectorAnswer[] = [];
  const requests = { metadata: 0, keys: 0, token: 0 };
  const login = { fails: false, expiresIn: 3_600 };
  const keys = [makeKey("RSA", ["msteams"])];
  const issuer: { down: boolean; keysUrl?: string } = { down: false };

  const server = createServer((req, res) => {
    route(req, res).catch(() => answer(res, 500));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/emea/`;

  async function route(req: IncomingMessage, res: ServerResponse): Promise<unknown> {
    const path = req.url ?? "";
    if (issuer.down && path.startsWith("/issuer/")) return answer(res, 503);
    if (path === "/issuer/.well-known/openidconfiguration") {
      requests.metadata += 1;
      return answer(res, 200, { issuer: `${origin}/issuer`, jwks_uri: issuer.keysUrl ?? `${origin}/issuer/keys` });
    }
    if (path === "/issuer/keys") {
      requests.keys += 1;
      return answer(res, 200, { keys: keys.map(({ jwk }) => jwk) });
    }
    const text = await readBody(req);
    if (path === "/issuer/token") return giveToken(res, new URLSearchParams(text));
    return connect(req, res, path, text);
  }

  function giveToken(res: ServerResponse, form: URLSearchParams): unknown {
    requests.token += 1;
    const known = form.get("client_id") === APP_ID && form.get("client_secret") === APP_PASSWORD;
    const asked = form.get("grant_type") === "client_credentials" && form.get("scope") === "https://api.botframework.com/.default";
    if (login.fails || !known || !asked) return answer(res, 401, { error: "invalid_client" });
    const token = randomUUID();
    accessTokens.add(token);
    return answer(res, 200, { token_type: "Bearer", expires_in: login.expiresIn, access_token: token });
  }

  function connect(req: IncomingMessage, res: ServerResponse, path: string, text: string): unknown {
    if (!accessTokens.has(req.headers.authorization?.replace("Bearer ", "") ?? ""))
      return answer(res, 401, { error: { code: "Unauthorized" } });
    if (req.method === "POST" && path === "/emea/v3/conversations") return answer(res, 201, { id: `a:${randomUUID()}` });
    const [, conversation, replaced] = /^\/emea\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path) ?? [];
    if (!conversation || !["POST", "PUT"].includes(req.method ?? "") || (req.method === "PUT" && !replaced)) return answer(res, 404);
    const next = answers.shift() ?? { status: req.method === "PUT" ? 200 : 201 };
    if (next === "cut") return req.socket.destroy();
    const activityId = replaced && decodeURIComponent(replaced);
    const id = req.method === "PUT" && activityId ? activityId : `1:${randomUUID()}`;
    if (next === "never" || next.status < 300) {
      const sent = {
        method: req.method ?? "",
        conversationId: decodeURIComponent(conversation),
        activityId,
        id,
        activity: JSON.parse(text) as Json,
        remotePort: req.socket.remotePort,
      };
      activities.push(sent);
      events.emit("activity", sent);
    }
    if (next === "never") return undefined;
    return answer(res, next.status, next.body ?? (next.status < 300 ? { id } : { error: { code: "Failed" } }), next.headers);
  }

  /** Signs what Teams would sign, with one thing or another changed. */
  function signToken({ claims, header, key }: TokenOverrides = {}): string {
    const current = keys[0]!;
    const seconds = Math.floor(now().getTime() / 1_000);
    const fullHeader = { alg: "RS256", typ: "JWT", kid: current.kid, ...header };
    const payload = {
      iss: `${origin}/issuer`,
      aud: APP_ID,
      iat: seconds,
      nbf: seconds,
      exp: seconds + 3_600,
      serviceurl: serviceUrl,
      ...claims,
    };
    const input = `${encode(fullHeader)}.${encode(payload)}`;
    return `${input}.${signature(String(fullHeader.alg), input, key ?? current.privateKey)}`;
  }

  /** What a person writes to the bot in a personal chat; fields may be changed, `undefined` leaves one out. */
  function activity(overrides: Json = {}): Json {
    return {
      type: "message",
      id: `1:${randomUUID()}`,
      timestamp: now().toISOString(),
      channelId: "msteams",
      serviceUrl,
      from: { id: "29:peer", aadObjectId: "c0ffee00-0000-4000-8000-000000000001", name: "Peer" },
      recipient: { id: `28:${APP_ID}`, name: "Passerelle" },
      conversation: { id: "a:conversation-1", tenantId: TENANT_ID, conversationType: "personal" },
      channelData: { tenant: { id: TENANT_ID } },
      text: "bonjour",
      ...overrides,
    };
  }

  /** Posts an activity to the bot as Teams does, with a good token unless told otherwise. */
  async function post(botUrl: string, body: unknown, overrides: TokenOverrides = {}): Promise<BotAnswer> {
    return postWith(botUrl, body, [`Bearer ${signToken(overrides)}`]);
  }

  return {
    origin,
    serviceUrl,
    /** For the bot that trusts this service and no other. */
    options: {
      appId: APP_ID,
      appPassword: APP_PASSWORD,
      tenantId: TENANT_ID,
      appType: "SingleTenant",
      allowedTenants: [TENANT_ID],
      serviceHosts: [origin],
      tokenIssuer: `${origin}/issuer`,
      openIdMetadataUrl: `${origin}/issuer/.well-known/openidconfiguration`,
      loginUrl: `${origin}/issuer/token`,
      oAuthScope: "https://api.botframework.com",
    } satisfies TeamsOptions,
    /** How often the issuer was asked. */
    requests,
    /** Whether the bot's login fails, and how long its tokens last. */
    login,
    /** Whether the issuer answers at all, and where it says that its keys are. */
    issuer,
    /** What the connector took, in order. */
    activities,
    signToken,
    activity,
    post,
    /** As `post`, with the Authorization headers as given: none, one or several. */
    postWith,
    /** The keys' public and private halves; the first one signs. */
    keys,
    /** From now on signs with a new key; the old one is no longer published. */
    rotateKey(): void {
      keys.splice(0, 1, makeKey("RSA", ["msteams"]));
    },
    /** Publishes a further key, which nothing is signed with unless a test asks for it. */
    addKey(type: "RSA" | "EC", endorsements: string[] | undefined): SigningPair {
      const made = makeKey(type, endorsements);
      keys.push(made);
      return made;
    },
    answerNext(...next: ConnectorAnswer[]): void {
      answers.push(...next);
    },
    /** Makes the connector forget the tokens that the bot was given. */
    revokeTokens(): void {
      accessTokens.clear();
    },
    /** Resolves to the first activity, past or to come, that fits; rejects when none came in time. */
    async waitForActivity(fits: (sent: SentActivity) => boolean, timeoutMs = 10_000): Promise<SentActivity> {
      const past = activities.find(fits);
      if (past) return past;
      return new Promise((resolve, reject) => {
        const stop = setTimeout(() => finish(() => reject(new Error(`no such activity came in ${timeoutMs} ms`))), timeoutMs);
        const look = (sent: SentActivity) => fits(sent) && finish(() => resolve(sent));
        function finish(settle: () => void): void {
          clearTimeout(stop);
          events.off("activity", look);
          settle();
        }
        events.on("activity", look);
      });
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface SigningPair {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: Json;
}

function makeKey(type: "RSA" | "EC", endorsements: string[] | undefined): SigningPair {
  const { privateKey, publicKey } =
    type === "RSA" ? generateKeyPairSync("rsa", { modulusLength: 2_048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomUUID();
  const jwk = { ...publicKey.export({ format: "jwk" }), use: "sig", kid, ...(endorsements ? { endorsements } : {}) };
  return { kid, privateKey, publicKey, jwk };
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Signs by hand, since a JOSE library would refuse what the guard must be shown. */
function signature(alg: string, input: string, key: KeyObject | string): string {
  if (alg === "none") return "";
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith("HS")) return createHmac(hash, key).update(input).digest("base64url");
  // RSA_PKCS1_PSS_PADDING with a salt as long as the hash, RFC 7518 section 3.5
  const form = alg.startsWith("PS") ? { padding: 6, saltLength: -1 } : alg.startsWith("ES") ? { dsaEncoding: "ieee-p1363" as const } : {};
  return sign(hash, Buffer.from(input), { key: key as KeyObject, ...form }).toString("base64url");
}

async function postWith(botUrl: string, body: unknown, authorizations: string[]): Promise<BotAnswer> {
  return new Promise((resolve, reject) => {
    const req = request(botUrl, { method: "POST", headers: { "content-type": "application/json" } }, (res) => {
      readBody(res).then((text) => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: parsed(text) }), reject);
    });
    if (authorizations.length > 0) req.setHeader("Authorization", authorizations);
    req.on("error", reject);
    req.end(JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readBody(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function answer(res: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json", ...headers });
  res.end(body === undefined ? "" : JSON.stringify(body));
}
