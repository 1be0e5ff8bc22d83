import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE } from "../../bot/demo-codes.ts";
import { inProgramme } from "../../domain/db.ts";
import { addSender } from "../../domain/programmes/sender.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { deliveryOf, oneValue, openAppPool, peerPhone, personOf, rowsOf, writeTo } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service, 5);
});
/** Each test has somebody of its own, who agreed to be written to. */
beforeEach(async () => {
  phone = `+3363998${String(++count).padStart(4, "0")}`;
  await leadPatient(service, phone, "age");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const now = async () => DateTime.fromJSDate(await oneValue<Date>(service, "select service_now()"));
const move = async (minutes: number, seconds = 0) => service.moveClock((await now()).plus({ minutes, seconds }).toISO() ?? "");
const refuse = (times: number) => service.provider.answerNext(...Array<{ status: number }>(times).fill({ status: 429 }));
const write = (message: Parameters<typeof writeTo>[3]) => writeTo(service, pool, phone, message);

test("a message that the provider puts off is tried at once and after 1, 5, 15 and 60 minutes, and never a sixth time", async () => {
  refuse(6);
  const id = await write({ body: "cinq fois" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "queued", attempt: 1 });
  for (const [index, minutes] of [1, 5, 15, 60].entries()) {
    const { attempted_at: last } = await deliveryOf(service, id);
    // not a second early, and with a fifth more at most, so that many do not come back together
    await service.moveClock(
      DateTime.fromJSDate(last ?? new Date(0))
        .plus({ minutes, seconds: -1 })
        .toISO() ?? "",
    );
    expect(await deliveryOf(service, id), `${minutes} min`).toMatchObject({ attempt: index + 1 });
    await service.moveClock(
      DateTime.fromJSDate(last ?? new Date(0))
        .plus({ minutes: minutes * 1.2, seconds: 1 })
        .toISO() ?? "",
    );
    expect(await deliveryOf(service, id), `${minutes} min`).toMatchObject({ attempt: index + 2 });
  }
  expect(await deliveryOf(service, id)).toMatchObject({ state: "failed", reason: "attempts-exhausted", attempt: 5 });
  await move(24 * 60);
  expect(await deliveryOf(service, id)).toMatchObject({ attempt: 5 });
  expect(service.provider.sentTo(phone)).toEqual([]);
  // the answer that was ready for a sixth is still there: it was never asked for
  expect((await fetchNext()).attempt).toBe(1);
});

/** Takes what is left of the provider's prepared answers. */
async function fetchNext() {
  const id = await write({ body: "reste" });
  await service.drain();
  const left = await deliveryOf(service, id);
  await move(2);
  return left;
}

test("nothing is sent after its time has passed, however many attempts are left", async () => {
  refuse(2);
  const id = await write({ body: "trop tard", expiresAt: (await now()).plus({ minutes: 4 }) });
  await service.drain();
  await move(2);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "queued", attempt: 2 });
  await move(30);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "skipped", reason: "expired", attempt: 2 });
  expect(service.provider.sentTo(phone)).toEqual([]);
});

test("a message that the provider puts off leaves once it may, exactly once", async () => {
  refuse(1);
  const id = await write({ body: "un peu plus tard" });
  await service.drain();
  await move(2);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 2 });
  expect(service.provider.sentTo(phone)).toEqual(["un peu plus tard"]);
});

test("what was taken by a provider that then fell silent is found there, and not sent again", async () => {
  service.provider.answerNext("accept-then-silent");
  const id = await write({ body: "bien parti" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sending", attempt: 1 });
  await move(120);
  const sent = service.provider.messages.filter(({ to }) => to === phone);
  expect(sent.map(({ body }) => body)).toEqual(["bien parti"]);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 1, provider_id: sent[0]?.sid });
});

test("a connection that was cut before the provider took it is looked up, not found, and sent once", async () => {
  service.provider.answerNext("cut");
  const id = await write({ body: "coupure" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sending", attempt: 1 });
  await move(120);
  expect(service.provider.sentTo(phone)).toEqual(["coupure"]);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 2 });
});

test("a failure of the provider's server is taken for perhaps sent", async () => {
  service.provider.answerNext({ status: 500 });
  const id = await write({ body: "sans doute" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sending", attempt: 1 });
  await move(120);
  expect(service.provider.sentTo(phone)).toEqual(["sans doute"]);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 2 });
});

test("the same words written twice are sent twice, also when the first attempt's end is not known", async () => {
  const first = await write({ body: "encore le texte" });
  await service.drain();
  service.provider.answerNext("accept-then-silent");
  const second = await write({ body: "encore le texte" });
  await service.drain();
  await move(120);
  expect(service.provider.sentTo(phone)).toEqual(["encore le texte", "encore le texte"]);
  const [a, b] = [await deliveryOf(service, first), await deliveryOf(service, second)];
  expect([a.state, b.state]).toEqual(["sent", "sent"]);
  expect(a.provider_id).not.toBe(b.provider_id);
});

test("what is written to one person first arrives first, though the first one is put off", async () => {
  const ids = [];
  for (const body of ["un", "deux", "trois"]) ids.push(await write({ body }));
  await service.drain();
  expect(service.provider.sentTo(phone)).toEqual(["un", "deux", "trois"]);
  for (const id of ids) expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 1 });
});

test("a carrier's opt-out (21610) becomes one of ours, and is not tried again", async () => {
  service.provider.answerNext({ status: 400, code: 21610 });
  const id = await write({ body: "refusé" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "failed", reason: "21610", attempt: 1 });
  const opted = await rowsOf(
    service,
    "select o.source, o.topic from opt_out o join channel_address a using (address_key) where a.person_id = $1",
    [await personOf(service, phone)],
  );
  expect(opted).toEqual([{ source: "carrier", topic: "all" }]);
  const next = await write({ body: "plus rien" });
  await move(120);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "failed", attempt: 1 });
  expect(await deliveryOf(service, next)).toMatchObject({ state: "skipped", reason: "opted-out", attempt: 0 });
  expect(service.provider.sentTo(phone)).toEqual([]);
});

test("a report on another message's id, or under another programme, changes nothing", async () => {
  const id = await write({ body: "le mien" });
  await service.drain();
  const message = service.provider.messages.find(({ body }) => body === "le mien");
  if (!message) throw new Error("It was not sent.");
  await service.provider.report({ ...message, sid: `SM${"0".repeat(32)}` }, "undelivered", 30005);
  const astray = message.statusCallback?.replace(/p=[0-9a-f-]+/, "p=00000000-0000-4000-8000-000000000000");
  await service.provider.report({ ...message, statusCallback: astray }, "undelivered", 30005);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", reason: null });
});

test("a report on the answer of a webhook reaches its delivery too", async () => {
  const { body } = await service.post("/twilio/sms", {
    MessageSid: `SM${String(count).padStart(32, "a")}`,
    AccountSid: service.provider.accountSid,
    From: phone,
    To: DEMO_NUMBER,
    Body: "INFO",
    NumMedia: "0",
  });
  const statusCallback = /statusCallback="([^"]*)"/.exec(body)?.[1]?.replaceAll("&amp;", "&") ?? "";
  await service.provider.report(
    { sid: `SM${"b".repeat(32)}`, from: DEMO_NUMBER, to: phone, body: "", direction: "outbound-api", at: new Date(), statusCallback },
    "undelivered",
    30005,
  );
  expect(await oneValue(service, "select state from channel_address where person_id = $1", [await personOf(service, phone)])).toBe(
    "unreachable",
  );
});

test("a person without a live address is left to a coordinator, once", async () => {
  const personId = await personOf(service, phone);
  await service.owner.query("update channel_address set state = 'down' where person_id = $1", [personId]);
  for (const body of ["a", "b"]) {
    const id = await writeTo(service, pool, phone, { body });
    await service.drain();
    expect(await deliveryOf(service, id)).toMatchObject({ state: "skipped", reason: "no-address", attempt: 0 });
  }
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([{ kind: "unreachable" }]);
});

test("what Teams refuses for good goes to the person's phone", async () => {
  const chat = await openPeerChat(service, DEMO_COORDINATOR_CODE);
  expect(chat.conversationId).toBeTruthy();
  const coordinator = await oneValue<string>(service, "select person_id from coordinator");
  await service.owner.query(
    "insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank) select programme_id, $1, 'sms', 'key of the phone', (select sealed from channel_address where person_id = $2 and kind = 'sms'), 20 from coordinator",
    [coordinator, await personOf(service, peerPhone("Marc"))],
  );
  service.teams.answerNext({ status: 403 });
  const programmeId = await oneValue<string>(service, "select programme_id from coordinator");
  await inProgramme(pool, programmeId, (db) =>
    db.query(
      "with made as (insert into delivery (programme_id, person_id, class, body, state, segments) values (current_programme(), $1, 'urgent', 'par SMS alors', 'queued', 1) returning delivery_id) select enqueue('send-delivery', delivery_id) from made",
      [coordinator],
    ),
  );
  await service.drain();
  await move(5);
  expect(service.provider.sentTo(peerPhone("Marc"))).toContain("par SMS alors");
});

test("a one-way sender writes to nobody while there is one that can be answered", async () => {
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  await inProgramme(pool, programmeId, (db) => addSender(db, "Passerelle", { smsOut: true, smsIn: false, voice: false, callerId: false }));
  // older than every other, and the peer has never written: nothing but its capabilities speaks against it
  await service.owner.query("update sender set created_at = '2020-01-01' where address = 'Passerelle'");
  await writeTo(service, pool, peerPhone("Paul"), { body: "de qui?" });
  await service.drain();
  expect(service.provider.messages.find(({ body }) => body === "de qui?")?.from).toBe(DEMO_NUMBER);
});

test("the number that a person wrote to is the one that answers", async () => {
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  await inProgramme(pool, programmeId, (db) => addSender(db, "+33199000009", { smsOut: true, smsIn: true, voice: false, callerId: false }));
  await service.text(phone, "INFO", { To: "+33199000009" });
  await write({ body: "de ce numéro" });
  await service.drain();
  expect(service.provider.messages.find(({ body }) => body === "de ce numéro")?.from).toBe("+33199000009");
});

test("a job that runs twice sends once", async () => {
  const id = await write({ body: "une fois" });
  await service.drain();
  const programmeId = await oneValue<string>(service, "select programme_id from delivery where delivery_id = $1", [id]);
  for (let again = 0; again < 3; again++)
    await inProgramme(pool, programmeId, (db) => db.query("select enqueue('send-delivery', $1)", [id]));
  await service.drain();
  expect(service.provider.sentTo(phone)).toEqual(["une fois"]);
});
