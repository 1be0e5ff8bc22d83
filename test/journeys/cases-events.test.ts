import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { atOnce, oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { startService } from "../support/service.ts";
import { messagesOf } from "../support/twiml.ts";

let play: TestPlayground;
beforeAll(async () => {
  play = await startPlayground();
  await play.chat.peer.say(DEMO_PEER_CODE);
  await play.chat.peer.waitFor(/relié/);
});
afterAll(() => play.stop());

const lou = "+33639980001";
const ana = "+33639980002";
const inLine = (texts: string[]) => texts.join(" ").replaceAll(/\s+/g, " ");

interface Asked extends Record<string, unknown> {
  id: string;
  peer: string;
  status: string;
  reason: string | null;
}
/** A patient's appointments, the newest last. */
const appointmentsOf = async (phone: string) =>
  rowsOf<Asked>(
    play,
    `select appointment_id as id, peer.display_name as peer, status, reason_code as reason from appointment join peer on peer.person_id = peer_id
     where patient_id = $1 order by appointment.created_at, lower(during)`,
    [await personOf(play, phone)],
  );
const countFor = (query: string, phone: string) =>
  personOf(play, phone).then((id) => oneValue<number>(play, `select count(*)::integer from ${query}`, [id]));

test("case 22: texts of one person that arrive at once are answered one after the other, each reading what the one before left", async () => {
  const kim = "+33639980301";
  await leadPatient(play, kim, "offers");
  const id = await personOf(play, kim);
  const state = () =>
    rowsOf<{ version: number; asked: number }>(play, "select version, question_number as asked from conversation where person_id = $1", [
      id,
    ]);
  const [first] = await state();
  // the peer, the way, the time: had two of them read the same question, one answer would be lost
  const said = inLine((await atOnce(3, () => play.hooks.deliver(play.hooks.sms(kim, "1")))).flatMap(({ body }) => messagesOf(body)));
  expect(said).toContain("Comment parler avec Claire");
  expect(said).toContain("Quand?");
  expect(said).toContain("prénom");
  expect(await state()).toEqual([{ version: (first?.version ?? 0) + 3, asked: (first?.asked ?? 0) + 3 }]);
  expect(await appointmentsOf(kim)).toEqual([expect.objectContaining({ peer: "Claire", status: "proposed" })]);
});

test("case 23: a button that is pressed twice at once does its work once, and shows how it stands", async () => {
  await leadPatient(play, lou, "asked", { offer: "Claire" });
  await play.drain();
  const [asked] = await appointmentsOf(lou);
  const press = await play.chat.peer.copy("accept-request", { appointmentId: asked?.id });
  for (const card of [...(await atOnce(2, press)), await press()]) expect(card).toContain("Rendez-vous confirmé");
  expect((await appointmentsOf(lou)).map(({ status }) => status)).toEqual(["booked"]);
  await play.phone(lou).waitFor(/Claire accepte/);
  await play.drain();
  expect((await play.phone(lou).received()).filter((text) => text.includes("Claire accepte"))).toHaveLength(1);
  expect(await countFor("reminder join appointment using (appointment_id) where patient_id = $1", lou)).toBe(4);
});

test("case 23: an invoke that Teams sends again has its first answer", async () => {
  // the local Teams chat sends nothing twice: this one can
  const service = await startService();
  try {
    const claire = await openPeerChat(service, DEMO_PEER_CODE);
    await leadPatient(service, lou, "asked");
    const { appointmentId, programmeId } = await claire.waitForRequest();
    const again = await atOnce(3, () => claire.click("decline-request", { appointmentId, programmeId }, "one-invoke"));
    expect(new Set(again.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(JSON.stringify(again[0])).toContain("merci d'avoir répondu");
    // another click is another event, and finds it settled
    const other = await claire.click("accept-request", { appointmentId, programmeId }, "another-invoke");
    expect(JSON.stringify(other.card)).toContain("merci d'avoir répondu");
    expect(await rowsOf(service, "select event_key from inbound_event where event_key like '%:one-invoke'")).toHaveLength(1);
    expect(
      await rowsOf(service, "select status, cardinality(refused_by) as refusals from appointment join request using (request_id)"),
    ).toEqual([{ status: "cancelled", refusals: 1 }]);
  } finally {
    await service.stop();
  }
});

test("case 24: who accepts after their time was up, and somebody else was asked, sees it and books nothing", async () => {
  await leadPatient(play, ana, "asked", { offer: "Claire", alias: "Ana" });
  await play.drain();
  const [first] = await appointmentsOf(ana);
  const accept = await play.chat.peer.copy("accept-request", { appointmentId: first?.id });
  await play.moveClock("2026-11-24T08:01:00");
  await play.phone(ana).waitFor(/n'est pas disponible/);
  for (const said of ["Inès", "1", "1"]) await play.text(ana, said);
  await play.drain();
  expect(await accept()).toContain("Le délai de réponse est passé. Une autre personne a été proposée.");
  expect(await appointmentsOf(ana)).toEqual([
    expect.objectContaining({ peer: "Claire", status: "cancelled", reason: "peer-silent" }),
    expect.objectContaining({ peer: "Inès", status: "pending" }),
  ]);
  await play.text(peerPhone("Inès"), "1");
  await play.phone(ana).waitFor(/Inès accepte/);
  expect((await appointmentsOf(ana)).map(({ peer, status }) => `${peer} ${status}`)).toEqual(["Claire cancelled", "Inès booked"]);
  expect((await play.phone(ana).received()).filter((text) => /Inès accepte\.|Claire accepte\./.test(text))).toHaveLength(1);
});

test("case 24: accepting at the instant at which the time is up ends in one state, and its card shows that", async () => {
  const phones = ["+33639980310", "+33639980311", "+33639980312"];
  for (const phone of phones) await leadPatient(play, phone, "asked", { offer: "Claire", alias: "Sam" });
  await play.drain();
  const asked: Asked[] = [];
  for (const phone of phones) asked.push(...(await appointmentsOf(phone)));
  const [due] = await rowsOf<{ at: Date }>(play, "select expires_at as at from appointment where appointment_id = $1", [asked[0]?.id]);
  const accept = await Promise.all(asked.map(({ id }) => play.chat.peer.copy("accept-request", { appointmentId: id })));
  await Promise.all([Promise.all(accept.map((press) => press())), play.owner.query("select move_clock($1)", [due?.at])]);
  await play.drain();
  for (const [index, phone] of phones.entries()) {
    const [end, ...more] = await appointmentsOf(phone);
    expect(more).toEqual([]);
    expect(["booked null", "cancelled peer-silent"]).toContain(`${end?.status} ${end?.reason}`);
    const shown = await accept[index]?.();
    expect(shown).toContain(end?.status === "booked" ? "Rendez-vous confirmé" : "Le délai de réponse est passé");
    const told = await play.phone(phone).received();
    expect(told.filter((text) => /Claire accepte\.|n'est pas disponible/.test(text))).toEqual([
      expect.stringContaining(end?.status === "booked" ? "Claire accepte" : "n'est pas disponible"),
    ]);
  }
});

test("case 30: a slot that somebody else takes while one answers is refused, and the nearest three are offered", async () => {
  const own = await startPlayground();
  try {
    const [bea, cleo] = ["+33639980320", "+33639980321"];
    await leadPatient(own, lou, "slot", { offer: "Claire" });
    await leadPatient(own, bea, "slot", { offer: "Claire" });
    expect((await own.text(lou, "2"))[0]).toMatch(/prénom/);
    expect(inLine(await own.text(bea, "2"))).toMatch(
      /plus libre.*Quand\? 1 mar\. 24 nov\. 15:30 2 mar\. 24 nov\. 16:00 3 mar\. 24 nov\. 18:00 Répondez 1, 2, 3 ou PLUS/,
    );
    // what else there is can still be seen
    expect(inLine(await own.text(bea, "PLUS"))).toMatch(/1 mar\. 24 nov\. 14:00 2 mar\. 24 nov\. 18:00 3 jeu/);
    expect((await own.text(bea, "2"))[0]).toMatch(/prénom/);
    await own.text(lou, "Lou");
    // a hold lives two hours: who answers later finds the slot let go, and taken by another
    await own.moveClock("2026-11-23T12:01:00");
    await leadPatient(own, cleo, "asked", { offer: "Claire", slot: "2", alias: "Cléo" });
    expect((await own.text(bea, "Béa"))[0]).toMatch(/prénom/);
    expect(inLine(await own.text(bea, "Béa"))).toMatch(
      /plus libre.*Quand\? 1 mar\. 24 nov\. 15:00 2 mar\. 24 nov\. 15:30 3 mar\. 24 nov\. 16:00/,
    );
    expect(inLine(await own.text(bea, "3"))).toMatch(/C'est noté: mar\. 24 nov\. 16:00/);
    const all = await rowsOf(own, "select status, reason_code as reason, count(*)::integer from appointment group by 1, 2 order by 1");
    expect(all).toEqual([
      { status: "cancelled", reason: "hold-ended", count: 1 },
      { status: "pending", reason: null, count: 3 },
    ]);
  } finally {
    await own.stop();
  }
});

test("case 20: a webhook that comes twice is answered word for word alike and has one effect, for 30 days", async () => {
  const zoe = "+33639980300";
  await leadPatient(play, zoe, "slot", { offer: "Sonia" });
  const choice = play.hooks.sms(zoe, "1");
  const before = await countFor("delivery where person_id = $1", zoe);
  const answers = await atOnce(8, () => play.hooks.deliver(choice));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(answers[0]?.body).toContain("prénom");
  // and the same again when the conversation has gone on
  await play.text(zoe, "Zoé");
  expect(await play.hooks.deliver(choice)).toEqual(answers[0]);
  await play.moveClock("2026-12-22T09:00:00");
  await play.owner.query("select forget_old_events()");
  expect(await play.hooks.deliver(choice)).toEqual(answers[0]);
  expect(await countFor("appointment where patient_id = $1", zoe)).toBe(1);
  expect(await countFor("delivery where person_id = $1 and class = 'reply'", zoe)).toBe(before + 2);
  await play.moveClock("2026-12-28T11:00:00");
  await play.owner.query("select forget_old_events()");
  expect(await oneValue(play, "select count(*)::integer from inbound_event where event_key = $1", [choice.MessageSid])).toBe(0);
});
