import { afterEach, beforeEach, expect, test } from "vitest";
import { book, lead } from "../support/booked.ts";
import { oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";

const LOU = "+33639980001";
const CLAIRE = peerPhone("Claire");

let stage: TestPlayground;
// each moves the clock
beforeEach(async () => {
  stage = await startPlayground();
  await stage.chat.coordinator.say("DEMO-TEAM");
});
afterEach(() => stage.stop());

const say = async (phone: string, text: string) => (await stage.phone(phone).say(text)).join(" ");
const newest = async () => (await stage.chat.coordinator.shown()).at(-1) ?? "";
const audited = async () =>
  (
    await rowsOf<{ action: string }>(stage, "select action from audit join coordinator on person_id = actor_id order by audit.at, action")
  ).map(({ action }) => action);

test("a person writes of danger: the coordinator sees the page, takes over, they write with each other, and the robot goes on where it was", async () => {
  const { coordinator } = stage.chat;
  await lead(stage, LOU, "offers");
  expect(await say(LOU, "je veux en finir avec la vie")).toMatch(/3114/);
  await coordinator.waitFor(/qui inquiète.*Merci de regarder maintenant/);
  expect(await coordinator.press("acknowledge-page")).toMatch(/Alerte vue/);
  expect(await coordinator.press("take-over")).toMatch(/Vous écrivez avec quelqu'un, à la place du robot/);
  await stage.phone(LOU).waitFor(/^Une personne de l'équipe Passerelle vous écrit maintenant/);

  await coordinator.say("Bonjour. Je vous lis. Êtes-vous en sécurité, là, tout de suite?");
  await stage.phone(LOU).waitFor(/^L'équipe Passerelle: Bonjour\. Je vous lis\./);
  expect(await say(LOU, "oui, ma soeur est là")).toBe("");
  await coordinator.waitFor(/^quelqu'un: oui, ma soeur est là$/);
  // what endangers is still answered at once, and read by who is there
  expect(await say(LOU, "j'ai pris tous mes comprimés")).toMatch(/15/);
  await coordinator.waitFor(/^! quelqu'un: j'ai pris tous mes comprimés$/);
  expect((await coordinator.shown()).join(" ")).not.toMatch(/639980001|06 39 98/);
  expect(stage.logged()).not.toMatch(/soeur|comprimés|Je vous lis/);

  await coordinator.say("RENDRE");
  await coordinator.waitFor(/^La conversation avec quelqu'un est rendue/);
  await stage.phone(LOU).waitFor(/a fini de vous écrire\. C'est de nouveau moi, le robot.*1 Claire/);
  expect(await say(LOU, "1")).toMatch(/Comment parler avec/);
  expect(await audited()).toEqual(expect.arrayContaining(["acknowledge-page", "take-work-item", "take-over", "hand-back"]));
});

test("a talk to which nobody came is in the queue: the coordinator hears from both that they talked otherwise, and corrects it", async () => {
  const { coordinator } = stage.chat;
  await book(stage, LOU);
  await stage.moveClock("2026-11-26T11:01");
  await coordinator.say("FILE");
  await coordinator.waitFor(/avait rendez-vous, et l'échange n'a pas eu lieu/);
  for (const verb of ["show-item", "take-item"]) await coordinator.press(verb);
  expect(await coordinator.press("correct-attendance", { attendance: "fulfilled" })).toMatch(/a eu lieu \(corrigé\).*C'est corrigé/);
  expect(await rowsOf(stage, "select status, reason_code from appointment")).toEqual([{ status: "fulfilled", reason_code: "corrected" }]);
  await stage.moveClock("2026-12-03T10:46");
  expect(await coordinator.press("correct-attendance", { attendance: "technical" })).toMatch(
    /la semaine pendant laquelle on peut corriger est passée/,
  );
  expect(await rowsOf(stage, "select status from appointment")).toEqual([{ status: "fulfilled" }]);
});

test("a person is in hospital: everything stops, their questionnaires too, without a word to them; it was a mistake, and it is taken back", async () => {
  const { coordinator } = stage.chat;
  await book(stage, LOU);
  await say(LOU, "HUMAIN");
  await stage.drain();
  const lou = await personOf(stage, LOU);
  await stage.owner.query(
    "insert into questionnaire_response (programme_id, questionnaire_name, person_id, occasion) select programme_id, 'after-talk', person_id, 'after' from person where person_id = $1",
    [lou],
  );
  await coordinator.say("FILE");
  await coordinator.waitFor(/À voir/);
  for (const verb of ["show-item", "take-item"]) await coordinator.press(verb);
  expect(await coordinator.press("freeze-person")).toMatch(/Tout arrêter pour Lou\?.*sans un mot à la personne/);
  const before = (await stage.phone(LOU).received()).length;
  expect(await coordinator.press("freeze-person", { confirmed: true })).toMatch(/Tout est arrêté/);
  await stage.phone(CLAIRE).waitFor(/est annulé par l'équipe, qui peut vous en parler/);
  expect(await rowsOf(stage, "select state, reason from questionnaire_response")).toEqual([{ state: "skipped", reason: "frozen" }]);
  await stage.moveClock("2026-11-29T10:00");
  expect((await stage.phone(LOU).received()).slice(before)).toEqual([]);

  expect(await coordinator.press("unfreeze-person")).toMatch(/Les messages reprennent\. Les rendez-vous annulés le restent/);
  expect(await say(LOU, "RDV")).toMatch(/^Vous n'avez pas de rendez-vous/);
  expect(await audited()).toEqual(expect.arrayContaining(["freeze", "unfreeze"]));
});

test("a candidate is approved when what is needed is there, and pauses and comes back on the same card", async () => {
  const { coordinator } = stage.chat;
  const change = (set: string) => stage.owner.query(`update peer set ${set} where display_name = 'Claire'`);
  await change("validated_by = null, validated_on = null, charter_signed_on = null");
  const peerId = await oneValue<string>(stage, "select person_id from peer where display_name = 'Claire'");
  await coordinator.say("PAIRS");
  await coordinator.waitFor(/Claire candidature: charte à signer/);
  expect(await coordinator.press("show-peer", { peerId })).toMatch(/Pas encore possible de valider: charte à signer/);
  await change("charter_signed_on = '2026-11-20'");
  await coordinator.press("show-peers");
  await coordinator.press("show-peer", { peerId });
  expect(await coordinator.press("approve-peer")).toMatch(
    /C'est validé, à votre nom.*Camille, lun\. 23 nov\.|Camille, lun\. 23 nov\..*C'est validé, à votre nom/,
  );
  await stage.phone(CLAIRE).waitFor(/^Bienvenue Claire/);
  expect((await lead(stage, LOU, "offers")).join()).toContain("Claire");
  expect(await coordinator.press("pause-peer", { until: "2026-11-25" })).toMatch(/en pause jusqu'au mer\. 25 nov\./);
  expect(await coordinator.press("resume-peer")).toMatch(/actif: proposé aux personnes.*C'est repris/);
  expect((await audited()).filter((action) => action.endsWith("-peer"))).toEqual(["approve-peer", "pause-peer", "resume-peer"]);
});

test("on Monday morning the week that is over is told once, and at any time by its word", async () => {
  const { coordinator } = stage.chat;
  await book(stage, LOU);
  await stage.moveClock("2026-11-30T08:29");
  expect((await coordinator.shown()).join(" ")).not.toMatch(/La semaine passée/);
  await stage.withoutWorker(async (passTime) => {
    // the worker is away at that time, and comes back
    await passTime("2026-11-30T08:45:00+01:00");
  });
  await coordinator.waitFor(/La semaine passée, lun\. 23 nov\. au dim\. 29 nov\. Rendez-vous Prévus 1 Tenus 0 Manqués 1/);
  await stage.moveClock("2026-12-01T12:00");
  expect((await coordinator.shown()).filter((words) => /La semaine passée/.test(words))).toHaveLength(1);
  await coordinator.say("BILAN");
  await expect.poll(newest, { timeout: 15_000 }).toMatch(/La semaine passée, lun\. 23 nov\./);
  expect((await coordinator.shown()).filter((words) => /La semaine passée/.test(words))).toHaveLength(2);
});
