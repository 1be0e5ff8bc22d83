import { DateTime } from "luxon";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/child.ts";
import { bookTalk, leadPatient } from "../support/patient.ts";
import { oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { startService } from "../support/service.ts";

const lou = "+33639980001";
const ana = "+33639980002";
const claire = peerPhone("Claire");

let play: TestPlayground;
async function begin(at?: string): Promise<TestPlayground> {
  play = await startPlayground({ at });
  return play;
}

interface Kept extends Record<string, unknown> {
  wall: string;
  zone: string;
  instant: string;
}
/** What is stored of a patient's appointments, in the order of their time. */
const kept = async (phone: string) =>
  rowsOf<Kept>(
    play,
    `select to_char(local_start, 'MM-DD HH24:MI') as wall, zone, to_char(lower(during) at time zone 'UTC', 'MM-DD HH24:MI') as instant
     from appointment where patient_id = $1 and status in ('booked', 'fulfilled') order by during`,
    [await personOf(play, phone)],
  );

/** A patient and Claire call their number at that wall time in Paris, talk for half an hour, and hang up; their time is over then. */
async function talkWithClaire(phone: string, wall: string): Promise<void> {
  const at = (minutes: number) => DateTime.fromISO(wall).plus({ minutes }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
  await play.moveClock(wall);
  const number = await oneValue<string>(
    play,
    "select sender.address from session join sender using (sender_id) where patient_id = $1 and during @> service_now()",
    [await personOf(play, phone)],
  );
  const both = [phone, claire].map((each) => play.telephone(each));
  for (const telephone of both) {
    await telephone.call(number);
    await telephone.waitToHear(/Je vous mets en relation/);
  }
  await play.moveClock(at(30));
  for (const telephone of both) await telephone.hangUp();
  await play.moveClock(at(61));
}

describe.each([
  {
    change: "28 March",
    at: "2027-03-22T10:00:00+01:00",
    zone: "Indian/Reunion",
    days: ["mar. 23 mars", "jeu. 25 mars", "mar. 30 mars", "jeu. 1 avr."],
    // Claire says 14:00 each time
    theirs: ["17:00", "16:00"],
    stored: [
      { wall: "03-23 17:00", zone: "Indian/Reunion", instant: "03-23 13:00" },
      { wall: "03-30 16:00", zone: "Indian/Reunion", instant: "03-30 12:00" },
    ],
    paris: [
      { wall: "03-25 10:00", zone: "Europe/Paris", instant: "03-25 09:00" },
      { wall: "04-01 10:00", zone: "Europe/Paris", instant: "04-01 08:00" },
    ],
    walls: ["2027-03-23T14:00:00", "2027-03-25T10:00:00", "2027-03-30T12:01:00"],
    sunday: { offered: /Quand\? 1 dim\. 28 mars 03:00 2 dim\. 4 avr\. 02:00/, stored: { wall: "03-28 03:00", instant: "03-28 01:00" } },
  },
  {
    change: "31 October",
    at: "2027-10-25T10:00:00+02:00",
    zone: "America/Guadeloupe",
    days: ["mar. 26 oct.", "jeu. 28 oct.", "mar. 2 nov.", "jeu. 4 nov."],
    theirs: ["08:00", "09:00"],
    stored: [
      { wall: "10-26 08:00", zone: "America/Guadeloupe", instant: "10-26 12:00" },
      { wall: "11-02 09:00", zone: "America/Guadeloupe", instant: "11-02 13:00" },
    ],
    paris: [
      { wall: "10-28 10:00", zone: "Europe/Paris", instant: "10-28 08:00" },
      { wall: "11-04 10:00", zone: "Europe/Paris", instant: "11-04 09:00" },
    ],
    walls: ["2027-10-26T14:00:00", "2027-10-28T10:00:00", "2027-11-02T12:01:00"],
    sunday: { offered: /Quand\? 1 dim\. 31 oct\. 03:00 2 dim\. 7 nov\. 02:00/, stored: { wall: "10-31 03:00", instant: "10-31 02:00" } },
  },
])("the change of clocks of $change 2027", ({ at, zone, days, theirs, stored, paris, walls, sunday }) => {
  beforeAll(() => begin(at));
  afterAll(() => play.stop());

  test("case 19: an hour that clocks skip or double is never offered", async () => {
    const zoe = "+33639980300";
    const ines = "(select person_id from peer where display_name = 'Inès')";
    await play.owner.query(`delete from availability where peer_id = ${ines}`);
    await play.owner.query(
      `insert into availability (programme_id, peer_id, weekday, starts_at, ends_at) select programme_id, person_id, 7, '02:00', '06:00' from peer where person_id = ${ines}`,
    );
    const offered = await leadPatient(play, zoe, "slot", { offer: "Inès" });
    expect(offered.join(" ").replaceAll(/\s+/g, " ")).toMatch(sunday.offered);
    await play.text(zoe, "1");
    await play.text(zoe, "Zoé");
    await play.drain();
    await play.text(peerPhone("Inès"), "1");
    expect(await kept(zoe)).toEqual([{ ...sunday.stored, zone: "Europe/Paris" }]);
  });

  test("case 18: a wall time stays over the change of clocks, where they change and where they do not", async () => {
    await bookTalk(play, lou);
    expect(await play.phone(lou).waitFor(/Claire accepte/)).toContain(`Rendez-vous ${days[1]} 10:00`);
    // the patient is overseas: another hour is told, of the same instant
    await leadPatient(play, ana, "offers");
    await play.owner.query("update person set zone = $2 where person_id = $1", [await personOf(play, ana), zone]);
    await play.text(ana, "Claire");
    expect((await play.text(ana, "1"))[0]).toContain(`1 ${days[0]} ${theirs[0]}`);
    await play.text(ana, "1");
    await play.text(ana, "Ana");
    await play.drain();
    expect(await play.phone(claire).waitFor(/Demande de Ana/)).toContain(`${days[0]} 14:00`);
    await play.text(claire, "1");
    expect(await play.phone(ana).waitFor(/Claire accepte/)).toContain(`${days[0]} ${theirs[0]}`);

    // "the same day, the same hour", and in between the clocks change
    for (const [phone, wall, again, peers] of [
      [ana, walls[0], `${days[2]} ${theirs[1]}`, `${days[2]} 14:00`],
      [lou, walls[1], `${days[3]} 10:00`, `${days[3]} 10:00`],
    ] as const) {
      await talkWithClaire(phone, wall ?? "");
      expect((await play.text(phone, "1"))[0]).toContain(`C'est noté: ${again}`);
      await play.drain();
      expect((await play.phone(claire).received()).at(-1)).toContain(peers);
      await play.text(claire, "1");
      expect(await play.phone(phone).waitFor(new RegExp(`Claire accepte\\. Rendez-vous ${again}`))).toBeTruthy();
    }
    expect(await kept(lou)).toEqual(paris);
    expect(await kept(ana)).toEqual(stored);
    // each is reminded of their own hour, at one and the same instant
    await play.moveClock(walls[2] ?? "");
    expect(await play.phone(claire).waitFor(/bientot: 14:00 avec Ana/)).toBeTruthy();
    expect(await play.phone(ana).waitFor(new RegExp(`bientot: ${theirs[1]} avec Claire`))).toBeTruthy();
  });
});

describe("what falls due", () => {
  afterEach(() => play.stop());

  const reminders = (where = "true") =>
    rowsOf<{ kind: string; side: string; state: string; reason: string | null }>(
      play,
      `select r.kind, case when r.person_id = a.patient_id then 'patient' else 'peer' end as side, r.state, r.reason
       from reminder r join appointment a using (appointment_id) where ${where} order by r.due_at, side, r.version`,
    );

  test("case 18: after an update of the time zone data people meet at the wall time that they agreed", async () => {
    await begin();
    await bookTalk(play, lou);
    // as if the rules of this day had made another instant of Thursday 10:00
    const hour = "+ interval '1 hour'";
    await play.owner.query(
      `update appointment set during = tstzrange(lower(during) ${hour}, upper(during) ${hour}), blocks = tstzrange(lower(blocks) ${hour}, upper(blocks) ${hour})`,
    );
    expect((await play.text(lou, "RDV"))[0]).toContain("jeu. 26 nov. 11:00");
    const { exitCode, stdout } = await runCommand(play.config, "rezone");
    expect([exitCode, String(stdout)]).toEqual([0, expect.stringContaining("1 appointments were moved")]);
    expect((await play.text(lou, "RDV"))[0]).toContain("jeu. 26 nov. 10:00");
    expect(await kept(lou)).toEqual([{ wall: "11-26 10:00", zone: "Europe/Paris", instant: "11-26 09:00" }]);
  });

  test("case 31: a reminder due after a reschedule is not sent", async () => {
    await begin();
    await bookTalk(play, lou);
    for (const said of ["RDV", "1", "1"]) await play.text(lou, said);
    await play.drain();
    await play.text(claire, "1");
    await play.phone(lou).waitFor(/Claire accepte\. Rendez-vous mar\. 24 nov\. 14:00/);
    await play.moveClock("2026-11-26T11:00:00");
    const told = [...(await play.phone(lou).received()), ...(await play.phone(claire).received())].filter((text) =>
      /Rappel|bientot|Dans 10/.test(text),
    );
    expect(told).toHaveLength(4);
    expect(told.join(" ")).not.toMatch(/10:00/);
    expect(new Set((await reminders("a.reason_code = 'moved'")).map(({ state, reason }) => `${state} ${reason}`))).toEqual(
      new Set(["skipped settled"]),
    );
  });

  test("case 31: of an appointment whose instant has changed only the reminders of its present version are sent", async () => {
    await begin();
    await bookTalk(play, lou);
    const hours = "+ interval '2 hours'";
    await play.owner.query(
      `update appointment set during = tstzrange(lower(during) ${hours}, upper(during) ${hours}), blocks = tstzrange(lower(blocks) ${hours}, upper(blocks) ${hours})`,
    );
    await runCommand(play.config, "rezone");
    await play.moveClock("2026-11-26T09:55:00");
    const told = (await play.phone(lou).received()).filter((text) => /Rappel|bientot|Dans 10/.test(text));
    expect(told.map((text) => /Rappel|bientot|Dans 10/.exec(text)?.[0])).toEqual(["Rappel", "bientot", "Dans 10"]);
    expect((await reminders("r.version < a.version")).map(({ reason }) => reason)).toEqual(Array(5).fill("moved"));
  });

  test("case 32: after the server was down, what is still of use is sent late, the rest is skipped with its reason", async () => {
    await begin();
    await bookTalk(play, lou);
    await play.withoutWorker((passTime) => passTime("2026-11-26T08:30:00+01:00"));
    expect(await reminders()).toEqual([
      { kind: "48-hours", side: "patient", state: "skipped", reason: "too-late" },
      { kind: "2-hours", side: "patient", state: "written", reason: null },
      { kind: "2-hours", side: "peer", state: "written", reason: null },
      { kind: "10-minutes", side: "patient", state: "waiting", reason: null },
      { kind: "10-minutes", side: "peer", state: "waiting", reason: null },
    ]);
    expect((await play.phone(lou).received()).filter((text) => /Rappel|bientot/.test(text))).toEqual([
      expect.stringContaining("C'est bientot: 10:00 avec Claire"),
    ]);
    // down again until the talk has begun: nobody is told that it begins in ten minutes
    await play.withoutWorker((passTime) => passTime("2026-11-26T10:05:00+01:00"));
    expect((await reminders("r.kind = '10-minutes'")).map(({ state, reason }) => [state, reason])).toEqual([
      ["skipped", "too-late"],
      ["skipped", "too-late"],
    ]);
    expect((await play.phone(lou).received()).join(" ")).not.toContain("Dans 10 minutes");
  });

  test("case 42: a reminder that falls due while something else is asked has letters, and each answer goes to its own question", async () => {
    await begin();
    await bookTalk(play, lou);
    await play.moveClock("2026-11-24T09:59:00");
    expect((await play.text(lou, "MENU"))[0]).toMatch(/Que voulez-vous faire\? 1 chercher.*2 mes rendez-vous/);
    await play.moveClock("2026-11-24T10:00:30");
    const reminder = await play.phone(lou).waitFor(/^Rappel/);
    const [, letter = ""] = /([A-H])1 je viens \w2 déplacer \w3 annuler/.exec(reminder) ?? [];
    expect(letter, reminder).not.toBe("");
    const confirmed = () => rowsOf<{ confirmed: boolean }>(play, "select confirmed_at is not null as confirmed from appointment");
    // a bare number is the menu's, and says nothing of coming
    expect((await play.text(lou, "2"))[0]).toMatch(/Votre rendez-vous: jeu\. 26 nov\. 10:00.*1 déplacer 2 annuler/);
    expect(await confirmed()).toEqual([{ confirmed: false }]);
    expect((await play.text(lou, `${letter}1`))[0]).toMatch(/c'est noté/);
    expect(await confirmed()).toEqual([{ confirmed: true }]);
    // the other question is still open, and is answered by its own number
    expect((await play.text(lou, "1"))[0]).toMatch(/Quel autre moment/);
  });

  test("case 50: on a public holiday before eight a change of the same day is told at once, and what is none waits", async () => {
    await begin("2026-12-21T10:00:00+01:00");
    const eve = "+33639980301";
    await bookTalk(play, lou, { peer: "Inès", slot: "2" });
    await bookTalk(play, eve, { peer: "Marc", slot: "2", alias: "Eve", wish: "je cherche quelqu'un pour parler de ma dépression" });
    expect(await kept(lou)).toEqual([expect.objectContaining({ wall: "12-25 09:00" })]);
    expect(await kept(eve)).toEqual([expect.objectContaining({ wall: "12-25 14:00" })]);
    await play.moveClock("2026-12-24T15:00:00");
    await leadPatient(play, ana, "asked", { offer: "Sonia", slot: "2", alias: "Ana" });
    await play.moveClock("2026-12-25T07:30:00");

    for (const said of ["RDV", "1", "oui"]) await play.text(peerPhone("Inès"), said);
    expect(await play.phone(lou).waitFor(/^Inès a un empechement|prévenir si tard/)).toContain("25 déc. 09:00");
    for (const said of ["RDV", "2", "oui"]) await play.text(eve, said);
    expect(await play.phone(peerPhone("Marc")).waitFor(/a annulé/)).toContain("25 déc. 14:00");
    // a refusal of next week's talk is no news for a holiday
    expect((await play.text(peerPhone("Sonia"), "2"))[0]).toMatch(/merci d'avoir répondu/);
    await play.moveClock("2026-12-26T07:59:00");
    expect((await play.phone(ana).received()).join(" ")).not.toContain("n'est pas disponible");
    await play.moveClock("2026-12-26T08:00:00");
    expect((await play.phone(ana).received()).join(" ")).toContain("n'est pas disponible");
  });
});

test("case 31: a reminder that was written, and put off by the provider, is not sent once its appointment has moved", async () => {
  // the local provider never puts anything off: this one can be told to
  const service = await startService();
  try {
    await bookTalk(service, lou);
    await service.moveClock("2026-11-24T09:59:00+01:00");
    service.provider.answerNext({ status: 429 });
    await service.moveClock("2026-11-24T10:00:10+01:00");
    const written = () =>
      rowsOf<{ state: string; reason: string | null }>(service, "select state, reason from delivery where class = 'reminder'");
    expect(await written()).toEqual([{ state: "queued", reason: null }]);
    for (const said of ["ANNULER", "1", "oui"]) await service.text(lou, said);
    await service.moveClock("2026-11-24T10:30:00+01:00");
    expect(await written()).toEqual([{ state: "skipped", reason: "outdated" }]);
    expect(service.provider.sentTo(lou).join(" ")).not.toContain("Rappel");
  } finally {
    await service.stop();
  }
});
