import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addColleague, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const NOOR_PHONE = "+33639980202";

let service: TestService;
let camille: CoordinatorInTeams;

beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
});
afterEach(() => service.stop());

describe("HUMAIN", () => {
  test("on duty reaches who is on duty and nobody else, and says that the team answers", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await leadPatient(service, LOU, "asked");

    expect((await service.text(LOU, "HUMAIN")).join()).toContain("C'est transmis à l'équipe.");
    await service.drain();

    expect(camille.inbox().join()).toContain("Lou demande à parler à l'équipe");
    expect(noor.inbox().join()).not.toContain("demande à parler");
  });

  test("off duty says until when nobody can call back, and coordinators are told when duty begins", async () => {
    await service.moveClock("2026-11-27T18:00:00+01:00");
    expect((await service.text(LOU, "HUMAIN")).join()).toContain(
      "Personne ne peut vous rappeler avant lun. 30 nov. 09:00. Le 3114 répond maintenant, jour et nuit.",
    );
    await service.drain();
    expect(camille.inbox().join()).not.toContain("demande à parler");

    await service.moveClock("2026-11-30T09:01:00+01:00");
    expect(camille.inbox().join()).toContain("Quelqu'un demande à parler à l'équipe");
  });

  test("names no time where the rota is empty", async () => {
    await service.owner.query("delete from on_call");
    const said = (await service.text(LOU, "HUMAIN")).join();
    expect(said).toContain("personne ne peut vous rappeler pour l'instant. Le 3114 répond maintenant");
    expect(said).not.toMatch(/avant|\d\d:\d\d/);
  });

  test("promises nothing by the shift of somebody who can't be reached", async () => {
    await service.owner.query("update channel_address set state = 'down' where person_id in (select person_id from coordinator)");
    expect((await service.text(LOU, "HUMAIN")).join()).toContain("personne ne peut vous rappeler pour l'instant");
  });
});

describe("danger", () => {
  const paged = (chat: CoordinatorInTeams) => chat.inbox().filter((words) => /Merci de regarder/.test(words)).length;

  test("pages the first on the rota, in Teams and on the phone, and the next after 15 minutes; nobody once it was seen", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor", { rank: 2, phone: NOOR_PHONE }));
    const alex = await openCoordinatorChat(service, await addColleague(service, "Alex", { rank: 3 }));

    expect((await service.text(LOU, "je veux mourir")).join()).toContain("L'équipe est prévenue.");
    await service.drain();
    expect([paged(camille), paged(noor), paged(alex)]).toEqual([1, 0, 0]);

    await service.moveClock("2026-11-23T10:14:59+01:00");
    expect(paged(noor)).toBe(0);
    await service.moveClock("2026-11-23T10:15:01+01:00");
    expect([paged(camille), paged(noor), paged(alex)]).toEqual([1, 1, 0]);
    // no name and no reason on a phone
    expect(service.provider.sentTo(NOOR_PHONE)).toEqual([
      "Une alerte attend et personne ne l'a encore prise. Merci de regarder maintenant.",
    ]);

    const queue = await noor.queue();
    const card = await noor.press(queue, "show-item");
    expect(wordsOf(await noor.press(card, "acknowledge-page"))).toContain("Alerte vue\nà l'instant");
    expect(await rowsOf(service, "select action from audit where action like '%page%'")).toEqual([{ action: "acknowledge-page" }]);
    await service.moveClock("2026-11-23T11:00:00+01:00");
    expect([paged(camille), paged(noor), paged(alex)]).toEqual([1, 1, 0]);
  });

  test("raised again has to be taken again", async () => {
    await service.text(LOU, "je veux mourir");
    await service.drain();
    await camille.press(await camille.press(await camille.queue(), "show-item"), "acknowledge-page");
    await service.text(LOU, "je veux mourir");
    await service.drain();
    expect(paged(camille)).toBe(2);
    expect(await rowsOf(service, "select assigned_to from work_item where kind = 'safety'")).toEqual([{ assigned_to: null }]);
  });

  test("off duty is messaged to everybody, who is told when somebody can call, and paged anew when duty begins", async () => {
    await service.moveClock("2026-11-23T20:00:00+01:00");
    const said = (await service.text(LOU, "je veux mourir")).join(" ");
    expect(said).toContain("3114");
    expect(said).toContain("Personne de l'équipe ne peut vous rappeler avant mar. 24 nov. 09:00.");
    await service.drain();
    expect(paged(camille)).toBe(1);
    await service.moveClock("2026-11-24T08:59:00+01:00");
    expect(paged(camille)).toBe(1);
    await service.moveClock("2026-11-24T09:00:01+01:00");
    expect(paged(camille)).toBe(2);
  });

  test("after a STOP pages somebody who is told that nothing could be sent", async () => {
    await service.text(LOU, "bonjour");
    await service.text(LOU, "STOP");
    await service.text(LOU, "je veux mourir");
    await service.drain();
    expect(camille.inbox().join()).toContain("Rien n'a pu lui être envoyé avec certitude");
  });
});

describe("a peer's ALERTE", () => {
  test("pages whoever is on duty and then the next, and tells the peer what to count on, without names", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor", { rank: 2 }));
    const said = (await service.text(peerPhone("Claire"), "alerte")).join(" ");
    expect(said).toContain("La personne de garde est prévenue; sans réponse en 15 minutes, la suivante l'est aussi, s'il y en a une.");
    expect(said).toMatch(/15 ou 112.*3114/);
    expect(said).not.toMatch(/Camille|Noor/);
    await service.drain();
    expect(camille.inbox().join()).toContain("Claire, pair aidant, demande de l'aide maintenant");
    await service.moveClock("2026-11-23T10:16:00+01:00");
    expect(noor.inbox().join()).toContain("Claire, pair aidant, demande de l'aide maintenant");
    expect(await oneValue(service, "select kind from work_item")).toBe("peer-alert");
  });

  test("works in Teams too, and off duty says from when on", async () => {
    const claire = await openPeerChat(service, "DEMO-PAIR");
    await service.moveClock("2026-11-23T20:00:00+01:00");
    await claire.say("ALERTE");
    await service.teams.waitForActivity(({ activity }) => /Personne n'est de garde avant mar. 24 nov. 09:00/.test(String(activity.text)));
  });

  test("from somebody who is no peer asks for a human", async () => {
    await leadPatient(service, LOU, "asked");
    expect((await service.text(LOU, "ALERTE")).join()).toContain("C'est transmis à l'équipe.");
    expect(await oneValue(service, "select kind from work_item")).toBe("asked-for-human");
  });
});
