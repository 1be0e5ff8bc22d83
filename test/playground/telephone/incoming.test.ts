import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOU, type Network, POOL, PROGRAMME, startNetwork } from "./network.ts";

let network: Network;
/** What the service answers, by step. */
let script: Record<string, string | number>;

beforeEach(async () => {
  network = await startNetwork();
  script = {};
  network.standIn.answerVoice = (path) => script[path] ?? "<Response/>";
});
afterEach(async () => {
  expect(network.standIn.seen.refused).toEqual([]);
  await network.close();
});

const lou = () => network.telephone(LOU);
const response = (verbs: string) => `<?xml version="1.0" encoding="UTF-8"?><Response>${verbs}</Response>`;

test("a call from a telephone is asked about as the provider does, and its end is reported", async () => {
  script.start = response('<Say language="fr-FR">Bonjour, ici Passerelle.</Say>');
  await lou().call(PROGRAMME);

  expect(await lou().ended()).toBe("completed");
  expect(await lou().heard()).toBe("Bonjour, ici Passerelle.");
  expect(network.seen("start")).toEqual([
    expect.objectContaining({
      From: LOU,
      Caller: LOU,
      To: PROGRAMME,
      Called: PROGRAMME,
      Direction: "inbound",
      CallStatus: "ringing",
      AccountSid: network.options.accountSid,
      ApiVersion: "2010-04-01",
      FromCountry: "FR",
    }),
  ]);
  const [{ CallSid = "" } = {}] = network.seen("start");
  expect(CallSid).toMatch(/^CA[0-9a-f]{32}$/);
  await vi.waitFor(() =>
    expect(network.seen("status")).toEqual([
      expect.objectContaining({ CallSid, CallStatus: "completed", CallDuration: "0", SequenceNumber: "0" }),
    ]),
  );
  expect(await network.client.calls(CallSid).fetch()).toMatchObject({ direction: "inbound", status: "completed", from: LOU });
});

test("any number of the account can be called, and no other", async () => {
  await lou().call(POOL);

  await vi.waitFor(() => expect(network.seen("start")).toMatchObject([{ To: POOL }]));
  await lou().ended();
  expect((await network.post("call/start", { from: LOU, to: "+33199000099" })).body).toEqual({ error: "playground/no-such-number" });
  expect((await network.post("call/start", { from: "+33639980777", to: POOL })).body).toEqual({ error: "playground/no-such-phone" });
});

test("a withheld number is not told", async () => {
  await lou().call(PROGRAMME, { withheld: true });

  await lou().ended();
  await vi.waitFor(() => expect(network.seen("status")).toHaveLength(1));
  expect(JSON.stringify(network.standIn.seen.voice)).not.toContain(LOU);
  expect(network.seen("start")).toMatchObject([{ From: "+266696687", Caller: "+266696687" }]);
});

test("keys are gathered up to their number, and the answer takes over", async () => {
  script.start = response(
    '<Gather input="dtmf speech" numDigits="2" hints="endométriose, lupus" action="voice/next"><Say>Votre code?</Say></Gather><Say>jamais</Say>',
  );
  script.next = response("<Say>Merci.</Say>");
  await lou().call(PROGRAMME);
  await lou().waitToHear(/code/);

  expect((await lou().latest())?.waits).toMatchObject({ kind: "gather", keys: true, speech: true, hints: ["endométriose", "lupus"] });
  await lou().press("4");
  expect((await lou().latest())?.waits).toMatchObject({ pressed: "4" });
  await lou().press("2");
  await lou().waitToHear(/Merci/);

  expect(network.seen("next")).toMatchObject([{ Digits: "42" }]);
  expect(await lou().heard()).not.toContain("jamais");
});

test.each([
  ["#", 'input="dtmf"', "12#", { Digits: "12", FinishedOnKey: "#" }],
  ["another key", 'finishOnKey="*"', "1#*", { Digits: "1#", FinishedOnKey: "*" }],
])("keys end at %s", async (_what, attributes, keys, sent) => {
  script.start = response(`<Gather ${attributes} action="/twilio/voice/next"/>`);
  await lou().call(PROGRAMME);
  await lou().press(keys);

  await lou().ended();
  expect(network.seen("next")).toMatchObject([{ ...sent, CallStatus: "in-progress" }]);
});

test("speech is sent with its confidence, and a typed word is nothing to a question for keys", async () => {
  script.start = response('<Gather input="speech" speechTimeout="auto" language="fr-FR" action="/twilio/voice/next"/>');
  script.next = response('<Gather action="/twilio/voice/last"/>');
  await lou().call(PROGRAMME);
  await lou().say("mon endométriose", 0.41);
  await vi.waitFor(() => expect(network.seen("next")).toMatchObject([{ SpeechResult: "mon endométriose", Confidence: "0.41" }]));
  expect(network.seen("next")[0]).not.toHaveProperty("Digits");

  await lou().say("bonjour");
  expect((await lou().latest())?.waits).toMatchObject({ kind: "gather", keys: true, speech: false });
  expect(network.seen("last")).toEqual([]);
});

test("silence goes on with the next verb, or asks if it is wanted", async () => {
  script.start = response(
    '<Gather action="/twilio/voice/next"/><Say>Vous n\'avez rien dit.</Say><Redirect method="GET">/twilio/voice/again?n=1</Redirect>',
  );
  script.again = response('<Gather action="/twilio/voice/next" actionOnEmptyResult="true"/>');
  await lou().call(PROGRAMME);
  await lou().silent();
  await lou().waitToHear(/rien dit/);
  await lou().silent();

  await lou().ended();
  expect(network.seen("again")).toMatchObject([{ n: "1", CallStatus: "in-progress" }]);
  const [asked] = network.seen("next");
  expect(asked).toBeDefined();
  expect(asked).not.toHaveProperty("Digits");
  expect(asked).not.toHaveProperty("SpeechResult");
});

test("a question runs out by the service's clock, after its words were said", async () => {
  script.start = response(`<Say>${"mot ".repeat(50)}</Say><Gather timeout="7" action="/twilio/voice/next"/><Say>Au revoir.</Say>`);
  await lou().call(PROGRAMME);
  await lou().waitToHear(/mot/);
  network.pass(10);
  await lou().press("1");
  network.pass(6);
  await lou().press("2");
  network.pass(8);
  await lou().ended();

  expect(network.seen("next")).toMatchObject([{ Digits: "12" }]);
});

test("keys that were pressed before the silence count", async () => {
  script.start = response('<Gather action="/twilio/voice/next"/>');
  await lou().call(PROGRAMME);
  await lou().press("31");
  await lou().silent();
  await lou().ended();

  expect(network.seen("next")).toMatchObject([{ Digits: "31" }]);
});

test("the caller hangs up, and the length of the call is the service's time", async () => {
  script.start = response('<Gather action="/twilio/voice/next"/>');
  await lou().call(PROGRAMME);
  await lou().press("1");
  network.pass(61);
  await lou().hangUp();

  expect(await lou().ended()).toBe("completed");
  await vi.waitFor(() =>
    expect(network.seen("status")).toMatchObject([{ CallDuration: "61", Duration: "2", Timestamp: "Mon, 23 Nov 2026 09:01:01 +0000" }]),
  );
  expect(network.seen("next")).toEqual([]);
});

test.each([
  ['<Reject reason="busy"/>', "busy"],
  ["<Reject/>", "no-answer"],
  ["<Say>a</Say><Hangup/><Say>b</Say>", "completed"],
])("%s ends the call as %s", async (verbs, status) => {
  script.start = response(verbs);
  await lou().call(PROGRAMME);

  expect(await lou().ended()).toBe(status);
  expect(await lou().heard()).not.toContain("b");
});

test.each([
  ["an unknown verb", response("<Sing/>"), /12200: .*Sing/],
  ["an unknown attribute", response('<Say langage="fr-FR">a</Say>'), /12200: .*langage/],
  ["an attribute's bad value", response('<Gather numDigits="two"/>'), /12200: .*numDigits/],
  ["a verb in a wrong place", response("<Gather><Dial>1</Dial></Gather>"), /12200: .*Dial/],
  ["no XML", "bonjour", /12100: /],
  ["no Response", "<Say>a</Say>", /12100: /],
  ["a refusal", 403, /11200: /],
  ["a bad number to dial", response("<Dial><Number>12</Number></Dial>"), /13224: /],
])("%s ends the call with the provider's code", async (_what, answer, shown) => {
  script.start = answer;
  await lou().call(PROGRAMME);

  expect(await lou().ended()).toBe("completed");
  expect((await lou().latest())?.lines.filter(({ who }) => who === "note").map(({ text }) => text)).toEqual([expect.stringMatching(shown)]);
});

test("a document that calls itself without end is ended", async () => {
  script.start = response("<Redirect>/twilio/voice</Redirect>");
  await lou().call(PROGRAMME);

  await lou().ended();
  expect(JSON.stringify((await lou().latest())?.lines)).toContain("too many redirects");
});

test("who calls has one call at a time", async () => {
  script.start = response("<Gather/>");
  await lou().call(PROGRAMME);

  expect((await network.post("call/start", { from: LOU, to: PROGRAMME })).body).toEqual({ error: "playground/in-use" });
  expect((await network.post("call/act", { phone: LOU, deed: "answer" })).body).toEqual({ error: "playground/not-ringing" });
});
