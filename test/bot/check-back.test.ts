import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { freezePerson, unfreezePerson } from "../../domain/people/freeze.ts";
import { type CoordinatorInTeams, openCoordinatorChat } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const ASKED = /Bonjour, ici Passerelle\. Je prends de vos nouvelles: comment allez-vous aujourd'hui\?/;

let service: TestService;
let camille: CoordinatorInTeams;
let claire: PeerInTeams;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  claire = await openPeerChat(service, "DEMO-PAIR");
});
/** Each test has a day of its own, and somebody who agreed to be written to. */
beforeEach(async () => {
  phone = `+3363998${String(5000 + ++count)}`;
  await leadPatient(service, phone, "age");
  await service.text(phone, "1");
});
afterAll(() => service.stop());

const now = () => oneValue<Date>(service, "select service_now()");
/** The clock at a time of the n-th day from now, in Paris. */
async function at(days: number, time: string): Promise<void> {
  const day = new Date((await now()).getTime() + days * 86_400_000).toISOString().slice(0, 10);
  await service.moveClock(`${day}T${time}:00+01:00`);
}
const asked = () => service.provider.sentTo(phone).filter((text) => /comment allez-vous aujourd'hui/i.test(text));

/** A weekday morning, so that the next day is no Sunday. */
async function weekday(): Promise<void> {
  while ([5, 6, 0].includes((await now()).getUTCDay())) await at(1, "10:00");
}

describe("the day after danger", () => {
  beforeEach(weekday);

  test("the person is asked how they are, at 10:00 and once, with no word on why", async () => {
    await service.text(phone, "je veux mourir");
    await service.text(phone, "je veux vraiment mourir");
    await at(1, "09:59");
    expect(asked()).toEqual([]);
    await at(0, "10:01");
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).toMatch(ASKED);
    expect(asked()[0]).not.toMatch(/hier|mourir|suicide|danger|sant/i);
    await at(1, "12:00");
    expect(asked()).toHaveLength(1);
  });

  test("better ends it warmly", async () => {
    await service.text(phone, "je veux mourir");
    await at(1, "10:01");
    expect((await service.text(phone, answer("1"))).join(" ")).toMatch(/Merci de me l'avoir dit\. C'est une bonne nouvelle\..*HUMAIN/);
  });

  test("the same gets who listens, and the offer of a human", async () => {
    await service.text(phone, "je veux mourir");
    await at(1, "10:01");
    const before = paged();
    expect((await service.text(phone, answer("2"))).join(" ")).toMatch(/Merci de me l'avoir dit\..*3114.*HUMAIN/);
    await service.drain();
    expect(paged()).toBe(before);
  });

  test("worse gets the lines again, the team is paged, and the next day it is asked anew", async () => {
    await service.text(phone, "je veux mourir");
    await at(1, "10:01");
    const before = paged();
    expect((await service.text(phone, answer("3"))).join(" ")).toMatch(/Je suis un robot.*3114.*L'équipe est prévenue/);
    await service.drain();
    expect(paged()).toBe(before + 1);
    const incidents = await rowsOf(service, "select level, situation, rule from incident where person_id = $1 order by at", [
      await personOf(service, phone),
    ]);
    expect(incidents.at(-1)).toEqual({ level: 2, situation: "suicide", rule: "check-back" });
    await at(1, "10:01");
    expect(asked()).toHaveLength(2);
  });

  test.each([
    ["violence", async () => service.text(phone, "mon mari me frappe")],
    ["a child", async () => service.text(phone, "mon beau-pere me touche")],
    [
      "danger, and then of violence",
      async () => [await service.text(phone, "je veux mourir"), await service.text(phone, "mon mari me frappe")],
    ],
    [
      "violence, and then of danger",
      async () => [await service.text(phone, "mon mari me frappe"), await service.text(phone, "je veux mourir")],
    ],
    ["danger, and then STOP", async () => [await service.text(phone, "je veux mourir"), await service.text(phone, "STOP")]],
    ["distress", async () => service.text(phone, "je suis au bout du rouleau")],
  ])("nobody is asked who wrote of %s", async (_, write) => {
    await write();
    await at(1, "12:00");
    expect(asked()).toEqual([]);
  });

  test("nobody is asked who never agreed to be written to", async () => {
    const stranger = `+3363998${String(6000 + count)}`;
    await service.text(stranger, "je veux mourir");
    await at(1, "12:00");
    expect(service.provider.sentTo(stranger)).toEqual([]);
  });

  test("nobody is asked who is frozen, or was erased", async () => {
    const pool = openAppPool(service, 1);
    const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
    const personId = await personOf(service, phone);
    try {
      await service.text(phone, "je veux mourir");
      await inProgramme(pool, programmeId, (db) => freezePerson(db, personId, null));
      await at(1, "12:00");
      expect(asked()).toEqual([]);
      await inProgramme(pool, programmeId, (db) => unfreezePerson(db, personId, null));
      await service.text(phone, "je veux mourir");
      for (const word of ["SUPPRIMER", "oui"]) await service.text(phone, word);
      expect(await rowsOf(service, "select from graphile_worker._private_jobs where key = $1", [`check-back ${personId}`])).toEqual([]);
      await at(1, "12:00");
      expect(asked()).toEqual([]);
    } finally {
      await pool.end();
    }
  });

  test("it stands aside, with a letter, where another question is open", async () => {
    await service.text(phone, "je veux mourir");
    await at(1, "09:00");
    await service.text(phone, "MENU");
    await at(0, "10:01");
    expect(asked()[0]).toMatch(/(?<letter>[A-H])1 mieux \k<letter>2 pareil \k<letter>3 moins bien/);
    // a bare number answers the menu
    expect((await service.text(phone, "2")).join(" ")).not.toContain("Merci de me l'avoir dit");
  });

  test("a peer is asked in Teams, by a card, and its answer counts as words do", async () => {
    const before = paged();
    await claire.say("je veux mourir");
    await at(1, "10:01");
    const [card] = service.teams.activities
      .filter(({ conversationId }) => conversationId === claire.conversationId)
      .map(({ activity }) => JSON.stringify(activity))
      .filter((shown) => shown.includes("comment allez-vous"))
      .slice(-1);
    const number = Number(/"number":(\d+)/.exec(card ?? "")?.[1]);
    const programmeId = /"programmeId":"([^"]+)"/.exec(card ?? "")?.[1];
    await claire.click("answer", { number, value: "worse", programmeId });
    await service.drain();
    expect(paged()).toBe(before + 2);
  });
});

test("where the next day is a Sunday or a holiday, the person is asked as soon as nobody is disturbed", async () => {
  while ((await now()).getUTCDay() !== 6) await at(1, "10:00");
  await service.text(phone, "je veux mourir");
  await at(1, "20:00");
  expect(asked()).toEqual([]);
  await at(1, "08:01");
  expect(asked()).toHaveLength(1);
});

test("on a shared phone the question waits for the code", async () => {
  await weekday();
  const shared = `+3363998${String(7000 + count)}`;
  await leadPatient(service, shared, "age");
  for (const text of ["2", "4827"]) await service.text(shared, text);
  await service.text(shared, "je veux mourir");
  await at(1, "10:01");
  expect(service.provider.sentTo(shared).at(-1)).toMatch(/message/);
  expect(service.provider.sentTo(shared).join()).not.toMatch(/comment allez-vous/i);
  expect((await service.text(shared, "4827")).join(" ")).toMatch(/Bonjour, ici Passerelle\. Comment allez-vous aujourd'hui\?/);
});

/** The answer as it is asked for: with its letter, where the question stands aside. */
const answer = (number: string): string => (/([A-H])1 mieux/.exec(asked().at(-1) ?? "")?.[1] ?? "") + number;
const paged = (): number => camille.inbox().filter((words) => /Alerte de niveau/.test(words)).length;
