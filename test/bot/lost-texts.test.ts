import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CALLED_BY, CODE, CONTENT, callsTo, sendNote } from "../support/landline.ts";
import { leadPatient } from "../support/patient.ts";
import { oneValue, personOf, rowsOf, withAppPool, writeTo } from "../support/people.ts";
import { callTo, pass } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";
import { pickUpCall, workItemsOf } from "../support/voice.ts";

const MOBILE = "+33639984601";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

describe("a phone that texts do not reach any more", () => {
  const address = async () =>
    oneValue(service, "select kind || ' ' || state from channel_address where person_id = $1", [await personOf(service, MOBILE)]);

  async function loseTexts(): Promise<void> {
    await leadPatient(service, MOBILE, "asked");
    await service.drain();
    service.provider.answerNext({ status: 400, code: 21614 });
    await withAppPool(service, (pool) => writeTo(service, pool, MOBILE, { body: "perdu" }));
    await service.drain();
  }

  test("is asked by a call whether calls are right; of who picks up nothing else is answered, and the coordinator sees it", async () => {
    await loseTexts();
    expect(await address()).toBe("voice live");
    const personId = await personOf(service, MOBILE);
    expect(await workItemsOf(service, personId)).toEqual(["unreachable"]);
    const talk = await pickUpCall(service, await callTo(service, MOBILE));
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle\..*n'arrivent pas à ce numéro\. Quand un message vous attend/);
    expect(talk.said).not.toMatch(CONTENT);
    for (const curious of ["mes rendez-vous", "menu", "mon endométriose", "mes données", "annuler"])
      expect(await talk.say(curious)).toMatch(/Je n'ai pas compris.*À quel moment de la journée/);
    expect(await talk.press(CALLED_BY.afternoon)).toMatch(/Choisissez un code/);
    expect(await talk.press(CODE)).toMatch(/Code noté/);
    expect(talk.ended).toBe(true);
    await talk.hangUp();
    expect(
      await rowsOf(service, "select call_time, shared_phone, code_key is not null as coded from patient where person_id = $1", [personId]),
    ).toEqual([{ call_time: "afternoon", shared_phone: true, coded: true }]);
    await sendNote(service, MOBILE);
    expect(callsTo(service, MOBILE)).toHaveLength(1);
    await service.moveClock("2026-11-23T14:00:00+01:00");
    const told = await pickUpCall(service, await callTo(service, MOBILE, 1));
    expect(await told.press(CODE)).toMatch(/vous fait dire: à vous/);
  });

  test("is called no more for it once a person shall call, and takes texts again as soon as one comes from it", async () => {
    await loseTexts();
    const talk = await pickUpCall(service, await callTo(service, MOBILE));
    expect(await talk.press("5")).toMatch(/une personne de l'équipe vous appelle/);
    expect(talk.ended).toBe(true);
    await talk.hangUp();
    await pass(service, 180);
    expect(callsTo(service, MOBILE)).toHaveLength(1);
    await service.text(MOBILE, "INFO");
    expect(await address()).toBe("sms live");
  });

  test("is not called at night", async () => {
    await service.moveClock("2026-11-23T21:00:00+01:00");
    await loseTexts();
    expect(callsTo(service, MOBILE)).toEqual([]);
    await service.moveClock("2026-11-24T08:00:00+01:00");
    await callTo(service, MOBILE);
  });
});
