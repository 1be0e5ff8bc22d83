import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlaygroundOptions } from "../../playground/options.ts";
import { nextPhone } from "../../playground/phone/number.ts";
import { postAsPage, type StandIn, sendSms, startStandIn, viewNow } from "./stand-in.ts";

const phone = "+33639980001";
let standIn: StandIn;
let options: PlaygroundOptions;

beforeEach(async () => {
  standIn = await startStandIn();
  ({ options } = standIn);
});
afterEach(() => standIn.close());

const messages = async () => (await viewNow(options)).phones[0].messages as { id: string; side: string; text: string; state: string }[];

test("sends an SMS to the product's webhook as the provider does, and shows the answer", async () => {
  standIn.answerSms = ({ Body }) =>
    `<?xml version="1.0" encoding="UTF-8"?><Response><Message>Vous avez écrit &lt;${Body}&gt; &amp; c&#39;est noté</Message></Response>`;

  expect((await postAsPage(options, "phone/send", { from: phone, text: "bonjour à tous" })).status).toBe(202);

  await vi.waitFor(
    async () =>
      expect(await messages()).toMatchObject([
        { side: "sent", text: "bonjour à tous", state: "delivered" },
        { side: "received", text: "Vous avez écrit <bonjour à tous> & c'est noté" },
      ]),
    5000,
  );
  expect(standIn.seen.sms).toHaveLength(1);
  expect(standIn.seen.sms[0]).toMatchObject({
    From: phone,
    To: options.number,
    Body: "bonjour à tous",
    AccountSid: options.accountSid,
    SmsStatus: "received",
    NumMedia: "0",
    NumSegments: "1",
    FromCountry: "FR",
  });
  expect(standIn.seen.sms[0]?.MessageSid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(standIn.seen.refused).toEqual([]);
});

test("keeps what a phone sent in the provider's list, so that a lost webhook can be found", async () => {
  standIn.answerSms = () => 403;
  await postAsPage(options, "phone/send", { from: phone, text: "perdu?" });

  await vi.waitFor(async () => expect(await messages()).toMatchObject([{ state: "failed" }]), 5000);
  const authorization = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString("base64")}`;
  const listed = await fetch(
    `${options.apiBaseUrl}/2010-04-01/Accounts/${options.accountSid}/Messages.json?To=${encodeURIComponent(options.number)}`,
    { headers: { authorization } },
  );
  expect(await listed.json()).toMatchObject({
    messages: [{ sid: standIn.seen.sms[0]?.MessageSid, direction: "inbound", from: phone, body: "perdu?", status: "received" }],
  });
});

test("asks again when the product answers 503, with the same MessageSid", async () => {
  let asked = 0;
  standIn.answerSms = () => (++asked === 1 ? 503 : "<Response/>");
  await postAsPage(options, "phone/send", { from: phone, text: "encore" });

  await vi.waitFor(async () => expect(await messages()).toMatchObject([{ state: "delivered" }]), 5000);
  expect(standIn.seen.sms.map(({ MessageSid }) => MessageSid)).toEqual([standIn.seen.sms[0]?.MessageSid, standIn.seen.sms[0]?.MessageSid]);
});

test("shows what the product sends by the REST API, once and in order", async () => {
  for (const body of ["un", "deux", "trois"]) await sendSms(options, { To: phone, From: options.number, Body: body });

  await vi.waitFor(async () => expect((await messages()).map(({ text }) => text)).toEqual(["un", "deux", "trois"]), 5000);
});

test("reports the delivery of a reply by TwiML too", async () => {
  standIn.answerSms = () => '<Response><Message action="/twilio/status">Bonjour</Message></Response>';
  await postAsPage(options, "phone/send", { from: phone, text: "bonjour" });

  await vi.waitFor(() => expect(standIn.seen.statuses.map(({ MessageStatus }) => MessageStatus)).toEqual(["sent", "delivered"]), 5000);
});

test("says that a message with an answer that is no TwiML has failed", async () => {
  standIn.answerSms = () => "<Response><Message>sans fin</Response>";
  await postAsPage(options, "phone/send", { from: phone, text: "bonjour" });

  await vi.waitFor(async () => expect(await messages()).toMatchObject([{ state: "failed" }]), 5000);
});

test("begins anew with the next fictional number, and only known phones can send", async () => {
  const response = await postAsPage(options, "phone/new", {});

  expect(await response.json()).toEqual({ number: "+33639980003" });
  expect((await viewNow(options)).phones.map(({ number }: { number: string }) => number)).toEqual([phone, "+33639980002", "+33639980003"]);
  expect((await postAsPage(options, "phone/send", { from: "+33639980004", text: "x" })).status).toBe(404);
  expect(standIn.seen.sms).toEqual([]);
  expect(nextPhone("+33639980999")).toBe(phone);
});
