import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimDelivery } from "../../domain/deliveries/claim.ts";
import { freezePerson } from "../../domain/people/freeze.ts";
import { bookTalk } from "../support/patient.ts";
import { inDemo, oneValue, personOf, rowsOf } from "../support/people.ts";
import { LOU, questionnaireSteps } from "../support/questionnaire-steps.ts";
import { sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const { at, bookAndCancel, offers, say, states } = questionnaireSteps(() => service);

describe("PLUS TARD", () => {
  test("has it asked again the next day at the same hour; in the middle it waits for QUESTIONS", async () => {
    await bookAndCancel();
    await sendQuestionnaire(service, LOU, "phq4", { expiresAt: "2026-12-20T18:00:00+01:00" });
    expect(await say(LOU, "PLUS TARD")).toBe("D'accord. Je vous le redemande mar. 24 nov. 10:00. Avant cela, écrivez QUESTIONS.");
    await at("24", "09:59");
    expect(offers()).toHaveLength(1);
    await at("24", "10:01");
    expect(offers()).toHaveLength(2);
    await at("28", "15:00");
    // tomorrow is a Sunday
    expect(await say(LOU, "GO")).toMatch(/1\/4/);
    expect(await say(LOU, "plus tard")).toMatch(/QUESTIONS pour reprendre où vous en etes/);
    expect(await say(LOU, "QUESTIONS")).toMatch(/1\/4/);
  });

  test("on a Saturday has it asked again on Monday at 8", async () => {
    await bookAndCancel();
    await at("28", "15:00");
    await sendQuestionnaire(service, LOU, "phq4");
    expect(await say(LOU, "PLUS TARD")).toMatch(/lun\. 30 nov\. 08:00/);
  });

  test("after the third it is not asked any more, and QUESTIONS takes it up", async () => {
    await service.owner.query("update programme set settings = jsonb_set(settings, '{surveys,mostDeferrals}', '1')");
    await bookAndCancel();
    await sendQuestionnaire(service, LOU, "phq4");
    await say(LOU, "plus tard");
    await at("24", "10:01");
    expect(await say(LOU, "plus tard")).toMatch(/je ne le redemande plus/);
    expect(await say(LOU, "questions")).toMatch(/1\/4/);
  });
});

describe("STOP QUESTIONS", () => {
  test("stops what is being asked, what is planned, and what is on its way", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "phq4");
    await sendQuestionnaire(service, LOU, "loneliness");
    await say(LOU, "go");
    expect(await say(LOU, "STOP QUESTIONS")).toMatch(/plus de questionnaires/);
    expect(await states()).toEqual(["phq4 stopped opted-out", "loneliness skipped opted-out"]);
    expect(await say(LOU, "2")).toMatch(/Je n'attends pas de réponse/);
    await at("30", "18:00");
    expect(offers()).toHaveLength(1);
    await sendQuestionnaire(service, LOU, "who5");
    expect(await states()).toContain("who5 skipped opted-out");
    // a talk is still reminded of
    expect(service.provider.sentTo(LOU).join()).toMatch(/jeu\. 26 nov\./);
  });

  test("is looked at again when a message leaves", async () => {
    await bookTalk(service, LOU);
    await service.worker.stop();
    const personId = await personOf(service, LOU);
    const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
    await service.owner.query(
      "insert into delivery (programme_id, person_id, class, body, state) values ($1, $2, 'questionnaire', 'avez-vous 2 minutes pour', 'queued')",
      [programmeId, personId],
    );
    // as another turn has just committed it
    await service.owner.query(
      "insert into opt_out (programme_id, address_key, topic, source) select programme_id, address_key, 'questionnaires', 'person' from channel_address where person_id = $1",
      [personId],
    );
    const id = await oneValue<string>(service, "select delivery_id from delivery where class = 'questionnaire'");
    expect(await inDemo(service, (db) => claimDelivery(db, id))).toEqual({ kind: "nothing", reason: "opted-out-questionnaires" });
  });
});

test("who is frozen or erased is asked nothing, and of the erased no answer is left", async () => {
  await bookTalk(service, LOU);
  await sendQuestionnaire(service, LOU, "phq4");
  await sendQuestionnaire(service, LOU, "loneliness");
  await say(LOU, "go");
  await say(LOU, "2");
  const personId = await personOf(service, LOU);
  await inDemo(service, (db) => freezePerson(db, personId, null));
  expect(await states()).toEqual(["phq4 stopped frozen", "loneliness skipped frozen"]);
  await at("30", "18:00");
  expect(offers()).toHaveLength(1);

  const ines = "+33639980002";
  await bookTalk(service, ines, { peer: "Sonia", slot: "1" });
  await sendQuestionnaire(service, ines, "phq4");
  await say(ines, "go");
  await say(ines, "2");
  const erased = await personOf(service, ines);
  await at("30", "18:05");
  for (const text of ["SUPPRIMER", "oui"]) await say(ines, text);
  expect(await rowsOf(service, "select from questionnaire_response where person_id = $1", [erased])).toEqual([]);
  expect(await rowsOf(service, "select from questionnaire_answer")).toHaveLength(1);
});
