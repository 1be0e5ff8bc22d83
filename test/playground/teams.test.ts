import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlaygroundOptions } from "../../playground/options.ts";
import { postAsPage, type StandIn, sendAsBot, startStandIn, viewNow } from "./stand-in.ts";

const CARD = "application/vnd.microsoft.card.adaptive";
let standIn: StandIn;
let options: PlaygroundOptions;

beforeEach(async () => {
  standIn = await startStandIn();
  ({ options } = standIn);
});
afterEach(() => standIn.close());

const activities = async () =>
  (await viewNow(options)).chats.peer.activities as {
    id: string;
    side: string;
    text: string;
    state: string;
    cards: Record<string, unknown>[];
    acted: boolean;
  }[];
const card = (text: string) => ({ type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text }] });

/** Opens the chat and tells where the bot may send. */
async function openChat(): Promise<string> {
  await postAsPage(options, "teams/open", { language: "fr" });
  return `/v3/conversations/${encodeURIComponent(standIn.seen.activities[0]?.conversation.id)}/activities`;
}

test("publishes metadata and keys endorsed for Teams", async () => {
  const metadata = (await (await fetch(`${options.publicUrl}/playground/issuer/.well-known/openidconfiguration`)).json()) as Record<
    string,
    any
  >;
  expect(metadata).toMatchObject({
    issuer: options.teams.tokenIssuer,
    jwks_uri: `${options.publicUrl}/playground/issuer/keys`,
    id_token_signing_alg_values_supported: ["RS256"],
  });
  const { keys } = (await (await fetch(metadata.jwks_uri)).json()) as { keys: Record<string, unknown>[] };
  expect(keys).toMatchObject([{ kty: "RSA", alg: "RS256", endorsements: ["msteams"] }]);
  expect(keys[0]).not.toHaveProperty("d");
});

test("grants a token for the app's own id and password only", async () => {
  const ask = (fields: Record<string, string>) =>
    fetch(`${options.publicUrl}/playground/issuer/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: options.teams.appId,
        client_secret: options.teams.appPassword,
        ...fields,
      }),
    });
  const granted = await ask({});
  expect(granted.status).toBe(200);
  const { access_token: token, expires_in: seconds } = (await granted.json()) as { access_token: string; expires_in: number };
  expect(seconds).toBe(3600);
  const keys = createRemoteJWKSet(new URL(`${options.publicUrl}/playground/issuer/keys`));
  expect((await jwtVerify(token, keys, { audience: "https://api.botframework.com" })).payload).toMatchObject({
    appid: options.teams.appId,
  });

  expect((await ask({ client_secret: "wrong" })).status).toBe(401);
  expect((await ask({ client_id: "wrong" })).status).toBe(401);
  expect((await ask({ grant_type: "password" })).status).toBe(400);
});

test("tells the bot once for each account that its app was installed", async () => {
  await Promise.all([openChat(), openChat()]);
  await openChat();

  expect(standIn.seen.activities.map(({ type, action, from }) => [type, action, from.name]).sort()).toEqual([
    ["conversationUpdate", undefined, "Camille"],
    ["conversationUpdate", undefined, "Claire"],
    ["installationUpdate", "add", "Camille"],
    ["installationUpdate", "add", "Claire"],
  ]);
  // two pages that open at once open both chats at once: whose comes first is chance
  expect(standIn.seen.activities.find(({ type, from }) => type === "conversationUpdate" && from.name === "Claire")).toMatchObject({
    channelId: "msteams",
    serviceUrl: `${options.publicUrl}/playground/teams`,
    channelData: { tenant: { id: options.teams.tenantId } },
    membersAdded: [{ name: "Claire" }, { id: `28:${options.teams.appId}` }],
  });
});

test("sends what the peer writes with a token that the bot can check", async () => {
  await postAsPage(options, "teams/send", { account: "peer", text: "TEST-2468", language: "en" });

  await vi.waitFor(async () => expect(await activities()).toMatchObject([{ side: "user", text: "TEST-2468", state: "delivered" }]), 5000);
  expect(standIn.seen.activities).toMatchObject([
    {
      type: "message",
      text: "TEST-2468",
      locale: "en-GB",
      from: { id: expect.stringMatching(/^29:/), aadObjectId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      recipient: { id: `28:${options.teams.appId}` },
      conversation: { conversationType: "personal", tenantId: options.teams.tenantId },
    },
  ]);
  expect(standIn.seen.refused).toEqual([]);
});

test("shows what the bot sends, and its later changes", async () => {
  const path = await openChat();
  const { id } = (await (
    await sendAsBot(options, path, { type: "message", text: "Bonjour", attachments: [{ contentType: CARD, content: card("avant") }] })
  ).json()) as { id: string };
  expect(await activities()).toMatchObject([{ id, side: "bot", text: "Bonjour", cards: [card("avant")] }]);

  expect(
    (await sendAsBot(options, `${path}/${id}`, { type: "message", attachments: [{ contentType: CARD, content: card("après") }] }, "PUT"))
      .status,
  ).toBe(200);
  expect(await activities()).toMatchObject([{ id, text: "", cards: [card("après")] }]);
  expect((await sendAsBot(options, `${path}/${id}0`, { type: "message" }, "PUT")).status).toBe(404);

  expect((await sendAsBot(options, `${path}/${id}`, { type: "message", text: "une réponse" })).status).toBe(201);
  expect((await activities()).map(({ text }) => text)).toEqual(["", "une réponse"]);
});

test("finds the chat for a proactive message by the peer's id only", async () => {
  const path = await openChat();
  const peer = standIn.seen.activities[0]?.from.id;
  const opened = await sendAsBot(options, "/v3/conversations", {
    bot: { id: options.teams.appId },
    members: [{ id: peer }],
    tenantId: options.teams.tenantId,
  });

  expect(await opened.json()).toMatchObject({ id: standIn.seen.activities[0]?.conversation.id });
  expect((await sendAsBot(options, "/v3/conversations", { members: [{ id: "29:other" }] })).status).toBe(403);
  expect((await sendAsBot(options, path.replace("a%3A", "a%3Ax"), { type: "message", text: "x" })).status).toBe(404);
});

test.each([
  ["no token", undefined],
  ["something else", "Basic abc"],
  [
    "a token of another signer",
    `Bearer ${Buffer.from('{"alg":"RS256"}').toString("base64url")}.${Buffer.from('{"appid":"x"}').toString("base64url")}.AAAA`,
  ],
])("refuses the bot with %s", async (_what, authorization) => {
  const path = await openChat();
  const response = await fetch(`${options.publicUrl}/playground/teams${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(authorization ? { authorization } : {}) },
    body: JSON.stringify({ type: "message", text: "x" }),
  });

  expect(response.status).toBe(401);
  expect(await activities()).toEqual([]);
});

test("does not take the token that it gives itself for the bot's", async () => {
  let spoken = "";
  standIn.answerActivity = () => [200, {}];
  const path = await openChat();
  const seen = vi.spyOn(globalThis, "fetch");
  await postAsPage(options, "teams/send", { account: "peer", text: "x" });
  await vi.waitFor(() => {
    const call = seen.mock.calls.find(([url]) => String(url).endsWith("/api/messages"));
    spoken = (call?.[1]?.headers as Record<string, string> | undefined)?.Authorization ?? "";
    expect(spoken).toMatch(/^Bearer /);
  }, 5000);
  seen.mockRestore();

  const response = await fetch(`${options.publicUrl}/playground/teams${path}`, {
    method: "POST",
    headers: { authorization: spoken, "Content-Type": "application/json" },
    body: "{}",
  });
  expect(response.status).toBe(401);
});

async function showCard(): Promise<string> {
  const path = await openChat();
  const { id } = (await (
    await sendAsBot(options, path, { type: "message", attachments: [{ contentType: CARD, content: card("demande") }] })
  ).json()) as { id: string };
  return id;
}
const press = async (activityId: string) =>
  postAsPage(options, "teams/action", {
    account: "peer",
    activityId,
    action: { type: "Action.Execute", title: "Accepter", verb: "accept-appointment", data: { appointmentId: "7" } },
  });

test("sends a card's button as an invoke and shows the card that comes back", async () => {
  const id = await showCard();
  standIn.answerActivity = () => [200, { statusCode: 200, type: CARD, value: card("acceptée") }];
  const response = await press(id);

  expect(await response.json()).toEqual({ kind: "card", card: card("acceptée") });
  expect(standIn.seen.activities.at(-1)).toMatchObject({
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId: id,
    value: { action: { type: "Action.Execute", verb: "accept-appointment", data: { appointmentId: "7" } }, trigger: "manual" },
  });
  expect(await activities()).toMatchObject([{ id, cards: [card("acceptée")], acted: true }]);
});

test("shows a message that answers a button", async () => {
  const id = await showCard();
  standIn.answerActivity = () => [200, { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: "C'est noté" }];
  await press(id);

  expect(await activities()).toMatchObject([{ cards: [card("demande")] }, { side: "notice", text: "C'est noté" }]);
});

test.each([
  [
    "an error",
    [200, { statusCode: 400, type: "application/vnd.microsoft.error", value: { code: "BadRequest", message: "Trop tard" } }],
    "Trop tard",
  ],
  ["a failure of the service", [500, { error: "x", ref: "y" }], undefined],
] as const)("keeps the card when a button is answered by %s", async (_what, answer, text) => {
  const id = await showCard();
  standIn.answerActivity = () => answer as [number, unknown];

  expect(await (await press(id)).json()).toEqual(text === undefined ? { kind: "failed" } : { kind: "failed", text });
  expect(await activities()).toMatchObject([{ cards: [card("demande")], acted: false }]);
});

test("knows no buttons but those of cards in the chat", async () => {
  expect((await press("123")).status).toBe(404);
  expect(standIn.seen.activities).toEqual([]);
});

test("keeps two accounts apart: own ids, own conversation, own cards", async () => {
  await openChat();
  const [claire, camille] = ["Claire", "Camille"].map((name) => standIn.seen.activities.find(({ from }) => from.name === name));
  expect(claire?.from.id).not.toBe(camille?.from.id);
  expect(claire?.conversation.id).not.toBe(camille?.conversation.id);

  const path = `/v3/conversations/${encodeURIComponent(camille?.conversation.id)}/activities`;
  const { id } = (await (await sendAsBot(options, path, { type: "message", text: "pour Camille" })).json()) as { id: string };
  expect((await viewNow(options)).chats.coordinator.activities).toMatchObject([{ id, text: "pour Camille" }]);
  expect(await activities()).toEqual([]);
  // an activity is changed in its own conversation only
  const ofClaire = `/v3/conversations/${encodeURIComponent(claire?.conversation.id)}/activities`;
  expect((await sendAsBot(options, `${ofClaire}/${id}`, { type: "message", text: "x" }, "PUT")).status).toBe(404);
});

test("refreshes a card as Teams does, and tells the page only if it has changed", async () => {
  const path = await openChat();
  const action = { type: "Action.Execute", verb: "show-week", data: { week: 1 } };
  const content = { ...card("ancienne"), refresh: { action } };
  const { id } = (await (
    await sendAsBot(options, path, {
      type: "message",
      attachments: [
        { contentType: CARD, content },
        { contentType: CARD, content: card("sans") },
      ],
    })
  ).json()) as { id: string };
  const refresh = (cardIndex: number) => postAsPage(options, "teams/refresh", { account: "peer", activityId: id, cardIndex });
  const shown = async () => (await viewNow(options)).chats.peer.activities[0] as { revision: number; cards: unknown[]; acted: boolean };

  standIn.answerActivity = () => [200, { statusCode: 200, type: CARD, value: { ...card("nouvelle"), refresh: { action } } }];
  await refresh(0);
  expect(standIn.seen.activities.at(-1)).toMatchObject({ type: "invoke", replyToId: id, value: { action, trigger: "automatic" } });
  expect(await shown()).toMatchObject({ revision: 2, cards: [{ ...card("nouvelle"), refresh: { action } }, card("sans")], acted: false });
  await refresh(0);
  expect((await shown()).revision).toBe(2);
  expect((await refresh(1)).status).toBe(404);
});
