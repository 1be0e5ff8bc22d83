import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LOU, type Network, POOL, PROGRAMME, SAM, startNetwork } from "./network.ts";

const CLAIRE = "+33639981001";
let network: Network;
let script: Record<string, string | number>;

beforeEach(async () => {
  network = await startNetwork({ peerPhone: CLAIRE });
  script = { start: room("patient"), peer: room("peer", 'endConferenceOnExit="true"') };
  network.standIn.answerVoice = (path) => script[path] ?? "<Response/>";
});
afterEach(async () => {
  expect(network.standIn.seen.refused).toEqual([]);
  await network.close();
});

const response = (verbs: string) => `<Response>${verbs}</Response>`;
/** Lets somebody into the one room. */
const room = (label: string, attributes = "") =>
  response(
    `<Dial action="/twilio/voice/left"><Conference beep="false" participantLabel="${label}" ${attributes} statusCallback="/twilio/voice/events" statusCallbackEvent="start end join leave">salle-7</Conference></Dial>`,
  );
const [lou, claire, sam] = [LOU, CLAIRE, SAM].map((number) => () => network.telephone(number)) as [Person, Person, Person];
type Person = () => ReturnType<Network["telephone"]>;
const events = () =>
  network.seen("events").map(({ StatusCallbackEvent, ParticipantLabel = "" }) => `${StatusCallbackEvent} ${ParticipantLabel}`.trim());
const conference = async () => (await network.client.conferences.list({ friendlyName: "salle-7" }))[0];
const others = async (person: Person) => (await person().latest())?.waits?.others;

/** Lou calls, Claire is called, both are in. */
async function meet(): Promise<void> {
  await lou().call(PROGRAMME);
  await vi.waitFor(async () => expect(await others(lou)).toBe(0));
  await network.client.calls.create({ to: CLAIRE, from: POOL, url: network.step("peer") });
  await claire().answer();
  await vi.waitFor(async () => expect(await others(claire)).toBe(1));
}

test("two meet, each hears what the other says, and each step is reported", async () => {
  await lou().call(PROGRAMME);
  await vi.waitFor(async () => expect(await others(lou)).toBe(0));
  expect(await conference()).toMatchObject({ status: "init", friendlyName: "salle-7" });
  await network.client.calls.create({ to: CLAIRE, from: POOL, url: network.step("peer") });
  await claire().answer();
  await vi.waitFor(async () => expect(await others(lou)).toBe(1));
  expect(await conference()).toMatchObject({ status: "in-progress" });

  await lou().say("Bonjour Claire");
  await claire().waitToHear(/Bonjour Claire/);
  await claire().say("Bonjour");
  await lou().waitToHear(/^Bonjour$/);
  expect(await lou().heard()).toBe("Bonjour");
  network.pass(600);
  await claire().hangUp();

  await vi.waitFor(() => expect(events()).toHaveLength(6));
  expect(events()).toEqual([
    "participant-join patient",
    "conference-start",
    "participant-join peer",
    "participant-leave peer",
    "participant-leave patient",
    "conference-end",
  ]);
  expect(network.seen("events").map(({ SequenceNumber }) => SequenceNumber)).toEqual(["1", "2", "3", "4", "5", "6"]);
  const found = await conference();
  expect(network.seen("events")[3]).toMatchObject({
    ConferenceSid: found?.sid,
    FriendlyName: "salle-7",
    ReasonParticipantLeft: "participant_hung_up",
    ParticipantCallStatus: "completed",
    Timestamp: "Mon, 23 Nov 2026 09:10:00 +0000",
    EndConferenceOnExit: "true",
  });
  expect(network.seen("events")[4]).toMatchObject({
    ReasonParticipantLeft: "moderator_ended_conference",
    CallSid: expect.stringMatching(/^CA/),
  });
  expect(network.seen("events")[5]).toMatchObject({ ReasonConferenceEnded: "participant-with-end-conference-on-exit-left" });
  expect(found).toMatchObject({ status: "completed", reasonConferenceEnded: "participant-with-end-conference-on-exit-left" });
  // who was left goes on where the Dial says
  await lou().ended();
  expect(network.seen("left")).toMatchObject([{ From: LOU, DialCallStatus: "answered" }]);
});

test("a conference does not begin while nobody in it may begin it", async () => {
  script.start = room("patient", 'startConferenceOnEnter="false" waitUrl="/twilio/voice/wait"');
  script.wait = response('<Say language="fr-FR">Un instant.</Say><Play>https://example.com/a.mp3</Play>');
  await lou().call(PROGRAMME);
  await lou().waitToHear(/Un instant/);
  await sam().call(PROGRAMME);
  await vi.waitFor(async () => expect(await others(sam)).toBe(1));
  expect(await conference()).toMatchObject({ status: "init" });
  script.start = room("peer");
  await claire().call(POOL);

  await vi.waitFor(async () => expect(await conference()).toMatchObject({ status: "in-progress" }));
  await vi.waitFor(() => expect(events().at(-2)).toBe("conference-start"));
});

test("a third is not let in where two are the most", async () => {
  script.start = room("patient", 'maxParticipants="2"');
  await lou().call(PROGRAMME);
  await vi.waitFor(async () => expect(await others(lou)).toBe(0));
  await sam().call(PROGRAMME);
  await vi.waitFor(async () => expect(await others(sam)).toBe(1));
  await claire().call(PROGRAMME);

  expect(await claire().ended()).toBe("completed");
  expect(await others(lou)).toBe(1);
});

test("participants are listed, found by label, muted, put out", async () => {
  await meet();
  const { sid = "" } = (await conference()) ?? {};
  const inside = () => network.client.conferences(sid).participants.list();
  expect((await inside()).map(({ label, status, muted, endConferenceOnExit }) => [label, status, muted, endConferenceOnExit])).toEqual([
    ["patient", "connected", false, false],
    ["peer", "connected", false, true],
  ]);
  const peer = await network.client.conferences(sid).participants("peer").fetch();
  expect(await network.client.conferences(sid).participants(peer.callSid).update({ muted: true })).toMatchObject({ muted: true });
  await claire().say("personne n'entend");
  expect(await lou().heard()).toBe("");

  const patient = (await inside())[0];
  // what a list gives can't act in the vendor's client
  expect(
    await network.client
      .conferences(sid)
      .participants(patient?.callSid ?? "")
      .remove(),
  ).toBe(true);
  await vi.waitFor(() =>
    expect(network.seen("events").at(-1)).toMatchObject({ StatusCallbackEvent: "participant-leave", ParticipantLabel: "patient" }),
  );
  expect(await inside()).toHaveLength(1);
  await expect(network.client.conferences(sid).participants("nobody").fetch()).rejects.toMatchObject({ code: 20404 });
});

test("something is announced to all, or to one", async () => {
  await meet();
  script.warn = response('<Say language="fr-FR">Encore cinq minutes.</Say>');
  script.aside = response("<Say>Pour Lou.</Say>");
  const { sid = "" } = (await conference()) ?? {};
  await network.client.conferences(sid).update({ announceUrl: network.step("warn") });
  await Promise.all([lou().waitToHear(/cinq minutes/), claire().waitToHear(/cinq minutes/)]);
  await network.client
    .conferences(sid)
    .participants("patient")
    .update({ announceUrl: network.step("aside") });
  await lou().waitToHear(/Pour Lou/);

  expect(await claire().heard()).not.toContain("Lou");
  expect((await lou().latest())?.state).toBe("live");
});

test("a conference is ended by the service, and everybody goes on", async () => {
  await meet();
  const { sid = "" } = (await conference()) ?? {};
  expect(await network.client.conferences(sid).update({ status: "completed" })).toMatchObject({ status: "completed" });

  await Promise.all([lou().ended(), claire().ended()]);
  await vi.waitFor(() => expect(network.seen("events").at(-1)).toMatchObject({ ReasonConferenceEnded: "conference-ended-via-api" }));
  expect(network.seen("events").at(-2)).toMatchObject({ ReasonParticipantLeft: "conference_ended_via_api" });
  expect(await network.client.conferences.list({ status: "in-progress" })).toEqual([]);
  expect(network.seen("left")).toHaveLength(2);
});

test("who is sent elsewhere leaves, and may come back into a conference that went on", async () => {
  script.start = room("patient");
  script.peer = room("peer");
  await meet();
  const [call] = await network.client.calls.list({ to: CLAIRE });
  await network.client
    .calls(call?.sid ?? "")
    .update({ twiml: response('<Say>Un instant.</Say><Gather numDigits="1" action="/twilio/voice/peer"/>') });
  await claire().waitToHear(/instant/);
  await vi.waitFor(() => expect(network.seen("events").at(-1)).toMatchObject({ ReasonParticipantLeft: "participant_updated_via_api" }));
  await network.client.calls(call?.sid ?? "").update({ url: network.step("peer") });

  await vi.waitFor(async () => expect(await others(lou)).toBe(1));
  expect((await network.client.conferences.list({ friendlyName: "salle-7" })).length).toBe(1);
});

test("a star leaves where it may, and nowhere else", async () => {
  script.start = room("patient").replace("<Dial ", '<Dial hangupOnStar="true" ');
  await meet();
  await claire().press("*");
  await lou().press("*");

  await lou().ended();
  expect(network.seen("left")).toMatchObject([{ From: LOU }]);
  expect((await claire().latest())?.state).toBe("live");
});

test("a machine does not stay in a conference", async () => {
  await claire().voicemail();
  await network.client.calls.create({ to: CLAIRE, from: POOL, url: network.step("peer") });
  await vi.waitFor(async () => expect(await others(claire)).toBe(0));
  network.pass(11);

  expect(await claire().ended()).toBe("completed");
});

test.each(["late", "shuffled"] as const)("reports that come %s come when they are released", async (order) => {
  await network.post("callbacks/order", { order });
  await meet();
  await claire().hangUp();
  await lou().ended();
  expect(events()).toEqual([]);
  expect(network.seen("status")).toEqual([]);
  await network.post("callbacks/order", { order: "normal" });
  await network.post("callbacks/order", { order });
  await network.post("callbacks/release", {});

  await vi.waitFor(() => expect(network.seen("status")).toHaveLength(1));
  await vi.waitFor(() => expect(events()).toHaveLength(6));
  const numbers = network.seen("events").map(({ SequenceNumber }) => Number(SequenceNumber));
  expect(numbers).toEqual(order === "late" ? [1, 2, 3, 4, 5, 6] : [6, 5, 4, 3, 2, 1]);
});

test("reports that come twice are the same", async () => {
  await network.post("callbacks/order", { order: "twice" });
  script.start = "<Response/>";
  await lou().call(PROGRAMME);

  await vi.waitFor(() => expect(network.seen("status")).toHaveLength(2));
  expect(network.seen("status")[0]).toEqual(network.seen("status")[1]);
});
