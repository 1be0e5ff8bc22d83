import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { oneValue, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let phone: string;
let person: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(async () => {
  phone = `+3363998${String(2500 + ++count)}`;
  await leadPatient(service, phone, "asked");
  person = await personOf(service, phone);
  await later(2);
});
afterAll(() => service.stop());

const say = async (text: string) => (await service.text(phone, text)).join(" ");
/** Past the minute's rate. */
async function later(minutes: number): Promise<void> {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
}
/** Half a year in which nothing came from that number. */
const forgetFor = (days: number) =>
  service.owner.query("update channel_address set last_heard_at = service_now() - make_interval(days => $2) where person_id = $1", [
    person,
    days,
  ]);
const referenceOf = () => oneValue<string>(service, "select reference from appointment where patient_id = $1", [person]);

test("a number that was silent for half a year is asked whose it is before anything is said; a shorter silence is not", async () => {
  await forgetFor(182);
  expect(await say("RDV")).toMatch(/nov/);
  await forgetFor(183);
  const asked = await say("RDV");
  expect(asked).toMatch(/déjà échangé avec nous avec ce numéro\? 1 oui 2 non/);
  expect(asked).not.toMatch(/nov|Claire|Lou/);
});

test.each(["the alias", "the reference"])("%s proves it, and what was written first is answered", async (proof) => {
  await forgetFor(200);
  await say("RDV");
  expect(await say("oui")).toMatch(/quel prénom/);
  const said = await say(proof === "the alias" ? "lou !" : await referenceOf());
  expect(said).toMatch(/c'est bien vous.*nov/);
  expect(await personOf(service, phone)).toBe(person);
  expect(await say("RDV")).toMatch(/nov/);
});

test("no: the number is a new person's, who is answered as such", async () => {
  await forgetFor(200);
  await say("bonjour je cherche quelqu'un pour mon diabète");
  const said = await say("2");
  expect(said).toMatch(/OUI ou NON/);
  expect(said).not.toMatch(/Lou|nov/);
  const fresh = await personOf(service, phone);
  expect(fresh).not.toBe(person);
  // what they wrote first was heard
  expect(JSON.stringify(await oneValue(service, "select question from conversation where person_id = $1", [fresh]))).toContain("diabete");
  expect(await rowsOf(service, "select status, reason_code from appointment where patient_id = $1", [person])).toEqual([
    { status: "cancelled", reason_code: "unreachable" },
  ]);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1 and closed_at is null", [person])).toEqual([
    { kind: "unreachable" },
  ]);
  expect(await say("oui")).toMatch(/18 ans/);
});

test("two wrong proofs are a no, and the same message again gets the same answer", async () => {
  await forgetFor(200);
  await say("RDV");
  await say("1");
  expect(await say("Marie")).toMatch(/Encore un essai/);
  const sid = `SM${"b".repeat(32)}`;
  const last = await service.text(phone, "12345678", { MessageSid: sid });
  expect(last.join(" ")).toMatch(/du début/);
  expect(await personOf(service, phone)).not.toBe(person);
  const people = await oneValue(service, "select count(*)::integer from person");
  expect(await service.text(phone, "12345678", { MessageSid: sid })).toEqual(last);
  expect(await oneValue(service, "select count(*)::integer from person")).toBe(people);
});

test("danger comes first, and proves nothing", async () => {
  await forgetFor(200);
  expect(await say("je veux mourir")).toContain("3114");
  expect(await say("RDV")).toMatch(/déjà échangé/);
});

test("STOP works at once, and proves nothing", async () => {
  await forgetFor(200);
  expect(await say("STOP")).toContain("REPRENDRE");
  expect(await rowsOf(service, "select topic from opt_out")).toEqual([{ topic: "all" }]);
  expect(await say("RDV")).toMatch(/déjà échangé/);
  await service.owner.query("delete from opt_out");
});

test("a question of before is shown to nobody, in no language, and an unanswered one asks again", async () => {
  await say("ANNULER");
  await forgetFor(200);
  expect(await say("ENGLISH")).not.toMatch(/Nov|Claire/);
  expect(await say("je cherche quelqu'un pour mon diabète")).toMatch(/written to us/);
  expect(await say("diabète")).toMatch(/did not understand.*written to us/);
  await later(180);
  expect(await say("oui")).toMatch(/written to us/);
});
