import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { chooseCode, resetCode } from "../../domain/people/code.ts";
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
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle\. Ceci est un appel automatique\. Un message vous attend\. Tapez d'abord votre code/);
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

  test("answers a reminder's question in the call that tells it", async () => {
    const peer = await askPeer(AFTERNOON);
    await service.text(peer, "1");
    await service.moveClock("2026-11-23T14:00:00+01:00");
    await (await pickUpCall(service, await callTo(service, landline))).press(CODE);
    await endCall(service, await callTo(service, landline), "completed");
    await service.owner.query("update appointment set during = during + interval '7 days', blocks = blocks + interval '7 days' where false");
    const startsAt = await oneValue<Date>(service, "select lower(during) from appointment where patient_id = $1", [
      await personOf(service, landline),
    ]);
    // two hours before, at its own time and not in the afternoon
    await service.moveClock(new Date(startsAt.getTime() - 2 * 3_600_000).toISOString());
    const talk = await pickUpCall(service, await callTo(service, landline, 1));
    expect(talk.said).not.toMatch(CONTENT);
    expect(await talk.press(CODE)).toMatch(/C'est bientôt|C'est bientot/);
    expect(await talk.say("annuler")).toMatch(/Annuler/);
    await talk.press("1");
    expect(await oneValue(service, "select status from appointment where patient_id = $1", [await personOf(service, landline)])).toBe(
      "cancelled",
    );
  });

  test("is called for all that waits at once, and what comes while the phone rings is told in the same call", async () => {
    const peer = await askPeer();
    await service.text(peer, "1");
    await service.drain();
    const made = await callTo(service, landline);
    await resetToLock("choose something");
    await service.drain();
    expect(calls()).toHaveLength(1);
    const talk = await pickUpCall(service, made);
    expect(await talk.press(CODE)).toMatch(/C'est confirmé.*Un mot de l'équipe/);
    expect((await deliveries()).map(({ state }) => state)).toEqual(["delivered", "delivered"]);
    await talk.hangUp();
    await pass(service, 120);
    expect(calls()).toHaveLength(1);

    async function resetToLock(_: string) {
      const personId = await personOf(service, landline);
      const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
      const { runTurn } = await import("../../bot/turn.ts");
      await runTurn(pool, `test:${count}`, { kind: "job", programmeId, personId }, async () => ({
        say: [{ key: "team.note", args: { programme: "Un mot de l'équipe", body: "à vous" } }],
        class: "human",
        question: "keep",
      }));
    }
  });
});
