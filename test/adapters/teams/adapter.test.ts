import type { AddressInfo } from "node:net";
import { type AdaptiveCardInvokeResponse, type AdaptiveCardInvokeValue, TeamsActivityHandler, type TurnContext } from "botbuilder";
import restify from "restify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTeamsAdapter, processTeamsRequest, type TeamsAdapter } from "../../../adapters/teams/adapter.ts";
import { cardAnswer } from "../../../adapters/teams/card-attachment.ts";
import { createTokenGuard } from "../../../adapters/teams/token-guard.ts";
import { startTeamsService, type TeamsFake } from "../../support/teams-service.ts";

const now = () => new Date("2026-03-02T12:00:00Z");
const card = { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text: "Accepted" }] };

/** Answers a click by a card, "bonjour" by a word, and breaks on "break". */
class Peer extends TeamsActivityHandler {
  clicks: AdaptiveCardInvokeValue[] = [];
  handled = 0;
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      this.handled += 1;
      if (context.activity.text === "break") throw new Error("a fault in the turn");
      if (context.activity.text === "bonjour") await context.sendActivity("bonsoir");
      await next();
    });
  }
  protected override async onAdaptiveCardInvoke(
    _context: TurnContext,
    value: AdaptiveCardInvokeValue,
  ): Promise<AdaptiveCardInvokeResponse> {
    this.clicks.push(value);
    return cardAnswer(card);
  }
}

let teams: TeamsFake;
let adapter: TeamsAdapter;
let server: restify.Server;
let url: string;
const peer = new Peer();

beforeAll(async () => {
  teams = await startTeamsService({ now });
  const options = { ...teams.options, now };
  adapter = createTeamsAdapter(options, createTokenGuard(options));
  server = restify.createServer();
  server.use(restify.plugins.bodyParser({ mapParams: false }));
  // no guard in front: what is refused here is refused by the adapter itself
  server.post("/api/messages", async (req, res) => {
    try {
      await processTeamsRequest(adapter, req, res, (context) => peer.run(context));
    } catch (error) {
      res.send(500, { error: (error as Error).message });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as unknown as AddressInfo).port}/api/messages`;
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await teams.close();
});

describe("a request from Teams", () => {
  test("that is a click on a card is answered by the card that takes its place", async () => {
    const action = { type: "Action.Execute", verb: "accept-appointment", data: { appointmentId: "1" } };
    const answer = await teams.post(url, teams.activity({ type: "invoke", name: "adaptiveCard/action", value: { action } }));

    expect(answer).toMatchObject({ status: 200, body: { statusCode: 200, type: "application/vnd.microsoft.card.adaptive", value: card } });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(peer.clicks).toMatchObject([{ action }]);
  });

  test("that is an invoke of another kind is answered 501", async () => {
    expect(await teams.post(url, teams.activity({ type: "invoke", name: "task/unknown", value: {} }))).toMatchObject({ status: 501 });
  });

  test("that is a message is answered by an empty 200, and a reply goes out with a token of the bot's", async () => {
    const answer = await teams.post(url, teams.activity({ id: "1:question" }));

    expect(answer).toMatchObject({ status: 200, body: "" });
    const sent = await teams.waitForActivity(({ activityId }) => activityId === "1:question");
    expect(sent.activity).toMatchObject({ type: "message", text: "bonsoir" });
    expect(teams.requests.token).toBe(1);
  });

  test("whose turn breaks leaves the answer to the route", async () => {
    expect(await teams.post(url, teams.activity({ text: "break" }))).toMatchObject({ status: 500, body: { error: "a fault in the turn" } });
  });

  test("that the guard would refuse doesn't reach the handler where the guard was forgotten", async () => {
    const before = peer.handled;
    await teams.post(url, teams.activity(), { claims: { exp: undefined } });
    await teams.postWith(url, teams.activity(), []);
    await teams.post(url, teams.activity({ serviceUrl: undefined }));
    expect(peer.handled).toBe(before);
  });
});

test("the SDK's own entry is guarded as well", async () => {
  const statuses: number[] = [];
  const res = { status: (status: number) => statuses.push(status), header: () => 0, send: () => 0, end: () => 0 };
  let reached = 0;
  const logic = async () => {
    reached += 1;
  };
  const processed = (authorization: string) =>
    adapter.processActivityDirect(authorization, teams.activity() as never, logic).then(
      () => "let in",
      () => "refused",
    );

  expect(await processed(`Bearer ${teams.signToken({ claims: { exp: undefined } })}`)).toBe("refused");
  expect(await processed("")).toBe("refused");
  expect(reached).toBe(0);
  expect(await processed(`Bearer ${teams.signToken()}`)).toBe("let in");
  await adapter.process(
    { method: "POST", headers: { authorization: `Bearer ${teams.signToken()}` }, body: teams.activity() } as never,
    res as never,
    logic,
  );
  expect({ reached, statuses }).toEqual({ reached: 2, statuses: [200] });
});

test("an adapter without app id is not made: the SDK would let everybody in", () => {
  const options = { ...teams.options, now };
  expect(() => createTeamsAdapter({ ...options, appId: "" }, createTokenGuard(options))).toThrow(RangeError);
});

test("the public cloud's settings make an adapter without a request to anybody", () => {
  const options = {
    ...teams.options,
    serviceHosts: ["smba.trafficmanager.net", ".botframework.com"],
    tokenIssuer: "https://api.botframework.com",
    openIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    loginUrl: undefined,
    now,
  };
  expect(createTeamsAdapter(options, createTokenGuard(options))).toBeTruthy();
});

test("the SDK can't be brought to send to a host that is not allowed", async () => {
  const elsewhere = await startTeamsService({ now });
  const options = { ...teams.options, serviceHosts: [elsewhere.origin], now };
  // the guard trusts the local service, the adapter's own list doesn't hold it
  const astray = createTeamsAdapter(options, createTokenGuard({ ...teams.options, now }));
  const before = teams.activities.length;
  await expect(astray.runTurn(`Bearer ${teams.signToken()}`, teams.activity() as never, (context) => peer.run(context))).rejects.toThrow(
    "not allowed",
  );
  expect(teams.activities).toHaveLength(before);
  await elsewhere.close();
});
