import { afterEach, beforeEach, expect, test } from "vitest";
import { askPeerByPhone, CALLED_BY, CODE, callsTo } from "../support/landline.ts";
import { peerPhone, personOf, rowsOf } from "../support/people.ts";
import { callTo } from "../support/phone-call.ts";
import { questionnaireSteps } from "../support/questionnaire-steps.ts";
import { sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall, pickUpCall, workItemsOf } from "../support/voice.ts";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const { at, offers, say, states } = questionnaireSteps(() => service);

/** A landline's owner with an appointment that the peer has agreed to; what the team was to tell is told. */
async function bookByPhone(landline: string, calledBy: string): Promise<void> {
  await say(await askPeerByPhone(service, landline, calledBy), "1");
  await service.drain();
  await service.owner.query("update work_item set closed_at = service_now()");
}

test("on a shared phone only that something waits is told before the code", async () => {
  const shared = "+33639980003";
  for (const text of ["endométriose", "oui", "2", "4827", "Claire", "1", "3", "Lou"]) await say(shared, text);
  await service.drain();
  await say(peerPhone("Claire"), "1");
  await service.drain();
  await at("23", "13:00");
  await sendQuestionnaire(service, shared, "phq4");
  expect(service.provider.sentTo(shared).at(-1)).toMatch(/Vous avez un message\. Répondez avec votre code/);
  expect(offers(shared)).toEqual([]);
  expect(await say(shared, "4827")).toMatch(/avez-vous 2 minutes pour 4 questions/);
  expect(await say(shared, "go")).toMatch(/1\/4/);
});

test("who chose automated calls is called for it as for other notices, in their hours, and hears it after the code", async () => {
  const landline = "+33199000043";
  await bookByPhone(landline, CALLED_BY.morning);
  const told = await pickUpCall(service, await callTo(service, landline));
  await told.press(CODE);
  await told.hangUp();
  await at("23", "13:00");
  await sendQuestionnaire(service, landline, "loneliness");
  expect(callsTo(service, landline)).toHaveLength(1);
  await at("24", "08:30");
  const call = await pickUpCall(service, await callTo(service, landline, 1));
  expect(call.said).toMatch(/Un message vous attend\. Tapez d'abord votre code/);
  expect(await call.press(CODE)).toMatch(/Avez-vous deux minutes pour une question\?.*Pour répondre maintenant, tapez 1/);
  expect(await call.press("1")).toMatch(/À quelle fréquence vous sentez-vous seul/);
});

test("who takes calls only is not called for it, and neither is the team: it is in the menu of a call", async () => {
  const landline = "+33199000042";
  await bookByPhone(landline, CALLED_BY.team);
  await at("23", "13:00");
  await sendQuestionnaire(service, landline, "loneliness");
  expect(await states(landline)).toEqual(["loneliness offered"]);
  const person = await personOf(service, landline);
  expect(await rowsOf(service, "select state, reason from delivery where class = 'questionnaire' and person_id = $1", [person])).toEqual([
    { state: "skipped", reason: "voice-only" },
  ]);
  expect(callsTo(service, landline)).toEqual([]);
  expect(await workItemsOf(service, person)).not.toContain("call-to-make");
  const again = await openCall(service, landline);
  await again.press(CODE);
  await again.say("menu");
  const [, key = ""] = /Pour répondre à quelques questions, tapez (\d)/.exec(again.said) ?? [];
  expect(await again.press(key)).toMatch(/À quelle fréquence vous sentez-vous seul.*Pour Souvent ou toujours, tapez 1/);
  expect(await again.press("2")).toMatch(/Merci, c'est noté/);
});
