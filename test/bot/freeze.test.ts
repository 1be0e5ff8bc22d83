import { DateTime } from "luxon";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acceptRequest } from "../../domain/booking/answer-request.ts";
import { inProgramme } from "../../domain/db.ts";
import { freezePerson } from "../../domain/people/freeze.ts";
import { askPeer, jobsFor } from "../support/asked.ts";
import { buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, inDemo, oneValue, openAppPool, peerPhone, personOf, rowsOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const CLAIRE = peerPhone("Claire");

let service: TestService;
let camille: CoordinatorInTeams;

beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  // an appointment between Lou and Claire, and a reason for Lou to be in the queue
  await leadPatient(service, LOU, "asked");
  await service.drain();
  await service.text(await peerOf(), "1");
  await service.text(LOU, "HUMAIN");
  await service.drain();
});
afterEach(() => service.stop());

/** The phone of the peer who was asked. */
async function peerOf(): Promise<string> {
  return peerPhone(await oneValue<string>(service, "select display_name from peer join appointment on peer_id = person_id"));
}

/** Stops everything for Lou, as the coordinator does. */
async function freezeLou() {
  const mine = await camille.press(await camille.press(await camille.queue(), "show-item"), "take-item");
  const confirm = await camille.press(mine, "freeze-person");
  return { mine, confirm, frozen: await camille.press(confirm, "freeze-person") };
}

describe("when everything is stopped for a patient", () => {
  test("it is asked once more, and then the appointment ends without a word to them; the peer learns that the team cancelled it, and no more", async () => {
    expect(await oneValue(service, "select status from appointment")).toBe("booked");
    const peer = await peerOf();
    const { confirm, frozen } = await freezeLou();
    expect(wordsOf(confirm)).toContain("Tout arrêter pour Lou?");
    expect(wordsOf(frozen)).toContain("Tout est arrêté.");
    expect(await rowsOf(service, "select status, reason_code from appointment")).toEqual([
      { status: "cancelled", reason_code: "coordinator" },
    ]);

    const [toLou, toPeer] = [service.provider.sentTo(LOU).length, service.provider.sentTo(peer).length];
    await service.moveClock("2026-12-05T10:00:00+01:00");
    expect(service.provider.sentTo(LOU)).toHaveLength(toLou);
    expect(service.provider.sentTo(peer).slice(toPeer)).toEqual([
      "Le rendez-vous mar. 24 nov. 14:00 est annulé par l'équipe, qui peut vous en parler. Vous n'avez rien à faire.",
    ]);
    expect(await rowsOf(service, "select distinct state, reason from reminder")).toEqual([{ state: "skipped", reason: "frozen" }]);
  });

  test("somebody is to speak to each of the two, and no page is made of it", async () => {
    const before = camille.inbox().length;
    await freezeLou();
    await service.drain();
    // the queue that was asked for, nothing else
    expect(camille.inbox().length).toBe(before + 1);
    const words = wordsOf(await camille.queue());
    expect(words.match(/attend un mot de l'équipe/g)).toHaveLength(2);
    expect(await rowsOf(service, "select actor_id is not null as known, action from audit where action = 'freeze'")).toEqual([
      { known: true, action: "freeze" },
    ]);
  });

  test("only people write: what was queued is skipped, a coordinator's words arrive, and answers go to people", async () => {
    const pool = openAppPool(service, 2);
    const tomorrow = DateTime.fromISO("2026-11-24T10:00:00+01:00");
    const queued = await writeTo(service, pool, LOU, { class: "notice", body: "rendez-vous demain", sendAfter: tomorrow });
    const { mine } = await freezeLou();
    expect(await deliveryOf(service, queued)).toMatchObject({ state: "skipped", reason: "frozen" });
    // one that a turn wrote at that very moment is stopped when it is to be sent
    await service.owner.query("update delivery set state = 'queued', reason = null where delivery_id = $1", [queued]);
    await service.moveClock("2026-11-24T10:01:00+01:00");
    expect(await deliveryOf(service, queued)).toMatchObject({ state: "skipped", reason: "frozen" });
    await pool.end();
    await camille.press(mine, "text-back", { body: "Nous pensons à vous." });
    await service.drain();
    expect(service.provider.sentTo(LOU).at(-1)).toBe("L'équipe Passerelle: Nous pensons à vous.");
    expect(service.provider.sentTo(LOU).join()).not.toContain("rendez-vous demain");

    expect((await service.text(LOU, "MENU")).join()).toContain("L'équipe sait que vous avez écrit, sans lire vos mots, et vous répond");
    expect((await service.text(LOU, "je veux mourir")).join()).toContain("3114");
    expect((await service.text(LOU, "STOP")).join()).toContain("C'est fait");
  });

  test("a coordinator lets it go on again", async () => {
    const { frozen } = await freezeLou();
    expect(buttonOf(frozen, "freeze-person")).toBeUndefined();
    await camille.press(frozen, "unfreeze-person");
    expect(await rowsOf(service, "select from person where frozen_at is not null")).toEqual([]);
    expect((await service.text(LOU, "MENU")).join()).toContain("Que voulez-vous faire?");
    // the other side is still to be spoken to
    expect(await rowsOf(service, "select kind from work_item where closed_at is null and kind = 'frozen'")).toHaveLength(1);
  });
});

test("no turn of a patient's is made of it that their peer is frozen", async () => {
  const own = await startService({ withWorker: false });
  const pool = openAppPool(own, 2);
  try {
    const asked = await askPeer(own, LOU);
    await inProgramme(pool, asked.programme_id, async (db) => {
      await acceptRequest(db, asked.peer_id, asked.id);
      await freezePerson(db, asked.peer_id, null);
    });
    // that the appointment was agreed was on its way already; the turn finds it ended and says nothing
    expect((await jobsFor(own, asked.id)).filter((name) => /close|tell|ask/.test(name))).toEqual(["ask-peer", "tell-accepted"]);
  } finally {
    await pool.end();
    await own.stop();
  }
});

test("a peer who is frozen is offered to nobody and asked by nobody", async () => {
  const claire = await personOf(service, CLAIRE);
  await service.owner.query("update person set frozen_at = service_now() where person_id = $1", [claire]);
  expect((await leadPatient(service, "+33639980103", "offers")).join()).not.toContain("Claire");
});

test("a patient who only held a slot with who is frozen goes on looking", async () => {
  const phone = "+33639980104";
  // the first peer's slot is held while the alias is asked
  await leadPatient(service, phone, "alias");
  const patient = await personOf(service, phone);
  const peer = await oneValue<string>(service, "select peer_id from appointment where patient_id = $1 and status = 'proposed'", [patient]);
  await inDemo(service, (db) => freezePerson(db, peer, null));
  expect(await rowsOf(service, "select state from request where patient_id = $1", [patient])).toEqual([{ state: "open" }]);
  expect(await rowsOf(service, "select from work_item where person_id = $1", [patient])).toEqual([]);
});

test("what is forgotten when it is due is forgotten for somebody who is frozen too", async () => {
  const phone = "+33639980105";
  await leadPatient(service, phone, "consent");
  const patient = await personOf(service, phone);
  await service.owner.query("update person set frozen_at = service_now() where person_id = $1", [patient]);
  await service.moveClock("2026-11-27T10:00:00+01:00");
  expect(await rowsOf(service, "select from channel_address where person_id = $1 and sealed is not null", [patient])).toEqual([]);
});
