import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCoordinatorChat } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { inDemo, oneValue, peerPhone, personOf } from "../support/people.ts";
import { talkByPhone } from "../support/phone-call.ts";
import { LOU, questionnaireSteps } from "../support/questionnaire-steps.ts";
import { askQuestionnaires, formsOf } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { workItemsOf } from "../support/voice.ts";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const { answerReminder, at, bookAndCancel, offers, reminders, say, states } = questionnaireSteps(() => service);

describe("before an appointment", () => {
  beforeEach(() => askQuestionnaires(service, { before: ["confidence"] }));

  test("one question is asked the day before, is never reminded of, and is over when the talk begins", async () => {
    await bookTalk(service, LOU);
    await answerReminder();
    await at("25", "09:59");
    expect(offers()).toEqual([]);
    await at("25", "10:01");
    expect(offers()).toHaveLength(1);
    await at("26", "09:59");
    expect(await states()).toEqual(["confidence offered"]);
    await at("26", "10:01");
    expect(await states()).toEqual(["confidence expired"]);
    expect(reminders()).toEqual([]);
  });

  test("nothing is asked of a talk that was cancelled", async () => {
    await bookAndCancel();
    await at("26", "11:00");
    expect(offers()).toEqual([]);
    expect(await states()).toEqual(["confidence skipped outdated"]);
  });

  test("nothing is asked while a person of the team writes with them", async () => {
    const camille = await openCoordinatorChat(service);
    await bookTalk(service, LOU);
    await answerReminder();
    await at("25", "09:30");
    await say(LOU, "HUMAIN");
    await service.drain();
    const about = {
      workItemId: await oneValue<string>(service, "select work_item_id from work_item where closed_at is null"),
      programmeId: await oneValue<string>(service, "select programme_id from work_item"),
    };
    for (const verb of ["take-item", "take-over"]) await camille.click(verb, about);
    await service.drain();
    await at("25", "10:30");
    expect(offers()).toEqual([]);
    await camille.click("hand-back", about);
    await at("25", "11:30");
    expect(offers()).toHaveLength(1);
  });

  test("nothing is asked in the half hour before it", async () => {
    await bookTalk(service, LOU);
    // what is open keeps it waiting until then: the reminder's question, then one that was asked for
    await at("26", "07:40");
    await say(LOU, "MENU");
    await at("26", "09:35");
    expect(offers()).toEqual([]);
    await at("26", "12:00");
    expect(await states()).toEqual(["confidence skipped outdated"]);
  });
});

describe("after a talk that took place", () => {
  beforeEach(() => askQuestionnaires(service, { after: ["after-talk"], debrief: ["debrief"] }));

  test("its patient is asked once booking has been asked, and reminded once; after a week it is over", async () => {
    await bookTalk(service, LOU);
    await talkByPhone(service, LOU);
    await at("26", "12:30");
    // "shall there be another talk?" comes first
    expect(offers()).toEqual([]);
    await at("26", "14:00");
    expect(offers()).toHaveLength(1);
    await at("28", "18:00");
    expect(reminders()).toHaveLength(1);
    await service.moveClock("2026-12-03T10:40:00+01:00");
    expect(reminders()).toHaveLength(1);
    expect(await states()).toEqual(["after-talk offered"]);
    await service.moveClock("2026-12-03T10:50:00+01:00");
    expect(await states()).toEqual(["after-talk expired"]);
    expect(offers()).toHaveLength(1);
  });

  test("its peer is asked for a debrief; one that was hard has the team told, with no word of what was answered", async () => {
    const camille = await openCoordinatorChat(service);
    const claire = peerPhone("Claire");
    await bookTalk(service, LOU);
    await talkByPhone(service, LOU);
    await at("26", "11:30");
    expect(offers(claire)).toHaveLength(1);
    for (const text of ["go", "mal", "oui beaucoup", "1", "oui", "non"]) await say(claire, text);
    expect(await say(claire, "c'était lourd")).toBe("Merci de l'avoir dit. La coordination est prévenue et prendra de vos nouvelles.");
    await service.drain();
    const told = camille.inbox().filter((words) => words.includes("un échange difficile"));
    expect(told).toHaveLength(1);
    expect(told.join()).not.toMatch(/lourd|mal\b/);
  });

  test("one that went well tells the team nothing", async () => {
    const claire = peerPhone("Claire");
    await bookTalk(service, LOU);
    await talkByPhone(service, LOU);
    await at("26", "11:30");
    for (const text of ["go", "bien", "non", "non"]) await say(claire, text);
    expect(await say(claire, "passer")).toBe("Merci, c'est noté.");
    expect(await workItemsOf(service, await personOf(service, claire))).toEqual([]);
  });

  test("nothing is asked about one that nobody came to", async () => {
    await bookTalk(service, LOU);
    await at("27", "18:00");
    expect(offers()).toEqual([]);
    expect(offers(peerPhone("Claire"))).toEqual([]);
  });
});

test("milestones are asked after 4 and 8 talks and 6 months after the first, each once", async () => {
  await askQuestionnaires(service, { milestone: ["phq4"] });
  await bookTalk(service, LOU);
  const held = async (from: number, to: number) => {
    for (let talk = from; talk <= to; talk++) await holdTalk(talk);
    await service.drain();
    return (await formsOf(service, LOU)).map(({ milestone }) => milestone).sort();
  };
  expect(await held(1, 3)).toEqual(["months-6"]);
  expect(await held(4, 4)).toEqual(["months-6", "talks-4"]);
  expect(await held(5, 8)).toEqual(["months-6", "talks-4", "talks-8"]);
  const late = (await formsOf(service, LOU)).find(({ milestone }) => milestone === "months-6");
  // the first of them was 100 days ago
  expect(late?.send_after.toISOString().slice(0, 7)).toBe("2027-02");

  /** A talk of some days ago, as if it had been booked and then held. */
  async function holdTalk(talk: number): Promise<void> {
    await service.owner.query(
      `with talk as (
         insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reference, booked_at)
         select a.programme_id, a.request_id, a.patient_id, a.peer_id, 'video', tstzrange(f.at, f.at + interval '45 min'), tstzrange(f.at, f.at + interval '1 hour'),
           f.at at time zone 'Europe/Paris', a.zone, 'arrived', lpad($1::text, 8, '0'), f.at
         from appointment a, (select service_now() - make_interval(days => 101 - $1::integer) as at) f where a.patient_id = $2 limit 1
         returning programme_id, appointment_id)
       select 1 from talk`,
      [talk, await personOf(service, LOU)],
    );
    await inDemo(service, (db) => db.query("update appointment set status = 'fulfilled' where status = 'arrived'"));
  }
});

test("nobody is asked at night, nor on a Sunday", async () => {
  await askQuestionnaires(service, { entry: ["phq4"] });
  await at("28", "19:30");
  await bookTalk(service, LOU, { slot: "1" });
  await at("29", "20:00");
  expect(offers()).toEqual([]);
  await at("30", "08:01");
  expect(offers()).toHaveLength(1);
});
