import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { leadPatient } from "../support/patient.ts";
import { oneValue, openAppPool, peerPhone, personOf, rowsOf, writeTo } from "../support/people.ts";
import { callTo, endCall, pass } from "../support/phone-call.ts";
import type { ProviderCall } from "../support/provider.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";
import { openCall, pickUpCall, type TestCall, workItemsOf } from "../support/voice.ts";

const WISH = "je cherche quelqu'un pour parler de mon endométriose";
const CODE = "4827";
const MORNING = "1";
const AFTERNOON = "3";
/** What names, or tells of, anybody. */
const CONTENT = /endom|novembre|Lou|Claire|Inès|Sonia|confirmé|rendez-vous/;

let service: TestService;
let pool: ReturnType<typeof openAppPool>;
let landline: string;
let count = 0;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
  landline = `+33199000${String(300 + ++count)}`;
  return async () => {
    await pool.end();
    await service.stop();
  };
});

/** A landline's owner, known by a code, who is called at a time of day. */
async function signUp(time = MORNING): Promise<TestCall> {
  const talk = await openCall(service, landline);
  await talk.say(WISH);
  await talk.press("1");
  await talk.press("1");
  await talk.press(CODE);
  expect(talk.said).toMatch(/un appel automatique peut vous le dire, après votre code.*Pour un appel le matin.*tapez 1.*équipe.*tapez 5/);
  await talk.press(time);
  return talk;
}

/** The same, with a peer asked; gives the peer's phone. */
async function askPeer(time = MORNING, slot = "3"): Promise<string> {
  const talk = await signUp(time);
  await talk.press("1");
  await talk.press("1");
  await talk.press(slot);
  await talk.say("Lou");
  await talk.hangUp();
  await service.drain();
  const peer = await oneValue<string>(
    service,
    "select display_name from peer join appointment a on a.peer_id = peer.person_id where a.patient_id = $1",
    [await personOf(service, landline)],
  );
  return peerPhone(peer);
}

const calls = (): ProviderCall[] => service.provider.calls.filter(({ to }) => to === landline);
const deliveries = async () =>
  rowsOf<{ state: string; reason: string | null; attempt: number }>(
    service,
    "select state, reason, attempt from delivery where person_id = $1 order by created_at",
    [await personOf(service, landline)],
  );
const workItems = async () => workItemsOf(service, await personOf(service, landline));

describe("somebody who chose automated calls", () => {
  test("hears the peer's answer in their hours, after the code and not before, in one call that goes on as any other", async () => {
    const peer = await askPeer();
    await service.text(peer, "1");
    await service.drain();
    // it is 10:00, and their hours are the morning's
    const made = await callTo(service, landline);
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
    expect(service.provider.sentTo(landline)).toEqual([]);
  });

  test("is left in peace until their hours come, on no Sunday and no public holiday", async () => {
    const peer = await askPeer(AFTERNOON);
    await service.text(peer, "1");
    await service.moveClock("2026-11-23T13:59:00+01:00");
    expect(calls()).toEqual([]);
    await service.moveClock("2026-11-23T14:00:00+01:00");
    expect(calls()).toHaveLength(1);
  });

  test("answers a reminder's question in the call that tells it, and is reminded two hours before whatever hours they chose", async () => {
    const peer = await askPeer(AFTERNOON);
    await service.text(peer, "1");
    await service.moveClock("2026-11-23T14:00:00+01:00");
    const told = await pickUpCall(service, await callTo(service, landline));
    await told.press(CODE);
    await told.hangUp();
    // of two days before, on Tuesday at 10:00
    await service.moveClock("2026-11-24T13:59:00+01:00");
    expect(calls()).toHaveLength(1);
    await service.moveClock("2026-11-24T14:00:00+01:00");
    const asked = await pickUpCall(service, await callTo(service, landline, 1));
    expect(asked.said).not.toMatch(CONTENT);
    expect(await asked.press(CODE)).toMatch(/Rappel.*dire que vous venez, tapez 1/);
    expect(await asked.press("1")).toMatch(/noté|Merci/);
    await asked.hangUp();
    await service.moveClock("2026-11-26T08:00:00+01:00");
    const soon = await pickUpCall(service, await callTo(service, landline, 2));
    expect(await soon.press(CODE)).toMatch(/C'est bientôt/);
    expect(await soon.say("annuler")).toMatch(/Pour annuler/);
    await soon.press("1");
    await soon.press("1");
    const status = "select status from appointment where patient_id = $1";
    expect(await oneValue(service, status, [await personOf(service, landline)])).toBe("cancelled");
    expect(await workItems()).toEqual([]);
  });

  test("is called once for all that waits, what comes while the phone rings too", async () => {
    const peer = await askPeer();
    await service.text(peer, "1");
    await service.drain();
    const made = await callTo(service, landline);
    await sendNote();
    expect(calls()).toHaveLength(1);
    const talk = await pickUpCall(service, made);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé.*vous fait dire: à vous/);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    await talk.hangUp();
    await pass(service, 120);
    expect(calls()).toHaveLength(1);
  });

  test("who calls by themselves first has heard it, and is not called", async () => {
    const peer = await askPeer(AFTERNOON);
    await service.text(peer, "1");
    await service.drain();
    const talk = await openCall(service, landline);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé/);
    await service.moveClock("2026-11-23T16:00:00+01:00");
    expect(calls()).toEqual([]);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered"]);
  });

  test("may choose a person of the team instead, from the menu", async () => {
    const peer = await askPeer();
    const talk = await openCall(service, landline);
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

describe("a call that nobody takes", () => {
  /** A message waits, and the phone rings. */
  async function ring(): Promise<ProviderCall> {
    await signUp();
    await sendNote();
    return callTo(service, landline);
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
    const locked = await oneValue(service, "select locked from conversation where person_id = $1", [await personOf(service, landline)]);
    expect(JSON.stringify(locked)).not.toContain("Louise");
  });

  test("is made three times, an hour apart and within their hours; then the team has a call to make", async () => {
    const first = await ring();
    await endCall(service, first, "no-answer");
    await service.moveClock("2026-11-23T10:59:00+01:00");
    expect(calls()).toHaveLength(1);
    await service.moveClock("2026-11-23T11:00:00+01:00");
    await endCall(service, await callTo(service, landline, 1), "busy");
    // a late report of the first call changes nothing
    await service.moveClock("2026-11-23T20:00:00+01:00");
    expect(calls()).toHaveLength(2);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    const third = await callTo(service, landline, 2);
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
    await signUp();
    service.provider.answerNextCall("accept-then-silent", "cut");
    await sendNote();
    await pass(service, 2);
    expect(calls()).toHaveLength(1);
    const [made] = calls();
    if (!made) throw new Error("It was not made.");
    expect(await (await pickUpCall(service, made)).press(CODE)).toMatch(/vous fait dire: à vous/);
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempt: 1 }]);
  });

  test("that never reached the provider is made again", async () => {
    await signUp();
    service.provider.answerNextCall("cut");
    await sendNote();
    await pass(service, 3);
    expect(calls()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: "sending", attempt: 2 }]);
  });

  test("that the provider refuses is the team's to make", async () => {
    await signUp();
    service.provider.answerNextCall({ status: 400, code: 21211 });
    await sendNote();
    expect(await deliveries()).toMatchObject([{ state: "failed", reason: "21211" }]);
    expect(await workItems()).toEqual(["call-to-make"]);
  });
});

test("without a code a call says that something waits and how to call back, once; then the team has a call to make", async () => {
  await signUp();
  const personId = await personOf(service, landline);
  await service.owner.query("update patient set code_key = null where person_id = $1", [personId]);
  await sendNote();
  const talk = await pickUpCall(service, await callTo(service, landline));
  expect(talk.said).toBe(
    "Bonjour, ici Passerelle. Ceci est un appel automatique. Un message vous attend. Pour l'entendre, rappelez le 09 37 99 00 01. Au revoir.",
  );
  await talk.hangUp();
  await service.moveClock("2026-11-24T09:30:00+01:00");
  expect(calls()).toHaveLength(1);
  expect(await workItems()).toEqual(["call-to-make"]);
});

test("danger that is told to a call of ours gets its lines, code or none", async () => {
  await signUp();
  await sendNote();
  const talk = await pickUpCall(service, await callTo(service, landline));
  expect(await talk.say("je veux mourir")).toMatch(/3114|31 14/);
});

test("without a number that a machine may call from nobody is asked, and nobody is called", async () => {
  await service.owner.query("update sender set automated_calls = false");
  const talk = await openCall(service, landline);
  await talk.say(WISH);
  await talk.press("1");
  await talk.press("1");
  expect(await talk.press(CODE)).toMatch(/^Code noté.*personnes/);
  await service.owner.query("update patient set call_time = 'morning'");
  await sendNote();
  expect(calls()).toEqual([]);
  expect(await workItems()).toEqual(["call-to-make"]);
});

test("the doors of a call of ours are shut to what is not signed", async () => {
  const parameters = { CallSid: `CA${"a".repeat(32)}`, AccountSid: service.provider.accountSid, From: DEMO_NUMBER, To: landline };
  const ids = "p=00000000-0000-4000-8000-000000000000&d=00000000-0000-4000-8000-000000000000";
  for (const path of [`/twilio/voice/out?${ids}`, `/twilio/voice/out/ended?${ids}&a=1`]) {
    expect(await service.post(path, parameters, null)).toEqual({ status: 403, body: "" });
    expect((await service.post(path, parameters)).status).toBeLessThan(300);
  }
  expect(await rowsOf(service, "select from voice_call")).toEqual([]);
});

describe("a phone that texts do not reach any more", () => {
  const mobile = "+33639984601";
  const address = async () =>
    oneValue(service, "select kind || ' ' || state from channel_address where person_id = $1", [await personOf(service, mobile)]);

  async function loseTexts(): Promise<void> {
    await leadPatient(service, mobile, "asked");
    await service.drain();
    service.provider.answerNext({ status: 400, code: 21614 });
    await writeTo(service, pool, mobile, { body: "perdu" });
    await service.drain();
  }

  test("is asked by a call whether calls are right; of who picks up nothing else is answered, and the coordinator sees it", async () => {
    await loseTexts();
    expect(await address()).toBe("voice live");
    const personId = await personOf(service, mobile);
    expect(await workItemsOf(service, personId)).toEqual(["unreachable"]);
    const talk = await pickUpCall(service, await callTo(service, mobile));
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle\..*n'arrivent pas à ce numéro\. Quand un message vous attend/);
    expect(talk.said).not.toMatch(CONTENT);
    for (const curious of ["mes rendez-vous", "menu", "mon endométriose", "mes données", "annuler"])
      expect(await talk.say(curious)).toMatch(/Je n'ai pas compris.*À quel moment de la journée/);
    expect(await talk.press(AFTERNOON)).toMatch(/Choisissez un code/);
    expect(await talk.press(CODE)).toMatch(/Code noté/);
    expect(talk.ended).toBe(true);
    await talk.hangUp();
    expect(
      await rowsOf(service, "select call_time, shared_phone, code_key is not null as coded from patient where person_id = $1", [personId]),
    ).toEqual([{ call_time: "afternoon", shared_phone: true, coded: true }]);
    await sendNote(mobile);
    expect(service.provider.calls.filter(({ to }) => to === mobile)).toHaveLength(1);
    await service.moveClock("2026-11-23T14:00:00+01:00");
    const told = await pickUpCall(service, await callTo(service, mobile, 1));
    expect(await told.press(CODE)).toMatch(/vous fait dire: à vous/);
  });

  test("is called no more for it once a person shall call, and takes texts again as soon as one comes from it", async () => {
    await loseTexts();
    const talk = await pickUpCall(service, await callTo(service, mobile));
    expect(await talk.press("5")).toMatch(/une personne de l'équipe vous appelle/);
    expect(talk.ended).toBe(true);
    await talk.hangUp();
    await pass(service, 180);
    expect(service.provider.calls.filter(({ to }) => to === mobile)).toHaveLength(1);
    await service.text(mobile, "INFO");
    expect(await address()).toBe("sms live");
  });

  test("is not called at night", async () => {
    await service.moveClock("2026-11-23T21:00:00+01:00");
    await loseTexts();
    expect(service.provider.calls.filter(({ to }) => to === mobile)).toEqual([]);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    await callTo(service, mobile);
  });
});

/** The team writes to a person, as from a card. */
async function sendNote(phone = landline): Promise<void> {
  const personId = await personOf(service, phone);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  await runTurn(pool, `test:${randomUUID()}`, { kind: "job", programmeId, personId }, async () => ({
    say: [{ key: "team.note", args: { programme: "Passerelle", body: "à vous" } }],
    class: "notice",
    question: "keep",
  }));
  await service.drain();
}
