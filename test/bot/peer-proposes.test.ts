import { afterAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { appointmentsOf, askPeer, lastAppointment } from "../support/asked.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const started: TestService[] = [];
afterAll(async () => {
  for (const service of started) await service.stop();
});

const LOU = "+33639970001";

async function begin() {
  const service = await startService();
  started.push(service);
  return service;
}

/** Lou has asked a peer who has no Teams, and that peer proposes their first other time. */
async function proposeBySms(service: TestService, over: Parameters<typeof askPeer>[2] = {}) {
  const asked = await askPeer(service, LOU, over);
  await service.drain();
  const phone = peerPhone(asked.peer);
  expect(service.provider.sentTo(phone).at(-1)).toMatch(/1 J'accepte 2 Je décline 3 Proposer un autre moment/);
  const [times = ""] = await service.text(phone, "3");
  expect(times).toMatch(/Quand etes-vous libre\? 1 .* 2 .* 3 .* 4 Retour Répondez 1, 2, 3, 4 ou PLUS/);
  const time = / 1 (\S+ \d+ \S+ \d\d:\d\d) /.exec(times)?.[1] ?? "?";
  expect((await service.text(phone, "1"))[0]).toContain(`Vous avez proposé ${time}. Réponse au plus tard`);
  await service.drain();
  return { asked, phone, time };
}

test("by SMS: the peer proposes, the patient says yes, both know, reminders stand", async () => {
  const service = await begin();
  const { asked, phone, time } = await proposeBySms(service);
  expect(service.provider.sentTo(LOU).at(-1)).toBe(
    `${asked.peer} n'est pas libre à ce moment et propose plutot ${time}: 1 oui 2 un autre moment 3 une autre personne Répondez 1, 2 ou 3`,
  );
  expect((await service.text(LOU, "oui"))[0]).toMatch(new RegExp(`^C'est confirmé: ${time} avec ${asked.peer}, au téléphone.*Réf\\.`));
  expect(await lastAppointment(service, LOU)).toMatchObject({
    status: "booked",
    offered_by: "peer",
    request_state: "matched",
    refusals: 0,
  });
  await service.drain();
  expect(service.provider.sentTo(phone).at(-1)).toContain(`La personne a dit oui à votre proposition. C'est confirmé: ${time}`);
  expect(await oneValue<number>(service, "select count(*)::integer from reminder")).toBeGreaterThan(2);
  // the answer comes again, late: nothing is done twice
  expect((await service.text(LOU, "1")).join(" ")).not.toMatch(/confirmé/);
});

test("the patient wants another time: that peer's own, without the one that does not suit them", async () => {
  const service = await begin();
  const { asked, time } = await proposeBySms(service);
  const [slots = ""] = await service.text(LOU, "2");
  expect(slots).toMatch(/^Quand\? 1 /);
  // what was proposed is free again, what was asked at first is not
  expect(slots).toContain(time);
  expect(slots).not.toContain("mar. 24 nov. 14:00");
  await service.text(LOU, "2");
  await service.drain();
  expect((await appointmentsOf(service, LOU)).filter(({ status }) => status === "pending")).toMatchObject([
    { peer_id: asked.peer_id, refusals: 0 },
  ]);
  expect(service.provider.sentTo(peerPhone(asked.peer)).join(" | ")).toMatch(new RegExp(`${time} n'a pas été retenue`));
});

test("the patient wants somebody else: the others are offered, and that peer has refused nothing", async () => {
  const service = await begin();
  const { asked } = await proposeBySms(service);
  const [offers = ""] = await service.text(LOU, "3");
  expect(offers).toMatch(/1 \S+/);
  expect(offers).not.toContain(asked.peer);
  expect(await lastAppointment(service, LOU)).toMatchObject({
    status: "cancelled",
    reason_code: "hold-ended",
    request_state: "open",
    refusals: 0,
  });
});

test("no answer in time: the time is let go, the peer is told, and the patient's next message is free", async () => {
  const service = await begin();
  // Thursday: there is a day to answer
  const { phone, time } = await proposeBySms(service, { slot: "3" });
  const { expires_at: due } = await lastAppointment(service, LOU);
  await service.moveClock(new Date((due?.getTime() ?? 0) - 1000).toISOString());
  expect(await lastAppointment(service, LOU)).toMatchObject({ status: "proposed" });
  await service.moveClock(due?.toISOString() ?? "");
  expect(await lastAppointment(service, LOU)).toMatchObject({
    status: "cancelled",
    reason_code: "hold-ended",
    request_state: "open",
    refusals: 0,
  });
  await service.moveClock("2026-11-24T10:00:00+01:00");
  expect((await service.text(LOU, "1"))[0]).toContain("Je n'attends pas de réponse");
  expect(service.provider.sentTo(phone).at(-1)).toContain(`Votre proposition ${time} n'a pas été retenue`);
  expect((await service.text(LOU, "mon endométriose"))[0]).toMatch(/vous parler: 1 /);
});

test("yes after hours, before it is let go, books it: nobody has to answer twice", async () => {
  const service = await begin();
  await proposeBySms(service, { slot: "3" });
  await service.moveClock("2026-11-23T14:00:00+01:00");
  expect((await service.text(LOU, "1"))[0]).toMatch(/C'est confirmé/);
});

test("a patient in the middle of something else keeps that question, and answers the proposal by its letter", async () => {
  const service = await begin();
  const asked = await askPeer(service, LOU);
  await service.drain();
  const phone = peerPhone(asked.peer);
  await service.text(phone, "3");
  await service.text(LOU, "MENU");
  await service.text(phone, "1");
  await service.drain();
  const question = service.provider.sentTo(LOU).at(-1) ?? "";
  const [, letter] = / ([A-H])1 oui \w2 un autre moment \w3 une autre personne/.exec(question) ?? [];
  expect(letter).toBeDefined();
  expect((await service.text(LOU, `${letter}1`))[0]).toMatch(/C'est confirmé/);
});

test("in Teams: the card shows the times, what was proposed and what came of it; late and second clicks show the same", async () => {
  const service = await begin();
  const { teams } = service;
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  const asked = await askPeer(service, LOU);
  expect(asked.peer).toBe("Claire");
  const request = await claire.waitForRequest();
  const data = { appointmentId: request.appointmentId, programmeId: request.programmeId };

  const chooser = await claire.click("show-slots", data);
  const choices = slotsOn(chooser.card);
  expect(choices.length).toBeGreaterThan(3);
  expect(choices.length).toBeLessThanOrEqual(8);
  expect(verbsOn(chooser.card)).toEqual(["propose-time", "show-request"]);
  expect(verbsOn((await claire.click("show-request", data)).card)).toContain("accept-request");
  // nothing chosen: asked again; a time that is none of theirs: taken
  expect(JSON.stringify((await claire.click("propose-time", data)).card)).toContain("Choisissez d'abord un moment");
  expect(JSON.stringify((await claire.click("propose-time", { ...data, startsAt: "2026-12-06T03:00:00+01:00" })).card)).toContain(
    "plus libre",
  );

  const startsAt = choices[3]?.value;
  const proposed = await claire.click("propose-time", { ...data, startsAt });
  expect(JSON.stringify(proposed.card)).toContain(`Vous avez proposé ${choices[3]?.title}`);
  await service.drain();
  const redrawn = await teams.waitForActivity(
    ({ method, activity }) => method === "PUT" && JSON.stringify(activity).includes("Vous avez proposé"),
  );
  expect(redrawn.conversationId).toBe(claire.conversationId);
  // a second click, on the old copy, proposes nothing more
  expect(JSON.stringify((await claire.click("propose-time", { ...data, startsAt: choices[1]?.value })).card)).toContain(
    "Vous avez proposé",
  );
  expect(JSON.stringify((await claire.click("accept-request", data)).card)).toContain("Vous avez proposé");
  expect((await appointmentsOf(service, LOU)).map(({ status }) => status).sort()).toEqual(["cancelled", "proposed"]);

  expect((await service.text(LOU, "1"))[0]).toMatch(/C'est confirmé/);
  await service.drain();
  await teams.waitForActivity(({ activity }) => String(activity.text).includes("La personne a dit oui"));
  await teams.waitForActivity(({ method, activity }) => method === "PUT" && JSON.stringify(activity).includes("Rendez-vous confirmé"));
  expect(JSON.stringify((await claire.click("show-slots", data)).card)).toContain("Rendez-vous confirmé");
});

test("in Teams: a proposal that was not taken up is seen on the card", async () => {
  const service = await begin();
  const claire = await openPeerChat(service, DEMO_PEER_CODE);
  await askPeer(service, LOU);
  const { appointmentId, programmeId } = await claire.waitForRequest();
  const [slot] = slotsOn((await claire.click("show-slots", { appointmentId, programmeId })).card);
  await claire.click("propose-time", { appointmentId, programmeId, startsAt: slot?.value });
  await service.drain();
  await service.text(LOU, "3");
  await service.drain();
  await service.teams.waitForActivity(
    ({ method, activity }) => method === "PUT" && JSON.stringify(activity).includes("n'a pas été retenu"),
  );
});

test("on a shared phone nobody is named", async () => {
  const service = await begin();
  const asked = await askPeer(service, LOU);
  await service.owner.query("update patient set shared_phone = true");
  await service.drain();
  await service.text(peerPhone(asked.peer), "3");
  await service.text(peerPhone(asked.peer), "1");
  await service.drain();
  const said = service.provider.sentTo(LOU).at(-1) ?? "";
  expect(said).toMatch(/^La personne n'est pas libre à ce moment et propose plutot/);
  expect(said).not.toContain(asked.peer);
});

type Json = Record<string, unknown>;
const verbsOn = (card: Json) => ((card.actions ?? []) as Json[]).map(({ verb }) => verb);
const slotsOn = (card: Json) =>
  ((card.body as Json[]).find(({ id }) => id === "startsAt")?.choices ?? []) as { title: string; value: string }[];
