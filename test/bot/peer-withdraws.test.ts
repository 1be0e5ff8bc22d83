import { afterAll, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE, DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { appointmentsOf, askPeer, lastAppointment } from "../support/asked.ts";
import { plainWords } from "../support/card-words.ts";
import { addColleague, openCoordinatorChat } from "../support/coordinator.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const started: TestService[] = [];
afterAll(async () => {
  for (const service of started) await service.stop();
});

const LOU = "+33639970001";
const NOOR_PHONE = "+33639980202";

async function begin() {
  const service = await startService();
  started.push(service);
  return service;
}

/** Lou and a peer without Teams have agreed by SMS: on Tuesday 14:00, or the slot that is chosen. */
async function bookBySms(service: TestService, over: Parameters<typeof askPeer>[2] = {}) {
  const asked = await askPeer(service, LOU, over);
  await service.drain();
  await service.text(peerPhone(asked.peer), "1");
  await service.drain();
  return lastAppointment(service, LOU);
}

/** As a peer does it by SMS. */
async function withdrawBySms(service: TestService, phone: string) {
  expect((await service.text(phone, "RDV"))[0]).toMatch(
    /Vos rendez-vous et demandes\. Lequel\? 1 .* avec Lou \(confirmé\) 2 ne rien changer/,
  );
  expect((await service.text(phone, "1"))[0]).toMatch(/^Vous désister: .* avec Lou\? La personne sera prévenue\. OUI ou NON/);
  expect((await service.text(phone, "oui"))[0]).toMatch(/^C'est noté: vous ne venez pas .*\. Nous prévenons Lou\./);
  await service.drain();
}

const items = (service: TestService) =>
  rowsOf<{ kind: string; open: boolean }>(
    service,
    "select kind, closed_at is null as open from work_item where kind in ('withdrawn', 'channel-down') order by kind",
  );

test("by SMS, a day or more before: the patient is told, and asked before anything is put in its place", async () => {
  const service = await begin();
  const booked = await bookBySms(service, { slot: "3" });
  await withdrawBySms(service, peerPhone(booked.peer));
  expect(service.provider.sentTo(LOU).at(-1)).toBe(
    `${booked.peer} a un empechement et ne pourra pas vous parler jeu. 26 nov. 10:00. Ce n'est pas contre vous. Que préférez-vous? 1 chercher quelqu'un d'autre 2 un autre moment avec ${booked.peer} 3 pas maintenant Répondez 1, 2 ou 3`,
  );
  expect(await lastAppointment(service, LOU)).toMatchObject({
    status: "cancelled",
    reason_code: "peer-withdrew",
    request_state: "matched",
    refusals: 0,
  });
  expect(await items(service)).toEqual([{ kind: "withdrawn", open: true }]);
  const [offers = ""] = await service.text(LOU, "1");
  expect(offers).toMatch(/ 1 \S+/);
  expect(offers).not.toContain(booked.peer);
  expect(await rowsOf(service, "select state, experience from request order by closed_at nulls last")).toEqual([
    { state: "matched", experience: "lived" },
    { state: "open", experience: "lived" },
  ]);
  expect(await items(service)).toEqual([{ kind: "withdrawn", open: true }]);
});

test("another time with the same peer, not the one they gave up; what waits for a coordinator is closed by the new booking", async () => {
  const service = await begin();
  const booked = await bookBySms(service);
  await withdrawBySms(service, peerPhone(booked.peer));
  const [slots = ""] = await service.text(LOU, "2");
  expect(slots).toMatch(/^Quand\? 1 /);
  expect(slots).not.toContain("mar. 24 nov. 14:00");
  await service.text(LOU, "1");
  await service.drain();
  await service.moveClock("2026-11-23T10:01:00+01:00");
  expect((await service.text(peerPhone(booked.peer), "1"))[0]).toMatch(/C'est confirmé/);
  expect(await items(service)).toEqual([{ kind: "withdrawn", open: false }]);
  expect((await appointmentsOf(service, LOU)).map(({ status }) => status).sort()).toEqual(["booked", "cancelled"]);
});

test("not now: nothing is opened again, and no coordinator waits", async () => {
  const service = await begin();
  const booked = await bookBySms(service);
  await withdrawBySms(service, peerPhone(booked.peer));
  expect((await service.text(LOU, "pas maintenant"))[0]).toMatch(/^D'accord\. Quand vous voudrez, écrivez MENU/);
  expect(await items(service)).toEqual([{ kind: "withdrawn", open: false }]);
  expect(await rowsOf(service, "select state from request")).toEqual([{ state: "matched" }]);
});

test("a change of mind, and a second yes, change nothing", async () => {
  const service = await begin();
  const { peer } = await bookBySms(service);
  for (const said of ["ANNULER", "1"]) await service.text(peerPhone(peer), said);
  expect((await service.text(peerPhone(peer), "non"))[0]).toContain("Rien ne change");
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "booked" });
  await withdrawBySms(service, peerPhone(peer));
  expect((await service.text(peerPhone(peer), "oui")).join(" ")).not.toContain("Nous prévenons");
  expect(service.provider.sentTo(LOU).filter((body) => body.includes("empechement"))).toHaveLength(1);
});

test("in the evening, two days before: told when the quiet hours end; less than 24 h before: at once", async () => {
  const service = await begin();
  const booked = await bookBySms(service, { slot: "3" });
  await service.moveClock("2026-11-23T21:00:00+01:00");
  await withdrawBySms(service, peerPhone(booked.peer));
  const told = () => service.provider.sentTo(LOU).filter((body) => body.includes("empechement"));
  await service.moveClock("2026-11-24T07:59:00+01:00");
  expect(told()).toEqual([]);
  await service.moveClock("2026-11-24T08:00:00+01:00");
  expect(told()).toHaveLength(1);

  const soon = await begin();
  const tuesday = await bookBySms(soon);
  await soon.moveClock("2026-11-23T21:00:00+01:00");
  await withdrawBySms(soon, peerPhone(tuesday.peer));
  expect(soon.provider.sentTo(LOU).at(-1)).toContain("a un empechement");
});

test("less than two hours before: told with an excuse, coordinators are paged at once and once, and the patient is still asked first", async () => {
  const service = await begin();
  const camille = await openCoordinatorChat(service);
  const noor = await openCoordinatorChat(service, await addColleague(service, "Noor", { rank: 2, phone: NOOR_PHONE }));
  const booked = await bookBySms(service);
  await service.moveClock("2026-11-24T12:30:00+01:00");
  await withdrawBySms(service, peerPhone(booked.peer));
  expect(service.provider.sentTo(LOU).at(-1)).toMatch(
    /^Pardon de vous prévenir si tard: .*L'équipe le sait\..*1 chercher quelqu'un d'autre/,
  );
  for (const chat of [camille, noor]) {
    const told = chat.inbox().filter((words) => /s'est retiré|un rendez-vous tout proche/.test(words));
    expect(told).toEqual([expect.stringMatching(/Lou.*s'est retiré[\s\S]*Urgent: une demande attend l'équipe[\s\S]*Je m'en occupe/)]);
  }
  // no name and no reason on a phone
  expect(service.provider.sentTo(NOOR_PHONE)).toEqual([
    "Urgent: une demande attend l'équipe, pour un rendez-vous tout proche. Merci de regarder maintenant: FILE ouvre la liste dans Teams.",
  ]);
  expect(await rowsOf(service, "select distinct class from delivery where body like 'Urgent%'")).toEqual([{ class: "urgent" }]);
  expect(await lastAppointment(service, LOU)).toMatchObject({ reason_code: "peer-withdrew-late" });
  expect(await rowsOf(service, "select state from request")).toEqual([{ state: "matched" }]);
});

test("on a shared phone nobody is named", async () => {
  const service = await begin();
  const booked = await bookBySms(service);
  await service.owner.query("update patient set shared_phone = true");
  await withdrawBySms(service, peerPhone(booked.peer));
  const said = service.provider.sentTo(LOU).at(-1) ?? "";
  expect(said).toMatch(/^La personne que vous deviez retrouver .*2 un autre moment, meme personne/);
  expect(said).not.toContain(booked.peer);
});

test("in Teams: RDV shows a line for each, answers requests and withdraws after asking once more", async () => {
  const service = await begin();
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  await claire.say("mes rdv");
  expect(JSON.stringify(await list(service, claire, 0))).toContain("pas de rendez-vous");
  const asked = await askPeer(service, LOU);
  const { appointmentId, programmeId } = await claire.waitForRequest();
  const data = { appointmentId, programmeId };
  await claire.say("RDV");
  const shown = JSON.stringify(await list(service, claire, 1));
  expect(shown).toMatch(/mar\. 24 nov\. 14:00.*Lou, maladie chronique, cancer, au téléphone \(demandé\).*J'accepte.*Je décline/);
  expect(shown).not.toMatch(/endométriose|\+336/);

  const accepted = await claire.click("accept-request", { ...data, listed: true });
  expect(plainWords(JSON.stringify(accepted.card))).toMatch(/Merci! Rendez-vous confirmé\..*Lou.*\(confirmé\).*Me désister/);
  await service.drain();
  // the request's own card is changed too, and the list's message
  const changed = service.teams.activities.filter(({ method }) => method === "PUT").map(({ activity }) => JSON.stringify(activity));
  expect(changed.some((body) => body.includes("Une personne souhaite vous parler") && body.includes("Rendez-vous confirmé"))).toBe(true);
  expect(changed.some((body) => body.includes("Mes rendez-vous") && body.includes("Me désister"))).toBe(true);

  const confirm = plainWords(JSON.stringify((await claire.click("confirm-withdraw", data)).card));
  expect(confirm).toMatch(/Vous désister de ce rendez-vous\?.*Oui, me désister.*Non, je viens/);
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "booked" });
  expect(JSON.stringify((await claire.click("show-appointments", { programmeId })).card)).not.toContain("Oui, me désister");
  for (let click = 0; click < 2; click++)
    expect(JSON.stringify((await claire.click("withdraw", data)).card)).toMatch(
      /vous ne venez pas mar\. 24 nov\. 14:00\. Nous prévenons Lou.*pas de rendez-vous/,
    );
  await service.drain();
  expect(service.provider.sentTo(LOU).filter((body) => body.includes("a un empechement"))).toHaveLength(1);
  expect(await lastAppointment(service, LOU)).toMatchObject({ id: asked.id, status: "cancelled", reason_code: "peer-withdrew" });
  // an old copy of the request's card shows it as it is
  expect(JSON.stringify((await claire.click("accept-request", data)).card)).toContain("vous ne venez pas");
});

test("in Teams: the menu leads to appointments, week, pause and help; nobody withdraws for somebody else", async () => {
  const service = await begin();
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  await claire.say("MENU");
  const sent = await service.teams.waitForActivity(({ activity }) => JSON.stringify(activity).includes("show-week"));
  const menu = JSON.stringify(sent.activity);
  for (const title of ["Mes rendez-vous", "Ma semaine", "Faire une pause", "Aide"]) expect(menu).toContain(title);
  const programmeId = await oneValue<string>(service, "select programme_id from programme");
  expect(JSON.stringify((await claire.click("show-menu", { programmeId, help: true })).card)).toMatch(/les demandes arrivent ici/);
  expect(JSON.stringify((await claire.click("show-week", { programmeId })).card)).toContain("Ma semaine");

  const booked = await bookWithTeams(service, claire);
  const stranger = await openPeerChat(service, DEMO_COORDINATOR_CODE);
  expect(JSON.stringify((await stranger.click("withdraw", { appointmentId: booked.id, programmeId })).card)).toContain("n'existe plus");
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "booked" });
});

test("by SMS the menu leads there too", async () => {
  const service = await begin();
  const { peer } = await bookBySms(service);
  expect((await service.text(peerPhone(peer), "MENU"))[0]).toMatch(/1 mes rendez-vous 2 ma semaine 3 Faire une pause 4 Aide/);
  expect((await service.text(peerPhone(peer), "1"))[0]).toContain("avec Lou (confirmé)");
  await service.text(peerPhone(peer), "MENU");
  expect((await service.text(peerPhone(peer), "4"))[0]).toContain("Passerelle: les demandes arrivent ici");
});

async function bookWithTeams(service: TestService, claire: PeerInTeams) {
  await askPeer(service, LOU);
  const { appointmentId, programmeId } = await claire.waitForRequest();
  await claire.click("accept-request", { appointmentId, programmeId });
  return lastAppointment(service, LOU);
}

/** The card of appointments that was sent to a chat, by its number. */
async function list(service: TestService, { conversationId }: PeerInTeams, index: number) {
  await service.drain();
  const cards = service.teams.activities.filter(
    (sent) =>
      sent.method === "POST" && sent.conversationId === conversationId && JSON.stringify(sent.activity).includes('"show-appointments"'),
  );
  return cards[index]?.activity;
}
