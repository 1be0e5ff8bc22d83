import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TeamsOptions } from "../../../adapters/teams/options.ts";
import type { TeamsReference } from "../../../adapters/teams/reference.ts";
import { TeamsSendError } from "../../../adapters/teams/send-error.ts";
import { createSendProactively } from "../../../adapters/teams/send-proactively.ts";
import { type ConnectorAnswer, startTeamsService, type TeamsFake } from "../../support/teams-service.ts";

const standing = new Date("2026-03-02T12:00:00Z");
const card = { type: "AdaptiveCard", version: "1.5", body: [] };

let now: Date;
let teams: TeamsFake;
let reference: TeamsReference;

beforeEach(async () => {
  now = standing;
  teams = await startTeamsService({ now: () => now });
  reference = {
    channelId: "msteams",
    serviceUrl: teams.serviceUrl,
    conversation: { id: "a:conversation/1;x=y", tenantId: teams.options.tenantId },
    bot: { id: "28:bot" },
    user: { id: "29:peer" },
  };
});
afterEach(() => teams.close());

const sender = (changes: Partial<TeamsOptions> & { timeoutMs?: number } = {}) =>
  createSendProactively({ ...teams.options, now: () => now, ...changes });
const failure = (sent: Promise<unknown>) =>
  sent.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a message to a stored conversation", () => {
  test("arrives as plain text, and its id comes back", async () => {
    const { activityId } = await sender()(reference, { text: "*bonjour*" });

    const sent = await teams.waitForActivity(({ id }) => id === activityId);
    expect(sent).toMatchObject({ method: "POST", conversationId: reference.conversation.id });
    expect(sent.activity).toMatchObject({
      type: "message",
      text: "*bonjour*",
      textFormat: "plain",
      from: { id: "28:bot" },
      recipient: { id: "29:peer" },
    });
    expect(sent.activity).not.toHaveProperty("attachments");
  });

  test("carries a card", async () => {
    await sender()(reference, { card });
    expect(teams.activities[0]?.activity).toMatchObject({
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }],
    });
  });

  test("takes the place of an earlier one", async () => {
    const send = sender();
    const { activityId } = await send(reference, { card });

    expect(await send(reference, { card, updateActivityId: activityId })).toEqual({ activityId });
    expect(teams.activities[1]).toMatchObject({ method: "PUT", activityId, activity: { id: activityId } });
  });

  test("that is an update keeps its id if the connector gives none", async () => {
    teams.answerNext({ status: 200, body: {} });
    expect(await sender()(reference, { card, updateActivityId: "1:old" })).toEqual({ activityId: "1:old" });
  });
});

test("every message has a connection of its own, so that a failure tells whether it was sent", async () => {
  const send = sender();
  for (const text of ["1", "2", "3"]) await send(reference, { text });
  expect(new Set(teams.activities.map(({ remotePort }) => remotePort)).size).toBe(3);
});

describe("the bot's own token", () => {
  test("is fetched once, then again shortly before it expires", async () => {
    const send = sender();
    await Promise.all([send(reference, { text: "1" }), send(reference, { text: "2" })]);
    now = new Date(standing.getTime() + 54 * 60_000);
    await send(reference, { text: "3" });
    expect(teams.requests.token).toBe(1);
    now = new Date(standing.getTime() + 55 * 60_000);
    await send(reference, { text: "4" });
    expect(teams.requests.token).toBe(2);
  });

  test("that lives for a minute only is still used more than once", async () => {
    teams.login.expiresIn = 60;
    const send = sender();
    await send(reference, { text: "1" });
    await send(reference, { text: "2" });
    expect(teams.requests.token).toBe(1);
  });

  test("that the connector refuses is replaced for the next attempt", async () => {
    const send = sender();
    await send(reference, { text: "1" });
    teams.revokeTokens();

    expect(await failure(send(reference, { text: "2" }))).toMatchObject({ status: 401, permanent: false, ambiguous: false });
    expect(await send(reference, { text: "2" })).toHaveProperty("activityId");
  });

  test("that can't be had is a temporary failure which tells no secret", async () => {
    const error = await failure(sender({ appPassword: "wrong-password" })(reference, { text: "1" }));
    expect(error).toMatchObject({ status: 401, permanent: false, ambiguous: false });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("wrong-password");
    expect(teams.activities).toEqual([]);
  });
});

describe("a message that does not go out", () => {
  test.each<[string, ConnectorAnswer, Partial<TeamsSendError>]>([
    ["to somebody who removed the bot", { status: 403 }, { status: 403, permanent: true, ambiguous: false }],
    ["to a conversation that is gone", { status: 404 }, { status: 404, permanent: true, ambiguous: false }],
    ["since it is malformed", { status: 400 }, { status: 400, permanent: true, ambiguous: false }],
    ["since it is too long", { status: 413 }, { status: 413, permanent: true, ambiguous: false }],
    [
      "since there were too many",
      { status: 429, headers: { "retry-after": "17" } },
      { status: 429, permanent: false, retryAfterSeconds: 17, ambiguous: false },
    ],
    ["since a precondition failed", { status: 412 }, { status: 412, permanent: false, ambiguous: false }],
    ["since Teams broke", { status: 500 }, { status: 500, permanent: false, retryAfterSeconds: undefined, ambiguous: false }],
    [
      "since Teams is busy",
      { status: 503, headers: { "retry-after": "5" } },
      { status: 503, permanent: false, retryAfterSeconds: 5, ambiguous: false },
    ],
    [
      "since it is sent elsewhere",
      { status: 307, headers: { location: "https://evil.example/" } },
      { status: 307, permanent: true, ambiguous: false },
    ],
    ["or did, but has no id", { status: 201, body: {} }, { status: 201, permanent: false, ambiguous: true }],
    ["or did, before the line was cut", "cut", { status: undefined, permanent: false, ambiguous: true }],
  ])("%s", async (_name, answer, expected) => {
    teams.answerNext(answer);
    const error = await failure(sender()(reference, { text: "secret words" }));
    expect(error).toBeInstanceOf(TeamsSendError);
    expect(error).toMatchObject(expected);
    expect(String(error)).not.toContain("secret words");
  });

  test("or did, without an answer in time", async () => {
    teams.answerNext("never");
    const error = await failure(sender({ timeoutMs: 200 })(reference, { text: "1" }));
    expect(error).toMatchObject({ permanent: false, ambiguous: true });
    expect(teams.activities).toHaveLength(1);
  });

  test("since nobody listens: surely not sent", async () => {
    const send = sender();
    await send(reference, { text: "1" });
    await teams.close();
    const error = await failure(send(reference, { text: "2" }));
    teams = await startTeamsService();
    expect(error).toMatchObject({ permanent: false, ambiguous: false });
  });

  test.each([
    ["http://127.0.0.1:1/emea/"],
    ["https://smba.trafficmanager.net.evil.example/emea/"],
    ["https://smba.trafficmanager.net@evil.example/"],
    ["not a URL"],
  ])("since %s is not allowed: nobody is asked, not even for a token", async (serviceUrl) => {
    const error = await failure(
      sender({ serviceHosts: ["smba.trafficmanager.net", teams.origin] })({ ...reference, serviceUrl }, { text: "1" }),
    );
    expect(error).toMatchObject({ permanent: true, ambiguous: false });
    expect(teams.requests.token).toBe(0);
  });

  test.each(["..", "."])("since its conversation is %s", async (id) => {
    const error = await failure(sender()({ ...reference, conversation: { ...reference.conversation, id } }, { text: "1" }));
    expect(error).toMatchObject({ permanent: true, status: undefined });
    expect(teams.requests.token).toBe(0);
  });
});
