import type { AddressInfo } from "node:net";
import { TeamsActivityHandler } from "botbuilder";
import restify from "restify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTeamsAdapter, processTeamsRequest } from "../../../adapters/teams/adapter.ts";
import type { TeamsOptions } from "../../../adapters/teams/options.ts";
import { createTokenGuard } from "../../../adapters/teams/token-guard.ts";
import { type BotAnswer, type SigningPair, startTeamsService, type TeamsFake, type TokenOverrides } from "../../support/teams-service.ts";

/** The guard's rules are about hosts of the real service too, so one of them is allowed beside the local one. */
const TEAMS_HOST = "smba.trafficmanager.net";
const standing = new Date("2026-03-02T12:00:00Z");

let now = standing;
let teams: TeamsFake;
let bot: Awaited<ReturnType<typeof startBot>>;
/** Published beside the key that signs: one for another channel, one of another kind; and one that is not published. */
let webchat: SigningPair;
let elliptic: SigningPair;
let stranger: SigningPair;

beforeAll(async () => {
  teams = await startTeamsService({ now: () => now });
  webchat = teams.addKey("RSA", ["webchat"]);
  elliptic = teams.addKey("EC", ["msteams"]);
  stranger = teams.addKey("RSA", ["msteams"]);
  teams.keys.pop();
  bot = await startBot({ ...teams.options, serviceHosts: [teams.origin, TEAMS_HOST, ".botframework.com"] });
});
afterAll(async () => {
  await bot.close();
  await teams.close();
});
beforeEach(() => {
  now = standing;
  bot.reached.adapter = 0;
  bot.reached.handler = 0;
});

/** A bot as the product runs it: restify, the guard, the SDK, a handler. */
async function startBot(options: TeamsOptions) {
  const reached = { adapter: 0, handler: 0 };
  const guard = createTokenGuard({ ...options, now: () => now });
  const adapter = createTeamsAdapter({ ...options, now: () => now }, guard);
  const handler = new TeamsActivityHandler();
  handler.onMessage(async (_context, next) => {
    reached.handler += 1;
    await next();
  });
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser({ mapParams: false }));
  server.post("/api/messages", async (req, res) => {
    const verdict = await guard({ headers: req.rawHeaders, activity: req.body });
    if (!verdict.ok) return void res.send(verdict.status, { error: verdict.code });
    reached.adapter += 1;
    await processTeamsRequest(adapter, req, res, (context) => handler.run(context));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as unknown as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api/messages`, reached, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

const seconds = (offset: number) => Math.floor(standing.getTime() / 1_000) + offset;
const bearer = (overrides?: TokenOverrides) => `Bearer ${teams.signToken(overrides)}`;
const headers = (...authorizations: string[]) => teams.postWith(bot.url, teams.activity(), authorizations);
const token = (overrides?: TokenOverrides) => teams.post(bot.url, teams.activity(), overrides);
const signedBy = ({ kid, privateKey }: SigningPair, header: Record<string, unknown> = {}) =>
  token({ header: { kid, ...header }, key: privateKey });
const publicPem = () => teams.keys[0]!.publicKey.export({ type: "spki", format: "pem" }) as string;
function twice(value: string): Promise<BotAnswer> {
  return headers(value, value);
}
function withPayloadOf(overrides: TokenOverrides): Promise<BotAnswer> {
  const [head, , tail] = bearer().split(".");
  return headers(`${head}.${teams.signToken(overrides).split(".")[1]}.${tail}`);
}
const activity = (overrides: Record<string, unknown>) => teams.post(bot.url, teams.activity(overrides));
/** The same address in the token and in the activity, so that only the host can be wrong. */
const service = (serviceUrl: string) => teams.post(bot.url, teams.activity({ serviceUrl }), { claims: { serviceurl: serviceUrl } });
const conversation = (tenantId: unknown) => ({ id: "a:conversation-1", tenantId, conversationType: "personal" });

type Case = [name: string, status: 401 | 403, code: string, send: () => Promise<BotAnswer>];

const refused: Case[] = [
  ["no Authorization header", 401, "authorization-missing", () => headers()],
  ["two Authorization headers", 401, "authorization-repeated", () => headers(bearer(), bearer())],
  ["the same Authorization header twice", 401, "authorization-repeated", () => twice(bearer())],
  ["a header over 8 KiB", 401, "authorization-too-long", () => headers(bearer({ claims: { padding: "x".repeat(6_500) } }))],
  ["another scheme", 401, "token-malformed", () => headers(bearer().replace("Bearer", "Basic"))],
  ["a scheme in lower case", 401, "token-malformed", () => headers(bearer().replace("Bearer", "bearer"))],
  ["a bare token", 401, "token-malformed", () => headers(teams.signToken())],
  ["an empty token", 401, "token-malformed", () => headers("Bearer ")],
  ["garbage", 401, "token-malformed", () => headers("Bearer garbage")],
  ["three parts of garbage", 401, "token-malformed", () => headers("Bearer gar.ba.ge")],
  ["something after the token", 401, "token-malformed", () => headers(`${bearer()} x`)],
  ["alg none", 401, "token-algorithm", () => token({ header: { alg: "none" } })],
  ["HS256 keyed with the public key", 401, "token-algorithm", () => token({ header: { alg: "HS256" }, key: publicPem() })],
  ["PS256 by the right key", 401, "token-algorithm", () => token({ header: { alg: "PS256" } })],
  ["ES256 by a published key", 401, "token-algorithm", () => signedBy(elliptic, { alg: "ES256" })],
  ["a critical header that nobody knows", 401, "token-malformed", () => token({ header: { crit: ["odd"], odd: 1 } })],
  ["a key of one's own under a known id", 401, "token-signature", () => token({ key: stranger.privateKey })],
  ["a key of one's own in the header", 401, "token-key", () => signedBy(stranger, { jwk: stranger.jwk })],
  ["a payload changed after signing", 401, "token-signature", () => withPayloadOf({ claims: { iat: 1 } })],
  ["an unknown key id", 401, "token-key", () => token({ header: { kid: "nobody" } })],
  ["no key id", 401, "token-key", () => token({ header: { kid: undefined } })],
  ["a key id that is no text", 401, "token-key", () => token({ header: { kid: 7 } })],
  ["a key that may not sign for this channel", 401, "token-endorsement", () => signedBy(webchat)],
  ["an issuer that is off by a slash", 401, "token-issuer", () => token({ claims: { iss: `${teams.options.tokenIssuer}/` } })],
  ["another cloud's issuer", 401, "token-issuer", () => token({ claims: { iss: "https://api.botframework.us" } })],
  [
    "the emulator's issuer",
    401,
    "token-issuer",
    () =>
      token({ claims: { iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", ver: "1.0", appid: teams.options.appId } }),
  ],
  ["no issuer", 401, "token-issuer", () => token({ claims: { iss: undefined } })],
  ["another app's audience", 401, "token-audience", () => token({ claims: { aud: "11111111-2222-4333-8444-555555555555" } })],
  [
    "our audience among others",
    401,
    "token-audience",
    () => token({ claims: { aud: [teams.options.appId, "11111111-2222-4333-8444-555555555555"] } }),
  ],
  ["no audience", 401, "token-audience", () => token({ claims: { aud: undefined } })],
  ["no expiry", 401, "token-expiry", () => token({ claims: { exp: undefined } })],
  ["an expiry that is no number", 401, "token-expiry", () => token({ claims: { exp: "9999999999" } })],
  ["an expiry beyond the tolerance", 401, "token-expiry", () => token({ claims: { exp: seconds(-301) } })],
  ["a start beyond the tolerance", 401, "token-not-yet-valid", () => token({ claims: { nbf: seconds(301) } })],
  ["no service URL claim", 401, "token-service-url", () => token({ claims: { serviceurl: undefined } })],
  [
    "no service URL claim and none in the activity",
    401,
    "token-service-url",
    () => teams.post(bot.url, teams.activity({ serviceUrl: undefined }), { claims: { serviceurl: undefined } }),
  ],
  ["a claim for another service URL", 403, "service-url", () => token({ claims: { serviceurl: `https://${TEAMS_HOST}/amer/` } })],
  ["an activity without service URL", 403, "service-url", () => activity({ serviceUrl: undefined })],
  ["a service URL that is a list", 403, "service-url", () => activity({ serviceUrl: [teams.serviceUrl] })],
  ["http to an allowed host", 403, "service-host", () => service(`http://${TEAMS_HOST}/emea/`)],
  ["a host that is not listed", 403, "service-host", () => service("https://connector.example/")],
  ["an allowed host as the front of another", 403, "service-host", () => service(`https://${TEAMS_HOST}.evil.example/`)],
  ["an allowed host as the end of another", 403, "service-host", () => service(`https://evil${TEAMS_HOST}/`)],
  ["a subdomain where only the host is listed", 403, "service-host", () => service(`https://evil.${TEAMS_HOST}/`)],
  ["the bare domain where only subdomains are listed", 403, "service-host", () => service("https://botframework.com/")],
  ["an allowed host as user name", 403, "service-host", () => service(`https://${TEAMS_HOST}@evil.example/`)],
  ["credentials before an allowed host", 403, "service-host", () => service(`https://user:secret@${TEAMS_HOST}/`)],
  ["another port of an allowed host", 403, "service-host", () => service(`https://${TEAMS_HOST}:8443/`)],
  ["another port on loopback", 403, "service-host", () => service("http://127.0.0.1:1/")],
  ["a file as service URL", 403, "service-host", () => service(`file://${TEAMS_HOST}/emea/`)],
  ["the emulator's channel", 403, "channel", () => activity({ channelId: "emulator" })],
  ["no channel", 403, "channel", () => activity({ channelId: undefined })],
  ["a body that is no activity", 403, "channel", () => teams.post(bot.url, ["message"])],
  [
    "a tenant that is not allowed",
    403,
    "tenant",
    () => activity({ conversation: conversation("other"), channelData: { tenant: { id: "other" } } }),
  ],
  ["no tenant", 403, "tenant", () => activity({ conversation: conversation(undefined), channelData: {} })],
  ["an empty tenant", 403, "tenant", () => activity({ conversation: conversation(""), channelData: {} })],
  ["two tenants, the allowed one in the conversation", 403, "tenant", () => activity({ channelData: { tenant: { id: "other" } } })],
  ["two tenants, the allowed one in the channel's data", 403, "tenant", () => activity({ conversation: conversation("other") })],
  ["a tenant that is a list", 403, "tenant", () => activity({ conversation: conversation([teams.options.tenantId]), channelData: {} })],
];

describe("refuses, and the SDK is never reached:", () => {
  test.each(refused)("%s", async (_name, status, code, send) => {
    const answer = await send();

    expect(answer).toMatchObject({ status, body: { error: `teams/${code}` } });
    expect(bot.reached).toEqual({ adapter: 0, handler: 0 });
    expect(JSON.stringify(answer)).not.toContain("eyJ");
  });
});

const accepted: [name: string, send: () => Promise<BotAnswer>][] = [
  ["RS256", () => token()],
  ["RS384", () => token({ header: { alg: "RS384" } })],
  ["RS512", () => token({ header: { alg: "RS512" } })],
  ["an expiry within the tolerance", () => token({ claims: { exp: seconds(-290) } })],
  ["a start within the tolerance", () => token({ claims: { nbf: seconds(290) } })],
  ["no start at all", () => token({ claims: { nbf: undefined } })],
  ["the tenant in the conversation only", () => activity({ channelData: undefined })],
  ["the tenant in the channel's data only", () => activity({ conversation: conversation(undefined) })],
  ["Teams' own host", () => service(`https://${TEAMS_HOST}/emea/`)],
  ["a subdomain of a domain that is listed with a dot", () => service("https://europe.api.botframework.com/")],
  ["a header just under 8 KiB", () => headers(bearer({ claims: { padding: "x".repeat(5_300) } }))],
];

describe("lets in, down to the handler:", () => {
  test.each(accepted)("%s", async (_name, send) => {
    expect(await send()).toMatchObject({ status: 200 });
    expect(bot.reached).toEqual({ adapter: 1, handler: 1 });
  });
});

describe("the issuer's keys", () => {
  let issuer: TeamsFake;
  let listener: Awaited<ReturnType<typeof startBot>>;
  beforeEach(async () => {
    issuer = await startTeamsService({ now: () => now });
    listener = await startBot(issuer.options);
    return async () => {
      await listener.close();
      await issuer.close();
    };
  });
  const write = (overrides?: TokenOverrides) => issuer.post(listener.url, issuer.activity(), overrides);
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };

  test("are fetched once for many messages", async () => {
    for (let sent = 0; sent < 5; sent += 1) expect(await write()).toMatchObject({ status: 200 });
    expect(issuer.requests).toMatchObject({ metadata: 1, keys: 1 });
  });

  test("are fetched once for messages that come at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => write()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(issuer.requests).toMatchObject({ metadata: 1, keys: 1 });
  });

  test("are followed when they change, within a minute", async () => {
    await write();
    issuer.rotateKey();
    pass(60_000);
    expect(await write()).toMatchObject({ status: 200 });
    expect(listener.reached.handler).toBe(2);
  });

  test("that were withdrawn open nothing any more", async () => {
    await write();
    const old = issuer.keys[0]!;
    issuer.rotateKey();
    pass(60_000);
    await write();
    expect(await write({ header: { kid: old.kid }, key: old.privateKey })).toMatchObject({
      status: 401,
      body: { error: "teams/token-key" },
    });
  });

  test("are asked for once a minute at most, however many unknown ids come", async () => {
    await write();
    pass(60_000);
    await Promise.all(Array.from({ length: 20 }, (_, index) => write({ header: { kid: `random-${index}` } })));
    for (let sent = 0; sent < 20; sent += 1) await write({ header: { kid: `late-${sent}` } });
    expect(issuer.requests.keys).toBe(2);
  });

  test("that can't be had make Teams try again", async () => {
    issuer.issuer.down = true;
    expect(await write()).toMatchObject({ status: 503, body: { error: "teams/keys-unavailable" } });
    expect(listener.reached).toEqual({ adapter: 0, handler: 0 });
    issuer.issuer.down = false;
    pass(5_000);
    expect(await write()).toMatchObject({ status: 200 });
  });

  test("serve on for a day while the issuer is down, and no longer", async () => {
    await write();
    issuer.issuer.down = true;
    pass(23 * 3_600_000);
    expect(await write()).toMatchObject({ status: 200 });
    pass(3_600_000);
    expect(await write()).toMatchObject({ status: 503 });
  });

  test("need no endorsements if the issuer gives none", async () => {
    const plain = issuer.addKey("RSA", undefined);
    expect(await write({ header: { kid: plain.kid }, key: plain.privateKey })).toMatchObject({ status: 200 });
  });

  test("serve for their own algorithm only, where the issuer names one", async () => {
    const bound = issuer.addKey("RSA", ["msteams"]);
    bound.jwk.alg = "RS256";
    expect(await write({ header: { kid: bound.kid }, key: bound.privateKey })).toMatchObject({ status: 200 });
    expect(await write({ header: { kid: bound.kid, alg: "RS512" }, key: bound.privateKey })).toMatchObject({ status: 401 });
  });

  test("are not fetched from another host than the metadata's", async () => {
    issuer.issuer.keysUrl = `${teams.origin}/issuer/keys`;
    const before = teams.requests.keys;
    expect(await write()).toMatchObject({ status: 503, body: { error: "teams/keys-unavailable" } });
    expect(teams.requests.keys).toBe(before);
  });
});

describe("can't be made with an open door:", () => {
  const made = (changes: Partial<TeamsOptions>) => () => createTokenGuard({ ...teams.options, ...changes, now: () => now });
  test.each<[string, Partial<TeamsOptions>]>([
    ["an empty app id", { appId: "" }],
    ["a blank app id", { appId: "  " }],
    ["no tenant", { allowedTenants: [] }],
    ["an origin that is not on loopback", { serviceHosts: ["https://smba.trafficmanager.net"] }],
    ["an origin that only looks like loopback", { serviceHosts: ["http://127.0.0.1.evil.example"] }],
    ["an origin with a path", { serviceHosts: ["http://127.0.0.1:3978/x"] }],
    ["a whole top-level domain", { serviceHosts: [".net"] }],
    ["any host", { serviceHosts: ["*"] }],
    ["metadata over http", { openIdMetadataUrl: "http://login.botframework.com/v1/.well-known/openidconfiguration" }],
  ])("%s", (_name, changes) => {
    expect(made(changes)).toThrow(RangeError);
  });
});
