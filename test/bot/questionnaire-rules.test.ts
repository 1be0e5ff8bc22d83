import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { claimDelivery } from "../../domain/deliveries/claim.ts";
import { freezePerson } from "../../domain/people/freeze.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { openCoordinatorChat } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { oneValue, openAppPool, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { callTo, talkByPhone } from "../support/phone-call.ts";
import { answersOf, askQuestionnaires, formsOf, importQuestionnaire, sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall, pickUpCall, workItemsOf } from "../support/voice.ts";

const LOU = "+33639980001";
const OFFERED = /avez-vous 2 minutes pour|2 minutes pour vous/;
const REMINDED = /quand vous voudrez/;

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

const say = async (phone: string, text: string) => (await service.text(phone, text)).join(" ");
const offers = (phone = LOU) => service.provider.sentTo(phone).filter((text) => OFFERED.test(text));
const reminders = (phone = LOU) => service.provider.sentTo(phone).filter((text) => REMINDED.test(text));
const states = async (phone = LOU) =>
  (await formsOf(service, phone)).map(({ name, state, reason }) => [name, state, reason ?? ""].join(" ").trim());
/** "Will you come?" is answered, so that nothing of booking is open. */
async function answerReminder(): Promise<void> {
  await at("24", "10:01");
  expect(await say(LOU, "1")).toMatch(/A bientot|À bientot|bient/);
}
const at = (day: string, time: string) => service.moveClock(`2026-11-${day}T${time}:00+01:00`);

/** Somebody who has had a booking, and of whom nothing is reminded. */
async function bookAndCancel(): Promise<void> {
  await bookTalk(service, LOU);
  for (const text of ["ANNULER", "1", "oui"]) await say(LOU, text);
  await service.drain();
}

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
    await bookTalk(service, LOU);
    for (const text of ["ANNULER", "1", "oui"]) await say(LOU, text);
    await at("26", "11:00");
    expect(offers()).toEqual([]);
    expect(await states()).toEqual(["confidence skipped outdated"]);
  });

  test("nothing is asked in the half hour before it", async () => {
    await bookTalk(service, LOU);
    // what is open keeps it waiting until then: the reminder's question, then one that was asked for
    await at("26", "07:20");
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
    const pool = openAppPool(service, 1);
    try {
      const programmeId = await oneValue<string>(service, "select programme_id from appointment limit 1");
      await inProgramme(pool, programmeId, (db) => db.query("update appointment set status = 'fulfilled' where status = 'arrived'"));
    } finally {
      await pool.end();
    }
  }
});

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
    const pool = openAppPool(service, 2);
    try {
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
      expect(await inProgramme(pool, programmeId, (db) => claimDelivery(db, id))).toEqual({
        kind: "nothing",
        reason: "opted-out-questionnaires",
      });
    } finally {
      await pool.end();
    }
  });
});

test("who is frozen or erased is asked nothing, and of the erased no answer is left", async () => {
  await bookTalk(service, LOU);
  await sendQuestionnaire(service, LOU, "phq4");
  await sendQuestionnaire(service, LOU, "loneliness");
  await say(LOU, "go");
  await say(LOU, "2");
  const pool = openAppPool(service, 2);
  const personId = await personOf(service, LOU);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  try {
    await inProgramme(pool, programmeId, (db) => freezePerson(db, personId, null));
  } finally {
    await pool.end();
  }
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

test("nobody is asked at night, nor on a Sunday", async () => {
  await askQuestionnaires(service, { entry: ["phq4"] });
  await at("28", "19:30");
  await bookTalk(service, LOU, { slot: "1" });
  await at("29", "20:00");
  expect(offers()).toEqual([]);
  await at("30", "08:01");
  expect(offers()).toHaveLength(1);
});

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

const [MORNING, TEAM] = ["1", "5"];

/** A landline's owner with an appointment that Claire has agreed to; called by a machine at that time, or by the team. */
async function bookByPhone(landline: string, time: string): Promise<void> {
  const call = await openCall(service, landline);
  await call.say("je cherche quelqu'un pour parler de mon endométriose");
  for (const keys of ["1", "1", "4827", time, "1", "1", "3"]) await call.press(keys);
  await call.say("Lou");
  await call.hangUp();
  await service.drain();
  await say(peerPhone("Claire"), "1");
  await service.drain();
  // what the team was to tell is told
  await service.owner.query("update work_item set closed_at = service_now()");
}

test("who chose automated calls is called for it as for other notices, in their hours, and hears it after the code", async () => {
  const landline = "+33199000043";
  await bookByPhone(landline, MORNING);
  const told = await pickUpCall(service, await callTo(service, landline));
  await told.press("4827");
  await told.hangUp();
  await at("23", "13:00");
  await sendQuestionnaire(service, landline, "loneliness");
  expect(service.provider.calls.filter(({ to }) => to === landline)).toHaveLength(1);
  await at("24", "08:30");
  const call = await pickUpCall(service, await callTo(service, landline, 1));
  expect(call.said).toMatch(/Un message vous attend\. Tapez d'abord votre code/);
  expect(await call.press("4827")).toMatch(/Avez-vous deux minutes pour une question\?.*Pour répondre maintenant, tapez 1/);
  expect(await call.press("1")).toMatch(/À quelle fréquence vous sentez-vous seul/);
});

test("who takes calls only is not called for it, and neither is the team: it is in the menu of a call", async () => {
  const landline = "+33199000042";
  await bookByPhone(landline, TEAM);
  await at("23", "13:00");
  await sendQuestionnaire(service, landline, "loneliness");
  expect(await states(landline)).toEqual(["loneliness offered"]);
  const person = await personOf(service, landline);
  expect(await rowsOf(service, "select state, reason from delivery where class = 'questionnaire' and person_id = $1", [person])).toEqual([
    { state: "skipped", reason: "voice-only" },
  ]);
  expect(service.provider.calls.filter(({ to }) => to === landline)).toEqual([]);
  expect(await workItemsOf(service, person)).not.toContain("call-to-make");
  const again = await openCall(service, landline);
  await again.press("4827");
  await again.say("menu");
  const [, key = ""] = /Pour répondre à quelques questions, tapez (\d)/.exec(again.said) ?? [];
  expect(await again.press(key)).toMatch(/À quelle fréquence vous sentez-vous seul.*Pour Souvent ou toujours, tapez 1/);
  expect(await again.press("2")).toMatch(/Merci, c'est noté/);
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
