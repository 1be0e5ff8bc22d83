import { createRequire } from "node:module";
import type Twilio from "twilio";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlaygroundOptions } from "../../playground/options.ts";
import { type StandIn, sendSms, startStandIn } from "./stand-in.ts";

const require = createRequire(import.meta.url);
let standIn: StandIn;
let options: PlaygroundOptions;

beforeEach(async () => {
  standIn = await startStandIn();
  ({ options } = standIn);
});
afterEach(() => standIn.close());

/** The vendor's own client, its requests sent to the local provider: only the host is exchanged. */
function vendorClient(authToken = options.authToken): Twilio.Twilio {
  const twilio = require("twilio") as typeof Twilio;
  const requestClient = new twilio.RequestClient();
  const request = requestClient.request.bind(requestClient);
  requestClient.request = (wanted) => request({ ...wanted, uri: wanted.uri.replace("https://api.twilio.com", options.apiBaseUrl) });
  return twilio(options.accountSid, authToken, { httpClient: requestClient, autoRetry: false });
}

const patient = "+33639980007";

test("takes a message from the vendor's client and answers with the resource", async () => {
  const message = await vendorClient().messages.create({ to: patient, from: options.number, body: "Votre rendez-vous est confirmé" });

  expect(message).toMatchObject({
    to: patient,
    from: options.number,
    status: "queued",
    direction: "outbound-api",
    numSegments: "1",
    errorCode: null,
  });
  expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(Math.abs(message.dateCreated.getTime() - Date.now())).toBeLessThan(5000);
});

test("reports sent, then delivered, in signed callbacks", async () => {
  const message = await vendorClient().messages.create({
    to: patient,
    from: options.number,
    body: "bonjour",
    statusCallback: `${options.publicUrl}/twilio/status?delivery=7`,
  });

  await vi.waitFor(() => expect(standIn.seen.statuses).toHaveLength(2), 5000);
  expect(standIn.seen.statuses.map((fields) => fields.MessageStatus)).toEqual(["sent", "delivered"]);
  expect(standIn.seen.statuses[1]).toMatchObject({
    MessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "delivered",
    To: patient,
    From: options.number,
    AccountSid: options.accountSid,
    ApiVersion: "2010-04-01",
  });
  expect(standIn.seen.refused).toEqual([]);
  const fetched = await vendorClient().messages(message.sid).fetch();
  expect(fetched).toMatchObject({ status: "delivered", body: "bonjour" });
  expect(fetched.dateSent).toBeInstanceOf(Date);
});

test.each([
  ["a recipient that is no number", { To: "0639980007", From: "+33937990001", Body: "x" }, 400, 21211],
  ["no recipient", { From: "+33937990001", Body: "x" }, 400, 21604],
  ["no sender", { To: patient, Body: "x" }, 400, 21603],
  ["a sender that the account does not own", { To: patient, From: "+33199000002", Body: "x" }, 400, 21606],
  ["an empty body", { To: patient, From: "+33937990001", Body: "" }, 400, 21602],
  ["a recipient whom the carrier has opted out", { To: "+15005550004", From: "+33937990001", Body: "x" }, 400, 21610],
  ["a recipient that takes no SMS", { To: "+15005550009", From: "+33937990001", Body: "x" }, 400, 21614],
  ["a body over 1,600 characters", { To: patient, From: "+33937990001", Body: "a".repeat(1601) }, 400, 21617],
])("refuses %s by the provider's code", async (_what, fields, status, code) => {
  const response = await sendSms(options, fields as Record<string, string>);

  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    code,
    status,
    message: expect.any(String),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
  });
  expect((await vendorClient().messages.list()).length).toBe(0);
});

test("lets the vendor's client see a refusal as it sees the real one", async () => {
  await expect(vendorClient().messages.create({ to: "12", from: options.number, body: "x" })).rejects.toMatchObject({
    code: 21211,
    status: 400,
  });
  await expect(vendorClient("not the token").messages.list()).rejects.toMatchObject({ code: 20003, status: 401 });
});

test("refuses wrong credentials and another account", async () => {
  expect((await sendSms(options, { To: patient, From: options.number, Body: "x" }, `${options.accountSid}:wrong`)).status).toBe(401);
  expect(
    (
      await sendSms(
        { ...options, accountSid: `AC${"0".repeat(32)}` },
        { To: patient, From: options.number, Body: "x" },
        `${options.accountSid}:${options.authToken}`,
      )
    ).status,
  ).toBe(404);
});

test("lists newest first, by recipient and by page", async () => {
  const client = vendorClient();
  for (const body of ["un", "deux", "trois", "quatre", "cinq"]) await client.messages.create({ to: patient, from: options.number, body });
  await client.messages.create({ to: "+33639980008", from: options.number, body: "pour une autre" });

  expect((await client.messages.list({ to: patient, pageSize: 2 })).map(({ body }) => body)).toEqual([
    "cinq",
    "quatre",
    "trois",
    "deux",
    "un",
  ]);
  expect((await client.messages.list({ to: patient, pageSize: 2, limit: 3 })).map(({ body }) => body)).toEqual(["cinq", "quatre", "trois"]);
  expect(await client.messages.list({ from: "+33639980009" })).toEqual([]);
});

test("lists by the date of sending", async () => {
  const client = vendorClient();
  await client.messages.create({ to: patient, from: options.number, body: "un" });
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const count = async (filter: object) => (await client.messages.list({ to: patient, ...filter })).length;

  expect(await count({ dateSentAfter: inMinutes(-10) })).toBe(1);
  expect(await count({ dateSentAfter: inMinutes(10) })).toBe(0);
  expect(await count({ dateSentBefore: inMinutes(10) })).toBe(1);
  expect(await count({ dateSentBefore: inMinutes(-10) })).toBe(0);
  const today = new Date().toISOString().slice(0, 10);
  const authorization = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString("base64")}`;
  const listed = await fetch(`${options.apiBaseUrl}/2010-04-01/Accounts/${options.accountSid}/Messages.json?DateSent>=${today}`, {
    headers: { authorization },
  });
  expect(((await listed.json()) as { messages: unknown[] }).messages).toHaveLength(1);
});
