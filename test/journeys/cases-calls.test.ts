import { afterEach, beforeEach, expect, test } from "vitest";
import { correctAttendance } from "../../domain/sessions/correct-attendance.ts";
import { lead } from "../support/booked.ts";
import { inDemo, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import type { TestTelephone } from "../support/telephone.ts";

const LOU = "+33639980001";
const SAM = "+33639980002";
const ADA = "+33639980003";
const CLAIRE = peerPhone("Claire");
/** The day and hour of the talk. */
const DAY = "2026-11-26T";

let stage: TestPlayground;
let lou: TestTelephone;
let claire: TestTelephone;
beforeEach(async () => {
  stage = await startPlayground();
  lou = stage.telephone(LOU);
  claire = stage.telephone(CLAIRE);
});
afterEach(() => stage.stop());

/** Lou and Claire have agreed on Thursday at ten, by phone; gives their number. */
async function agree(phone = LOU, slot = "3"): Promise<string> {
  await lead(stage, phone, "asked", { offer: "Claire", slot });
  await stage.drain();
  await stage.phone(CLAIRE).say("1");
  await stage.drain();
  return oneValue<string>(
    stage,
    "select sender.address from session join sender using (sender_id) where patient_id = $1 order by during desc limit 1",
    [await personOf(stage, phone)],
  );
}

const talk = async () => {
  const [row] = await rowsOf<{ status: string; reason: string | null; state: string }>(
    stage,
    "select a.status, a.reason_code as reason, s.state from session s join appointment a using (programme_id, appointment_id) order by s.during desc limit 1",
  );
  return row;
};
const callsTo = async (phone: string) =>
  rowsOf<{ state: string; status: string | null }>(
    stage,
    "select state, end_status as status from session_leg where person_id = $1 and direction = 'outbound' order by created_at",
    [await personOf(stage, phone)],
  );

/** All talks are over one number, as far as one can be. */
const keepOneNumber = () =>
  stage.owner.query("update sender set pool = false where pool and address <> (select min(address) from sender where pool)");

/** Claire asks for the call by SMS and waits in it; Lou's phone rings. */
async function claireCalls(): Promise<void> {
  await stage.phone(CLAIRE).say("APPELER");
  await claire.answer();
  await claire.waitToHear(/Voici l'appel que vous avez demandé\. Pour continuer, tapez 1/);
  await claire.press("1");
  await claire.waitToHear(/Je vous mets en relation/);
  await lou.ringing();
}

/** Both are in, and hear each other. */
async function talking(): Promise<void> {
  await claireCalls();
  await lou.answer();
  await lou.waitToHear(/Un appel prévu vous attend/);
  await lou.press("1");
  await lou.waitToHear(/Je vous mets en relation/);
  await claire.say("bonjour, c'est Claire");
  await lou.waitToHear(/bonjour, c'est Claire/);
}

test("case 1: a call to the number before its window: after a key the time is said and a move offered; nobody is bridged", async () => {
  const number = await agree();
  await stage.moveClock(`${DAY}09:30:00`);
  await lou.call(number);
  await lou.waitToHear(/aucun appel n'est possible en ce moment/);
  expect(await lou.heard()).not.toMatch(/Claire/);
  await lou.press("1");
  await lou.waitToHear(/jeudi 26 novembre à 10 heures avec Claire/);
  await lou.waitToHear(/Pour déplacer, tapez 1/i);
  expect(await callsTo(CLAIRE)).toEqual([]);
});

test("case 2: within the minutes after the talk they are bridged; later another talk is offered, and nothing of the other is said", async () => {
  const number = await agree();
  await stage.moveClock(`${DAY}10:50:00`);
  await lou.call(number);
  await lou.waitToHear(/Je vous mets en relation/);
  await lou.hangUp();
  await stage.moveClock(`${DAY}11:05:00`);
  await lou.call(number);
  await lou.press("1");
  await lou.waitToHear(/un autre moment/i);
  expect(await lou.heard()).not.toContain(CLAIRE.slice(3));
});

test("case 3: both call at once: one conference, one bridge, and no second call to either", async () => {
  const number = await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await Promise.all([lou.call(number), claire.call(number)]);
  await lou.waitToHear(/Je vous mets en relation/);
  await claire.waitToHear(/Je vous mets en relation/);
  await lou.say("vous m'entendez?");
  await claire.waitToHear(/vous m'entendez/);
  await stage.moveClock(`${DAY}10:10:00`);
  expect([...(await callsTo(LOU)), ...(await callsTo(CLAIRE))].filter(({ status }) => status !== "came-themselves")).toEqual([]);
  expect(await talk()).toMatchObject({ state: "live" });
  await lou.hangUp();
  await claire.hangUp();
  await stage.moveClock(`${DAY}11:01:00`);
  expect(await talk()).toEqual({ status: "fulfilled", reason: null, state: "cooling" });
});

test("case 4: a voicemail takes the call: it presses no key; once more after three minutes, then both are told, and it was told nothing", async () => {
  await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await lou.voicemail();
  await stage.phone(CLAIRE).say("APPELER");
  await claire.answer();
  await claire.press("1");
  await lou.waitToHear(/Un appel prévu vous attend/);
  await expect
    .poll(() => callsTo(LOU), { timeout: 15_000 })
    .toEqual([
      { state: "failed", status: "completed" },
      { state: "queued", status: null },
    ]);
  expect(await lou.heard()).toMatch(/Un appel prévu vous attend/);
  expect(await lou.heard()).not.toMatch(/Claire|Lou|rendez-vous avec/);
  await stage.moveClock(`${DAY}10:02:00`);
  await claire.waitToHear(/Je réessaie dans trois minutes/);
  await stage.moveClock(`${DAY}10:06:00`);
  await expect.poll(() => callsTo(LOU), { timeout: 15_000 }).toHaveLength(2);
  await stage.phone(LOU).waitFor(/Je n'ai pas réussi à vous joindre.*APPELER/);
  await stage.phone(CLAIRE).waitFor(/Lou n'a pas pu prendre l'appel/);
  await claire.hangUp();
  await stage.moveClock(`${DAY}11:01:00`);
  expect(await talk()).toMatchObject({ status: "noshow", reason: "patient-absent" });
});

test("case 5: who answers so slowly that a detection would take them for a machine is let in by the key", async () => {
  await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await claireCalls();
  await lou.answerSlowly();
  await lou.waitToHear(/Un appel prévu vous attend/);
  await lou.silent();
  await lou.waitToHear(/Un appel prévu vous attend/);
  await lou.press("1");
  await lou.waitToHear(/Je vous mets en relation/);
  await claire.say("bonjour, c'est Claire");
  await lou.waitToHear(/bonjour, c'est Claire/);
  expect(await callsTo(LOU)).toHaveLength(1);
});

test("case 6: a number stays with its pair for a week after their talk; only then another pair of one of them has it alone", async () => {
  await keepOneNumber();
  await agree();
  await stage.moveClock("2026-12-03T10:30:00");
  await agree(SAM, "1");
  await stage.moveClock("2026-12-03T11:30:00");
  await agree(ADA, "2");
  const shared = async (phone: string) =>
    oneValue<boolean>(stage, "select shared from session where patient_id = $1", [await personOf(stage, phone)]);
  expect([await shared(LOU), await shared(SAM), await shared(ADA)]).toEqual([false, true, false]);
});

test("case 7: with the pool run out a booked call goes on by a code on a shared number", async () => {
  await stage.chat.coordinator.say("DEMO-TEAM");
  await stage.owner.query("update sender set pool = false where pool");
  const number = await agree();
  const pin = await oneValue<string>(stage, "select patient_pin from session");
  await stage.phone(LOU).waitFor(new RegExp(`Code d'appel ${pin}`));
  await stage.moveClock(`${DAY}10:00:00`);
  await lou.call(number);
  await lou.waitToHear(/tapez votre code à six chiffres/);
  await lou.press(`${pin}#`);
  await lou.waitToHear(/Je vous mets en relation/);
  await stage.chat.coordinator.waitFor(/Numéros d'appel: il en faut 1 en ce moment, il y en a 0/);
});

test("case 8: who has a talk of their own over the same number, at another time, is let into nothing of the others'", async () => {
  await keepOneNumber();
  await lead(stage, SAM, "asked", { offer: "Inès", slot: "1", alias: "Sam" });
  await stage.drain();
  await stage.phone(peerPhone("Inès")).say("1");
  await stage.drain();
  const number = await agree();
  const numbers = await rowsOf(stage, "select from session join sender using (sender_id) where address = $1 and not shared", [number]);
  expect(numbers).toHaveLength(2);
  await stage.moveClock(`${DAY}10:00:00`);
  const sam = stage.telephone(SAM);
  await sam.call(number);
  await sam.waitToHear(/aucun appel n'est possible en ce moment/);
  await sam.press("1");
  await sam.waitToHear(/Inès|un autre moment/i);
  expect(await sam.heard()).not.toMatch(/Claire|Lou|mets en relation/);
  expect(await callsTo(CLAIRE)).toEqual([]);
});

test("case 9: a withheld number: the PIN opens the talk, anything else the general menu", async () => {
  const number = await agree();
  const pin = await oneValue<string>(stage, "select patient_pin from session");
  await stage.moveClock(`${DAY}10:00:00`);
  await lou.call(number, { withheld: true });
  await lou.waitToHear(/code d'un appel ou la référence/);
  await lou.press("123450#");
  await lou.waitToHear(/n'ouvrent rien/);
  await lou.press(`${pin}#`);
  await lou.waitToHear(/Je vous mets en relation/);
  await stage.moveClock(`${DAY}10:00:06`);
  await claire.ringing();
});

test.for(["twice", "late", "shuffled"] as const)("cases 20 and 21 in calls: callbacks that come %s come to the same end", async (order) => {
  await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await stage.callbacks.choose(order);
  await talking();
  await stage.moveClock(`${DAY}10:20:00`);
  await lou.hangUp();
  await claire.hangUp();
  await stage.moveClock(`${DAY}11:01:00`);
  // late: only when the talk's time is over; shuffled: and the newest first
  await stage.callbacks.release();
  await stage.callbacks.choose("normal");
  await expect.poll(talk, { timeout: 15_000 }).toEqual({ status: "fulfilled", reason: null, state: "cooling" });
  const left = { state: "left", status: "completed" };
  await expect.poll(async () => [await callsTo(LOU), await callsTo(CLAIRE)], { timeout: 15_000 }).toEqual([[left], [left]]);
});

test("case 28: the patient does not come: told kindly to who waits, missed without blame, another time offered, and it can be corrected", async () => {
  await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await claireCalls();
  await lou.ignore();
  await stage.moveClock(`${DAY}10:11:00`);
  await stage.phone(CLAIRE).waitFor(/Lou n'est pas là pour l'instant, cela arrive/);
  await claire.hangUp();
  await stage.moveClock(`${DAY}11:01:00`);
  expect(await talk()).toMatchObject({ status: "noshow", reason: "patient-absent" });
  expect((await stage.phone(LOU).received()).at(-1)).toMatch(/1 un autre moment 2 une autre personne 3 pas maintenant/);
  const correct = async () => {
    const appointment = await oneValue<string>(stage, "select appointment_id from appointment");
    await inDemo(stage, (db) => correctAttendance(db, appointment, "fulfilled", null));
  };
  await stage.moveClock("2026-12-03T10:00:00");
  await correct();
  expect(await talk()).toMatchObject({ status: "fulfilled", reason: "corrected" });
  await stage.moveClock("2026-12-03T11:00:00");
  await expect(correct()).rejects.toMatchObject({ code: "attendance/too-late" });
});

test("cases 27 and 29: the peer is silent when the call begins: the patient is told at once, with an apology, and the team is too", async () => {
  const number = await agree();
  await stage.chat.coordinator.say("DEMO-TEAM");
  await stage.moveClock(`${DAY}10:00:00`);
  await lou.call(number);
  await lou.waitToHear(/Je vous mets en relation/);
  await stage.moveClock(`${DAY}10:00:06`);
  await claire.ignore();
  await stage.moveClock(`${DAY}10:11:00`);
  await stage.phone(LOU).waitFor(/Claire n'est pas là, et nous en sommes désolés.*1 un autre moment/);
  await stage.chat.coordinator.waitFor(/son pair n'est pas venu/);
  // at once, as what can't wait
  expect(
    await rowsOf(stage, "select distinct class from delivery d join coordinator using (person_id) where card::text like '%pas venu%'"),
  ).toEqual([{ class: "urgent" }]);
  await lou.hangUp();
  await stage.moveClock(`${DAY}11:01:00`);
  expect(await talk()).toMatchObject({ status: "noshow", reason: "peer-absent" });
});

test("case 47: a call over its limit: said five minutes and one minute before, ended at the limit, and the next talk is offered", async () => {
  await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await talking();
  await stage.moveClock(`${DAY}10:55:00`);
  await lou.waitToHear(/Il reste 5 minutes/);
  await stage.moveClock(`${DAY}10:59:00`);
  await claire.waitToHear(/Il reste une minute/);
  await stage.moveClock(`${DAY}11:00:30`);
  await lou.waitToHear(/Le temps de cet appel est écoulé/);
  expect(await lou.ended()).toBe("completed");
  await stage.phone(LOU).waitFor(/Reparler avec Claire/);
  expect(await talk()).toEqual({ status: "fulfilled", reason: null, state: "cooling" });
});

test("who drops out comes back to the same talk; star and nine page the team, and the call goes on", async () => {
  const number = await agree();
  await stage.moveClock(`${DAY}10:00:00`);
  await talking();
  await lou.hangUp();
  await lou.call(number);
  await lou.waitToHear(/Je vous mets en relation/);
  await lou.say("me revoilà");
  await claire.waitToHear(/me revoilà/);
  await claire.press("*");
  await claire.press("9");
  await claire.say("je suis encore là");
  await lou.waitToHear(/je suis encore là/);
  await expect
    .poll(() => rowsOf(stage, "select from work_item where kind = 'peer-alert' and closed_at is null"), { timeout: 15_000 })
    .toHaveLength(1);
  await stage.phone(CLAIRE).waitFor(/équipe|prévenu/);
});
