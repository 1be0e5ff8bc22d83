import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOU, type Network, POOL, PROGRAMME, SAM, startNetwork } from "./network.ts";

let network: Network;
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
const response = (verbs: string) => `<Response>${verbs}</Response>`;
const EVENTS = ["initiated", "ringing", "answered", "completed"];
/** Has the service call somebody. */
const callUp = (changes: Record<string, unknown> = {}) =>
  network.client.calls.create({
    to: LOU,
    from: POOL,
    url: network.step("talk"),
    statusCallback: network.step("status"),
    statusCallbackEvent: EVENTS,
    timeout: 25,
    ...changes,
  });
const statuses = () => network.seen("status").map(({ CallStatus }) => CallStatus);

test("a call rings, is answered, asks what to say, and is reported at each step", async () => {
  script.talk = response('<Gather numDigits="1" timeout="60" action="/twilio/voice/next"><Say>Pour accepter, faites le 1.</Say></Gather>');
  const made = await callUp();
  expect(made).toMatchObject({ status: "queued", direction: "outbound-api", to: LOU, from: POOL, startTime: null, duration: null });

  const ringing = await lou().ringing();
  expect(ringing).toMatchObject({ direction: "incoming", other: POOL, state: "ringing" });
  expect(await network.client.calls(made.sid).fetch()).toMatchObject({ status: "ringing" });
  await lou().answer();
  await lou().waitToHear(/faites le 1/);
  expect(await network.client.calls(made.sid).fetch()).toMatchObject({ status: "in-progress" });
  network.pass(42);
  await lou().press("1");

  expect(await lou().ended()).toBe("completed");
  await vi.waitFor(() => expect(statuses()).toEqual(["initiated", "ringing", "in-progress", "completed"]));
  expect(network.seen("status").map(({ SequenceNumber }) => SequenceNumber)).toEqual(["0", "1", "2", "3"]);
  expect(network.seen("status").at(-1)).toMatchObject({
    CallSid: made.sid,
    CallDuration: "42",
    Timestamp: "Mon, 23 Nov 2026 09:00:42 +0000",
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
  });
  expect(network.seen("talk")).toMatchObject([
    { CallSid: made.sid, CallStatus: "in-progress", Direction: "outbound-api", From: POOL, To: LOU },
  ]);
  expect(network.seen("talk")[0]).not.toHaveProperty("AnsweredBy");
  const { startTime, endTime, duration } = await network.client.calls(made.sid).fetch();
  expect([startTime?.toISOString(), endTime?.toISOString(), duration]).toEqual([
    "2026-11-23T09:00:00.000Z",
    "2026-11-23T09:00:42.000Z",
    "42",
  ]);
});

test("only the end is reported if no more is asked for", async () => {
  await callUp({ statusCallbackEvent: undefined });
  await lou().answer();

  await vi.waitFor(() => expect(network.seen("status")).toMatchObject([{ CallStatus: "completed", SequenceNumber: "0" }]));
});

test("a call that is declined is busy, and so is one to a telephone in use", async () => {
  await callUp();
  await lou().reject();
  expect(await lou().ended()).toBe("busy");

  script.start = response("<Gather/>");
  await lou().call(PROGRAMME);
  const second = await callUp();
  await vi.waitFor(async () => expect((await network.client.calls(second.sid).fetch()).status).toBe("busy"));
  expect(network.seen("talk")).toEqual([]);
});

test("nobody answers: by the person's leave at once, else when the time to ring is over by the service's clock", async () => {
  const first = await callUp();
  await lou().ignore();
  expect(await lou().ended()).toBe("no-answer");
  expect(await network.client.calls(first.sid).fetch()).toMatchObject({ status: "no-answer", startTime: null, duration: "0" });

  await callUp({ statusCallbackEvent: ["completed"] });
  await lou().ringing();
  network.pass(26);
  expect(await lou().ended()).toBe("no-answer");
  await vi.waitFor(() =>
    expect(network.seen("status").at(-1)).toMatchObject({
      CallStatus: "no-answer",
      CallDuration: "0",
      Timestamp: "Mon, 23 Nov 2026 09:00:25 +0000",
    }),
  );
});

test("a machine that takes the call hears, never presses a key, and hangs up", async () => {
  script.talk = response(
    '<Gather numDigits="1" action="/twilio/voice/next"><Say>Faites le 1.</Say></Gather><Redirect>/twilio/voice/talk</Redirect>',
  );
  await lou().voicemail();
  await callUp({ machineDetection: "Enable" });

  expect(await lou().ended()).toBe("completed");
  expect(network.seen("next")).toEqual([]);
  expect(network.seen("talk")).toHaveLength(3);
  expect(network.seen("talk")[0]).toMatchObject({ AnsweredBy: "machine_start" });
  expect(await lou().heard()).toBe("Faites le 1.\nFaites le 1.\nFaites le 1.");
});

test("a machine can take the call that rings", async () => {
  await callUp();
  await lou().ringing();
  await lou().voicemail();
  await lou().ended();

  await callUp({ machineDetection: "Enable" });
  await vi.waitFor(() => expect(network.seen("talk")).toHaveLength(2));
  await lou().voicemail(false);
  await lou().ended();
  await callUp({ machineDetection: "Enable" });
  await lou().answer();
  await vi.waitFor(() => expect(network.seen("talk").map(({ AnsweredBy }) => AnsweredBy)).toEqual([undefined, "machine_start", "human"]));
});

test("words for a number that is no telephone of the page are heard by somebody; what has to be asked for finds nobody", async () => {
  const nobody = "+33639980888";
  const heard = await network.client.calls.create({
    to: nobody,
    from: PROGRAMME,
    twiml: response("<Say>Bonjour</Say><Gather/>"),
    statusCallback: network.step("status"),
  });
  await vi.waitFor(() => expect(statuses()).toEqual(["completed"]));
  expect(await network.client.calls(heard.sid).fetch()).toMatchObject({ status: "completed" });

  await callUp({ to: nobody, statusCallbackEvent: ["completed"] });
  await vi.waitFor(() => expect(statuses()).toEqual(["completed", "no-answer"]));
});

test("a live call is sent elsewhere, or ended; one that has ended can't be", async () => {
  script.talk = response("<Gather/>");
  script.other = response("<Say>Ailleurs.</Say><Gather/>");
  const { sid } = await callUp();
  await lou().ringing();
  await expect(network.client.calls(sid).update({ url: network.step("other") })).rejects.toMatchObject({ code: 21220, status: 400 });
  await lou().answer();
  await vi.waitUntil(async () => (await lou().latest())?.waits);

  await network.client.calls(sid).update({ url: network.step("other") });
  await lou().waitToHear(/Ailleurs/);
  await network.client.calls(sid).update({ twiml: response('<Say language="en-GB">Inline.</Say><Gather/>') });
  await lou().waitToHear(/Inline/);
  expect(await network.client.calls(sid).update({ status: "canceled" })).toMatchObject({ status: "in-progress" });
  expect(await network.client.calls(sid).update({ status: "completed" })).toMatchObject({ status: "completed" });
  await expect(network.client.calls(sid).update({ status: "completed" })).rejects.toMatchObject({ code: 21220 });
  await expect(network.client.calls(sid).update({ twiml: response("") })).rejects.toMatchObject({ code: 21220 });
});

test("a call that rings is canceled", async () => {
  const { sid } = await callUp();
  await lou().ringing();
  await network.client.calls(sid).update({ status: "canceled" });

  expect(await lou().ended()).toBe("canceled");
  await vi.waitFor(() => expect(statuses()).toEqual(["initiated", "ringing", "canceled"]));
});

test("a call ends by its time limit, at that instant", async () => {
  script.talk = response("<Gather timeout='600'/>");
  await callUp({ timeLimit: 300, statusCallbackEvent: ["completed"] });
  await lou().answer();
  await vi.waitUntil(async () => (await lou().latest())?.waits);
  network.pass(1000);

  expect(await lou().ended()).toBe("completed");
  await vi.waitFor(() => expect(network.seen("status")).toMatchObject([{ CallDuration: "300" }]));
});

test.each<[string, Record<string, unknown>, number]>([
  ["no recipient", { to: "" }, 21201],
  ["a recipient that is no number", { to: "0639980001" }, 21211],
  ["a sender that is no number", { from: "programme" }, 21212],
  ["a sender that is not the account's", { from: "+33199000099" }, 21210],
  ["nothing to say", { url: undefined }, 21205],
  ["an address that is none", { url: "voice" }, 21205],
  ["too long a ringing", { timeout: 601 }, 21208],
  ["too long a call", { timeLimit: 86_401 }, 20001],
  ["a report to nowhere", { statusCallback: "status" }, 21609],
  ["a report of what never happens", { statusCallbackEvent: ["hung-up"] }, 21626],
  ["another method", { method: "PUT" }, 20001],
])("refuses a call with %s", async (_what, changes, code) => {
  await expect(callUp(changes)).rejects.toMatchObject({ code, status: 400 });
  expect(await network.client.calls.list()).toEqual([]);
});

test("refuses what is no change of a call", async () => {
  script.talk = response("<Gather/>");
  const { sid } = await callUp();
  await lou().answer();

  await expect(network.client.calls(sid).update({ status: "busy" as never })).rejects.toMatchObject({ code: 20001 });
  await expect(network.client.calls(sid).update({})).rejects.toMatchObject({ code: 21205 });
  await expect(network.client.calls(`CA${"0".repeat(32)}`).fetch()).rejects.toMatchObject({ code: 20404, status: 404 });
});

test("calls are listed by number, status and when they started", async () => {
  await callUp();
  await lou().answer();
  await lou().ended();
  await callUp({ to: SAM });
  await network.telephone(SAM).reject();
  await network.telephone(SAM).ended();
  const count = async (filter: object) => (await network.client.calls.list(filter)).length;
  const at = (time: string) => new Date(`2026-11-23T${time}:00Z`);

  expect((await network.client.calls.list()).map(({ to }) => to)).toEqual([SAM, LOU]);
  expect(await count({ to: LOU })).toBe(1);
  expect(await count({ from: PROGRAMME })).toBe(0);
  expect(await count({ status: "busy" })).toBe(1);
  expect(await count({ startTimeAfter: at("08:59") })).toBe(1);
  expect(await count({ startTimeAfter: at("09:01") })).toBe(0);
  expect(await count({ startTimeBefore: at("09:01"), startTimeAfter: at("08:59"), to: SAM })).toBe(0);
});

test("a landline telephones and takes no SMS", async () => {
  const { body } = await network.post("phone/new", { landline: true });
  const landline = String(body.number);
  expect(landline).toMatch(/^\+33199000\d{3}$/);

  await expect(network.client.messages.create({ to: landline, from: POOL, body: "bonjour" })).rejects.toMatchObject({ code: 21614 });
  expect((await network.post("phone/send", { from: landline, text: "bonjour" })).status).toBe(404);
  await callUp({ to: landline });
  await network.telephone(landline).answer();
  expect(await network.telephone(landline).ended()).toBe("completed");
});

test("texts go to and come from every number of the account", async () => {
  network.standIn.answerSms = ({ To }) => `<Response><Message>reçu au ${To}</Message></Response>`;
  expect((await network.post("phone/send", { from: LOU, text: "bonjour", to: POOL })).status).toBe(202);
  await vi.waitFor(async () =>
    expect((await network.client.messages.list({ to: LOU })).map(({ from, body }) => [from, body])).toEqual([[POOL, `reçu au ${POOL}`]]),
  );
  expect(network.standIn.seen.sms).toMatchObject([{ To: POOL }]);

  expect(await network.client.messages.create({ to: LOU, from: POOL, body: "a" })).toMatchObject({ from: POOL });
  expect((await network.post("phone/send", { from: LOU, text: "bonjour", to: "+33199000099" })).status).toBe(404);
});
