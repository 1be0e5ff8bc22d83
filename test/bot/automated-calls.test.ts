import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askPeerByPhone, CALLED_BY, CODE, CONTENT, callsTo, deliveriesTo, sendNote, signUpByPhone } from "../support/landline.ts";
import { oneValue, personOf, rowsOf } from "../support/people.ts";
import { callTo, pass } from "../support/phone-call.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";
import { leadByVoice, openCall, pickUpCall, workItemsOf } from "../support/voice.ts";

const LANDLINE = "+33199000301";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const calls = () => callsTo(service, LANDLINE);
const deliveries = () => deliveriesTo(service, LANDLINE);
const workItems = async () => workItemsOf(service, await personOf(service, LANDLINE));

describe("somebody who chose automated calls", () => {
  test("hears the peer's answer in their hours, after the code and not before, in one call that goes on as any other", async () => {
    const peer = await askPeerByPhone(service, LANDLINE);
    await service.text(peer, "1");
    await service.drain();
    // it is 10:00, and their hours are the morning's
    const made = await callTo(service, LANDLINE);
    expect(made).toMatchObject({ from: DEMO_NUMBER, twiml: "" });
    const talk = await pickUpCall(service, made);
    expect(talk.said).toMatch(
      /^Bonjour, ici Passerelle\. Ceci est un appel automatique\. Un message vous attend\. Tapez d'abord votre code/,
    );
    expect(talk.said).not.toMatch(CONTENT);
    const first = talk.twiml;
    expect(await talk.again()).toBe(talk.said);
    expect(talk.twiml).toBe(first);
    expect(await talk.press("1111")).toMatch(/Ce code n'ouvre rien/);
    expect(await deliveries()).toMatchObject([{ state: "sending", attempt: 1 }]);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé: .* novembre à .*Votre référence: \d\d,/);
    expect(await deliveries()).toEqual([{ state: "delivered", reason: null, attempt: 1 }]);
    expect(await talk.say("mes rendez-vous")).toMatch(/Votre rendez-vous: .*novembre/);
    expect(await talk.hangUp()).toBe(204);
    await pass(service, 90);
    expect(calls()).toHaveLength(1);
    expect(await workItems()).toEqual([]);
    expect(service.provider.sentTo(LANDLINE)).toEqual([]);
  });

  test("is left in peace until their hours come, on no Sunday and no public holiday", async () => {
    const peer = await askPeerByPhone(service, LANDLINE, CALLED_BY.afternoon);
    await service.text(peer, "1");
    await service.moveClock("2026-11-23T13:59:00+01:00");
    expect(calls()).toEqual([]);
    await service.moveClock("2026-11-23T14:00:00+01:00");
    expect(calls()).toHaveLength(1);
  });

  test("answers a reminder's question in the call that tells it, and is reminded two hours before whatever hours they chose", async () => {
    const peer = await askPeerByPhone(service, LANDLINE, CALLED_BY.afternoon);
    await service.text(peer, "1");
    await service.moveClock("2026-11-23T14:00:00+01:00");
    const told = await pickUpCall(service, await callTo(service, LANDLINE));
    await told.press(CODE);
    await told.hangUp();
    // of two days before, on Tuesday at 10:00
    await service.moveClock("2026-11-24T13:59:00+01:00");
    expect(calls()).toHaveLength(1);
    await service.moveClock("2026-11-24T14:00:00+01:00");
    const asked = await pickUpCall(service, await callTo(service, LANDLINE, 1));
    expect(asked.said).not.toMatch(CONTENT);
    expect(await asked.press(CODE)).toMatch(/Rappel.*dire que vous venez, tapez 1/);
    expect(await asked.press("1")).toMatch(/noté|Merci/);
    await asked.hangUp();
    await service.moveClock("2026-11-26T08:00:00+01:00");
    const soon = await pickUpCall(service, await callTo(service, LANDLINE, 2));
    expect(await soon.press(CODE)).toMatch(/C'est bientôt/);
    expect(await soon.say("annuler")).toMatch(/Pour annuler/);
    await soon.press("1");
    await soon.press("1");
    const status = "select status from appointment where patient_id = $1";
    expect(await oneValue(service, status, [await personOf(service, LANDLINE)])).toBe("cancelled");
    expect(await workItems()).toEqual([]);
  });

  test("is called once for all that waits, what comes while the phone rings too", async () => {
    const peer = await askPeerByPhone(service, LANDLINE);
    await service.text(peer, "1");
    await service.drain();
    const made = await callTo(service, LANDLINE);
    await sendNote(service, LANDLINE);
    expect(calls()).toHaveLength(1);
    const talk = await pickUpCall(service, made);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé.*vous fait dire: à vous/);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    await talk.hangUp();
    await pass(service, 120);
    expect(calls()).toHaveLength(1);
  });

  test("who calls by themselves first has heard it, and is not called", async () => {
    const peer = await askPeerByPhone(service, LANDLINE, CALLED_BY.afternoon);
    await service.text(peer, "1");
    await service.drain();
    const talk = await openCall(service, LANDLINE);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé/);
    await service.moveClock("2026-11-23T16:00:00+01:00");
    expect(calls()).toEqual([]);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered"]);
  });

  test("may choose a person of the team instead, from the menu", async () => {
    const peer = await askPeerByPhone(service, LANDLINE);
    const talk = await openCall(service, LANDLINE);
    await talk.press(CODE);
    await talk.say("menu");
    const [, key = ""] = /choisir comment on vous appelle, tapez (\d)/.exec(talk.said) ?? [];
    expect(await talk.press(key)).toMatch(/À quel moment de la journée/);
    expect(await talk.say("l'équipe")).toMatch(/une personne de l'équipe vous appelle/);
    await talk.hangUp();
    await service.text(peer, "1");
    await service.drain();
    expect(calls()).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "skipped", reason: "voice-only" }]);
    expect(await workItems()).toEqual(["call-to-make"]);
  });
});

test("danger that is told to a call of ours gets its lines, code or none", async () => {
  await signUpByPhone(service, LANDLINE);
  await sendNote(service, LANDLINE);
  const talk = await pickUpCall(service, await callTo(service, LANDLINE));
  expect(await talk.say("je veux mourir")).toMatch(/3114|31 14/);
});

test("without a number that a machine may call from nobody is asked, and nobody is called", async () => {
  await service.owner.query("update sender set automated_calls = false");
  const talk = await leadByVoice(service, LANDLINE);
  expect(await talk.press(CODE)).toMatch(/^Code noté.*personnes/);
  await service.owner.query("update patient set call_time = 'morning'");
  await sendNote(service, LANDLINE);
  expect(calls()).toEqual([]);
  expect(await workItems()).toEqual(["call-to-make"]);
});

test("the doors of a call of ours are shut to what is not signed", async () => {
  const parameters = { CallSid: `CA${"a".repeat(32)}`, AccountSid: service.provider.accountSid, From: DEMO_NUMBER, To: LANDLINE };
  const ids = "p=00000000-0000-4000-8000-000000000000&d=00000000-0000-4000-8000-000000000000";
  for (const path of [`/twilio/voice/out?${ids}`, `/twilio/voice/out/ended?${ids}&a=1`]) {
    expect(await service.post(path, parameters, null)).toEqual({ status: 403, body: "" });
    expect((await service.post(path, parameters)).status).toBeLessThan(300);
  }
  expect(await rowsOf(service, "select from voice_call")).toEqual([]);
});
