import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOU, type Network, POOL, PROGRAMME, SAM, startNetwork } from "./network.ts";

let network: Network;
let script: Record<string, string | number>;

beforeEach(async () => {
  network = await startNetwork();
  script = {
    start: `<Response><Dial callerId="${POOL}" timeout="20" action="/twilio/voice/dialled" answerOnBridge="true"><Number url="/twilio/voice/whisper" statusCallback="/twilio/voice/number" statusCallbackEvent="initiated ringing answered completed">${SAM}</Number></Dial></Response>`,
    whisper: '<Response><Gather numDigits="1" action="/twilio/voice/accept"><Say>Pour accepter, 1.</Say></Gather><Hangup/></Response>',
  };
  network.standIn.answerVoice = (path) => script[path] ?? "<Response/>";
});
afterEach(async () => {
  expect(network.standIn.seen.refused).toEqual([]);
  await network.close();
});

const [lou, sam] = [LOU, SAM].map((number) => () => network.telephone(number)) as [Person, Person];
type Person = () => ReturnType<Network["telephone"]>;
const reported = () => network.seen("number").map(({ CallStatus }) => CallStatus);

test("two are connected when the one who is called has accepted, and hear each other", async () => {
  await lou().call(PROGRAMME, { withheld: true });
  const ringing = await sam().ringing();
  expect(ringing.other).toBe(POOL);
  expect(await network.client.calls(ringing.sid).fetch()).toMatchObject({
    direction: "outbound-dial",
    parentCallSid: (await lou().latest())?.sid,
  });
  expect((await lou().latest())?.state).toBe("ringing");
  await sam().answer();
  await sam().waitToHear(/accepter/);
  await sam().press("1");
  await vi.waitFor(async () => expect((await lou().latest())?.state).toBe("live"));

  await lou().say("Bonjour Sam");
  await sam().waitToHear(/Bonjour Sam/);
  network.pass(30);
  await sam().hangUp();

  await lou().ended();
  expect(network.seen("dialled")).toMatchObject([
    { DialCallStatus: "completed", DialCallDuration: "30", DialBridged: "true", DialCallSid: ringing.sid },
  ]);
  expect(reported()).toEqual(["initiated", "ringing", "in-progress", "completed"]);
  expect(network.seen("accept")).toMatchObject([{ Digits: "1", ParentCallSid: (await lou().latest())?.sid }]);
  expect(JSON.stringify(await sam().latest())).not.toContain(LOU);
});

test("who does not accept is not connected", async () => {
  await lou().call(PROGRAMME);
  await sam().answer();
  await sam().silent();

  await lou().ended();
  expect(network.seen("dialled")).toMatchObject([{ DialCallStatus: "no-answer", DialBridged: "false" }]);
  expect(await lou().heard()).toBe("");
});

test.each([
  ["declines", (person: ReturnType<Person>) => person.reject(), "busy"],
  ["does not answer", (person: ReturnType<Person>) => person.ignore(), "no-answer"],
])("the call goes on when the other %s", async (_what, act, status) => {
  await lou().call(PROGRAMME);
  await act(sam());

  await lou().ended();
  expect(network.seen("dialled")).toMatchObject([{ DialCallStatus: status, DialCallDuration: "0" }]);
});

test("the other no longer rings when the caller hangs up", async () => {
  await lou().call(PROGRAMME);
  await sam().ringing();
  await lou().hangUp();

  expect(await sam().ended()).toBe("canceled");
  await vi.waitFor(() => expect(reported()).toEqual(["initiated", "ringing", "canceled"]));
  expect(network.seen("dialled")).toEqual([]);
});

test("a connection ends by its limit, or by a star", async () => {
  script.start = `<Response><Dial timeLimit="60" hangupOnStar="true">${SAM}</Dial><Say>Voilà.</Say></Response>`;
  await lou().call(PROGRAMME);
  await sam().answer();
  await lou().press("*");
  await lou().waitToHear(/Voilà/);
  expect(await sam().ended()).toBe("completed");

  await lou().call(PROGRAMME);
  await sam().answer();
  await sam().say("allô");
  network.pass(61);
  await lou().waitToHear(/Voilà/);
});
