import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { openCoordinatorChat } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { rowsOf } from "../support/people.ts";
import { LOU, questionnaireSteps } from "../support/questionnaire-steps.ts";
import { answersOf, askQuestionnaires, formsOf, importQuestionnaire, sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const { answerReminder, at, bookAndCancel, offers, say, states } = questionnaireSteps(() => service);

describe("booking and safety win", () => {
  test("nobody is asked before a first booking", async () => {
    for (const text of ["endométriose", "oui", "1"]) await say(LOU, text);
    await sendQuestionnaire(service, LOU, "phq4");
    expect(await states()).toEqual(["phq4 skipped no-booking"]);
    expect(offers()).toEqual([]);
  });

  test("an open question of booking puts it off; a question of booking takes its place, and QUESTIONS takes it up again", async () => {
    await bookTalk(service, LOU);
    await say(LOU, "RDV");
    await sendQuestionnaire(service, LOU, "phq4");
    expect(offers()).toEqual([]);
    expect(await states()).toEqual(["phq4 planned"]);
    await at("23", "14:00");
    expect(offers()).toHaveLength(1);
    await say(LOU, "go");
    await say(LOU, "1");
    expect(await say(LOU, "RDV")).toMatch(/^Votre rendez-vous: /);
    expect(await say(LOU, "3")).not.toMatch(/\d\/4/);
    expect(await say(LOU, "QUESTIONS")).toMatch(/Au cours des 2 dernières semaines.*2\/4 Une incapacité/);
    for (const text of ["1", "1"]) await say(LOU, text);
    expect(await say(LOU, "1")).toBe("Merci, c'est noté.");
  });

  test("after danger nobody is asked for two days, and the form is there afterwards", async () => {
    await bookAndCancel();
    await say(LOU, "je veux mourir");
    await sendQuestionnaire(service, LOU, "phq4");
    await at("24", "18:00");
    expect(offers()).toEqual([]);
    await at("25", "10:01");
    expect(offers()).toHaveLength(1);
  });

  test("words of danger in the middle of it are answered at once, and are the answer to no item", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "after-talk");
    for (const text of ["go", "8", "8", "8", "8"]) await say(LOU, text);
    expect(await say(LOU, "je veux mourir")).toMatch(/3114.*répondez à la question d'avant/s);
    const [form] = await formsOf(service, LOU);
    expect(await answersOf(service, form?.id ?? "")).toHaveLength(4);
    expect(await say(LOU, "merci")).toBe("Merci, c'est noté.");
    expect((await answersOf(service, form?.id ?? "")).at(-1)).toBe("words sms merci");
  });
});

describe("one form at a time", () => {
  test("what waits is asked once the first is done", async () => {
    await askQuestionnaires(service, { entry: ["loneliness"] });
    await bookTalk(service, LOU);
    await at("23", "10:50");
    await sendQuestionnaire(service, LOU, "phq4");
    await at("23", "12:30");
    expect(await states()).toEqual(["loneliness planned", "phq4 offered"]);
    for (const text of ["go", "1", "1", "1"]) await say(LOU, text);
    expect(await say(LOU, "1")).toBe("Merci, c'est noté.");
    await service.drain();
    expect(await states()).toEqual(["loneliness planned", "phq4 completed"]);
    await at("23", "13:31");
    expect(await states()).toEqual(["loneliness offered", "phq4 completed"]);
  });

  test("what belongs to a talk takes the place of what was not begun, which comes back", async () => {
    await askQuestionnaires(service, { before: ["confidence"] });
    await bookTalk(service, LOU);
    await answerReminder();
    await at("25", "09:00");
    await sendQuestionnaire(service, LOU, "phq4");
    await at("25", "10:05");
    expect((await states()).sort()).toEqual(["confidence offered", "phq4 planned"]);
    await say(LOU, "go");
    await say(LOU, "7");
    // after the talk, and after what is asked about it
    await at("26", "14:00");
    expect((await states()).sort()).toEqual(["confidence completed", "phq4 offered"]);
  });

  test("a long form, or three short ones, fill a week", async () => {
    await bookTalk(service, LOU);
    await sendQuestionnaire(service, LOU, "gad7", { weight: 3 });
    for (const text of ["go", "1", "1", "1", "1", "1", "1", "1"]) await say(LOU, text);
    await sendQuestionnaire(service, LOU, "loneliness", { weight: 1 });
    await at("30", "09:59");
    expect((await states()).sort()).toEqual(["gad7 completed", "loneliness planned"]);
    await at("30", "10:01");
    expect((await states()).sort()).toEqual(["gad7 completed", "loneliness offered"]);
  });
});

test("an answer to item 9 of the PHQ-9 brings the lines at once and pages the team; the rest can be gone on with", async () => {
  const camille = await openCoordinatorChat(service);
  await bookTalk(service, LOU);
  const phq9 = shippedQuestionnaires.get("phq9");
  // the ninth stands first, so that others follow it
  const [group] = phq9?.item ?? [];
  const item = [{ ...group, item: [...(group?.item ?? [])].reverse() }];
  await importQuestionnaire(service, { ...phq9, status: "active", item } as never);
  await sendQuestionnaire(service, LOU, "phq9");
  expect(await say(LOU, "go")).toMatch(/1\/9 Penser qu'il vaudrait mieux mourir/);
  expect(await say(LOU, "plusieurs jours")).toMatch(/3114.*Les questions peuvent attendre\. Pour les reprendre: QUESTIONS/s);
  await service.drain();
  expect(camille.inbox().filter((words) => /Alerte de niveau 2/.test(words)).length).toBeGreaterThan(0);
  expect(await rowsOf(service, "select level, situation, rule from incident")).toEqual([
    { level: 2, situation: "suicide", rule: "questionnaire" },
  ]);
  expect(await say(LOU, "1")).not.toMatch(/\/9/);
  await at("23", "10:05");
  expect(await say(LOU, "QUESTIONS")).toMatch(/2\/9 Bouger ou parler/);
});
