import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CODE, callsTo, deliveriesTo, sendNote, signUpByPhone } from "../support/landline.ts";
import { oneValue, personOf } from "../support/people.ts";
import { callTo, endCall, pass } from "../support/phone-call.ts";
import type { ProviderCall } from "../support/provider.ts";
import { startService, type TestService } from "../support/service.ts";
import { pickUpCall, workItemsOf } from "../support/voice.ts";

const LANDLINE = "+33199000302";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const calls = () => callsTo(service, LANDLINE);
const deliveries = () => deliveriesTo(service, LANDLINE);
const workItems = async () => workItemsOf(service, await personOf(service, LANDLINE));

describe("a call that nobody takes", () => {
  /** A message waits, and the phone rings. */
  async function ring(): Promise<ProviderCall> {
    await signUpByPhone(service, LANDLINE);
    await sendNote(service, LANDLINE);
    return callTo(service, LANDLINE);
  }

  test("says nothing to a voicemail but that something waits and how to hear it", async () => {
    const talk = await pickUpCall(service, await ring());
    expect(await talk.silence()).toMatch(/Tapez d'abord votre code/);
    expect(await talk.silence()).toBe("Un message vous attend. Pour l'entendre, rappelez le 09 37 99 00 01. Au revoir.");
    expect(talk.ended).toBe(true);
    await talk.hangUp();
    expect(await deliveries()).toMatchObject([{ state: "queued", attempt: 1 }]);
  });

  test("takes a voicemail's greeting for no answer, and keeps nothing of it", async () => {
    const talk = await pickUpCall(service, await ring());
    expect(await talk.say("bonjour vous êtes bien chez Louise laissez un message après le bip")).toMatch(/Tapez d'abord votre code/);
    expect(await talk.say("votre message a bien été enregistré")).toMatch(/rappelez le 09 37 99 00 01/);
    expect(talk.ended).toBe(true);
    const locked = await oneValue(service, "select locked from conversation where person_id = $1", [await personOf(service, LANDLINE)]);
    expect(JSON.stringify(locked)).not.toContain("Louise");
  });

  test("is made three times, an hour apart and within their hours; then the team has a call to make", async () => {
    const first = await ring();
    await endCall(service, first, "no-answer");
    await service.moveClock("2026-11-23T10:59:00+01:00");
    expect(calls()).toHaveLength(1);
    await service.moveClock("2026-11-23T11:00:00+01:00");
    await endCall(service, await callTo(service, LANDLINE, 1), "busy");
    // a late report of the first call changes nothing
    await service.moveClock("2026-11-23T20:00:00+01:00");
    expect(calls()).toHaveLength(2);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    const third = await callTo(service, LANDLINE, 2);
    await endCall(service, first, "completed");
    expect(await deliveries()).toMatchObject([{ state: "sending", attempt: 3 }]);
    expect(await workItems()).toEqual([]);
    for (let twice = 0; twice < 2; twice++) await endCall(service, third, "no-answer");
    await service.moveClock("2026-11-24T09:30:00+01:00");
    expect(calls()).toHaveLength(3);
    expect(await deliveries()).toMatchObject([{ state: "failed", reason: "not-reached", attempt: 3 }]);
    expect(await workItems()).toEqual(["call-to-make"]);
  });

  test("and whose end is never reported counts as not taken", async () => {
    await ring();
    await pass(service, 20);
    expect(await deliveries()).toMatchObject([{ state: "queued", attempt: 1 }]);
  });

  test("is looked up before it is made again when no answer came back", async () => {
    await signUpByPhone(service, LANDLINE);
    service.provider.answerNextCall("accept-then-silent", "cut");
    await sendNote(service, LANDLINE);
    await pass(service, 2);
    expect(calls()).toHaveLength(1);
    const [made] = calls();
    if (!made) throw new Error("It was not made.");
    expect(await (await pickUpCall(service, made)).press(CODE)).toMatch(/vous fait dire: à vous/);
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempt: 1 }]);
  });

  test("that never reached the provider is made again", async () => {
    await signUpByPhone(service, LANDLINE);
    service.provider.answerNextCall("cut");
    await sendNote(service, LANDLINE);
    await pass(service, 3);
    expect(calls()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: "sending", attempt: 2 }]);
  });

  test("that the provider refuses is the team's to make", async () => {
    await signUpByPhone(service, LANDLINE);
    service.provider.answerNextCall({ status: 400, code: 21211 });
    await sendNote(service, LANDLINE);
    expect(await deliveries()).toMatchObject([{ state: "failed", reason: "21211" }]);
    expect(await workItems()).toEqual(["call-to-make"]);
  });
});

test("without a code a call says that something waits and how to call back, once; then the team has a call to make", async () => {
  await signUpByPhone(service, LANDLINE);
  const personId = await personOf(service, LANDLINE);
  await service.owner.query("update patient set code_key = null where person_id = $1", [personId]);
  await sendNote(service, LANDLINE);
  const talk = await pickUpCall(service, await callTo(service, LANDLINE));
  expect(talk.said).toBe(
    "Bonjour, ici Passerelle. Ceci est un appel automatique. Un message vous attend. Pour l'entendre, rappelez le 09 37 99 00 01. Au revoir.",
  );
  await talk.hangUp();
  await service.moveClock("2026-11-24T09:30:00+01:00");
  expect(calls()).toHaveLength(1);
  expect(await workItems()).toEqual(["call-to-make"]);
});
