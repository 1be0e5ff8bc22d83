import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { inProgramme } from "../../domain/db.ts";
import { claimDelivery } from "../../domain/deliveries/claim.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { optOut } from "../../domain/people/opt-out.ts";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, oneValue, openAppPool, personOf, rowsOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
});
beforeEach(async () => {
  phone = `+3363998${String(++count).padStart(4, "0")}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const optOuts = () =>
  rowsOf(service, "select topic, source from opt_out where address_key = $1", [addressKey(service.config.keys.addressKey, phone)]);
const question = async () => oneValue(service, "select question from conversation where person_id = $1", [await personOf(service, phone)]);

test("STOP ends the dialog and skips all that waits, with one confirmation and then silence", async () => {
  await leadPatient(service, phone, "modality");
  service.provider.answerNext({ status: 429 });
  const putOff = await writeTo(service, pool, phone, { class: "notice", body: "remis" });
  await service.drain();
  expect(await deliveryOf(service, putOff)).toMatchObject({ state: "queued" });

  const said = await service.text(phone, "Stop");
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/plus de messages.*REPRENDRE/);
  expect(await question()).toBeNull();
  expect(await deliveryOf(service, putOff)).toMatchObject({ state: "skipped", reason: "opted-out" });
  expect(await optOuts()).toEqual([{ topic: "all", source: "person" }]);

  // a second STOP is not confirmed again
  expect(await service.text(phone, "STOP")).toEqual([]);
  for (const kind of ["notice", "request", "appointment", "urgent"] as const) {
    const id = await writeTo(service, pool, phone, { class: kind, body: kind });
    await service.drain();
    expect(await deliveryOf(service, id), kind).toMatchObject({ state: "skipped", reason: "opted-out", attempt: 0 });
  }
  await service.moveClock("2026-11-23T12:30:00+01:00");
  expect(service.provider.sentTo(phone)).toEqual([]);

  // who writes is answered all the same
  expect((await service.text(phone, "AIDE"))[0]).toContain("Passerelle");
  expect((await service.text(phone, "je veux mourir")).join(" ")).toContain("3114");
});

test("the whole family of words stops, in any case and with accents, and only as a whole message", async () => {
  for (const word of [
    "STOPALL",
    "unsubscribe",
    "OPTOUT",
    "Revoke",
    "ARRET",
    "Arrêt.",
    "DESABONNER",
    "désabonner",
    "STOP SMS",
    " stop ! ",
  ]) {
    phone = `+3363998${String(++count).padStart(4, "0")}`;
    expect((await service.text(phone, word))[0], word).toContain("REPRENDRE");
    expect(await optOuts(), word).toEqual([{ topic: "all", source: "person" }]);
  }
  for (const words of ["Stop, je ne veux plus souffrir", "je veux arrêter de fumer", "CANCEL", "END", "QUIT", "annuler"]) {
    phone = `+3363998${String(++count).padStart(4, "0")}`;
    await service.text(phone, words);
    expect(await optOuts(), words).toEqual([]);
  }
});

test("REPRENDRE lets messages come again, and says so also when none were stopped", async () => {
  await leadPatient(service, phone, "age");
  expect((await service.text(phone, "REPRENDRE"))[0]).toContain("déjà");
  await service.text(phone, "STOP");
  expect((await service.text(phone, "reprendre"))[0]).toContain("Bon retour");
  expect(await optOuts()).toEqual([]);
  const id = await writeTo(service, pool, phone, { body: "de nouveau" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent" });
  // and a later STOP is confirmed again
  expect(await service.text(phone, "STOP")).toHaveLength(1);
});

test("an opt-out that the provider has answered itself gets no second confirmation, nor does its START", async () => {
  await leadPatient(service, phone, "age");
  expect(await service.text(phone, "Stop", { OptOutType: "STOP" })).toEqual([]);
  expect(await optOuts()).toEqual([{ topic: "all", source: "carrier" }]);
  expect(await question()).toBeNull();
  expect(await service.text(phone, "START", { OptOutType: "START" })).toEqual([]);
  expect(await optOuts()).toEqual([]);
});

test("who stops with an appointment ahead is left to a coordinator, and the appointment stands", async () => {
  await leadPatient(service, phone, "asked");
  await service.text(phone, "STOP");
  const personId = await personOf(service, phone);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([
    { kind: "opted-out-with-booking" },
  ]);
  expect(await oneValue(service, "select status from appointment where patient_id = $1", [personId])).toBe("pending");
});

test("STOP before any consent leaves nothing but the keyed hash", async () => {
  await service.text(phone, "je cherche quelqu'un pour mon endométriose");
  expect(await service.text(phone, "STOP")).toHaveLength(1);
  expect(await rowsOf(service, "select sealed from channel_address where person_id = $1", [await personOf(service, phone)])).toEqual([
    { sealed: null },
  ]);
  expect(await optOuts()).toHaveLength(1);
});

test("an opt-out is kept by address: it outlives the person's row", async () => {
  await leadPatient(service, phone, "age");
  await service.text(phone, "STOP");
  await service.owner.query("delete from person where person_id = $1", [await personOf(service, phone)]);
  expect(await optOuts()).toHaveLength(1);
});

test("nothing is committed for sending after STOP was committed, twenty times at the same instant", async () => {
  const won = { claims: 0, stops: 0 };
  // claims without a worker's queue, as a second worker or a late job would make them
  for (let round = 0; round < 20; round++) {
    phone = `+3363998${String(++count).padStart(4, "0")}`;
    await service.text(phone, "bonjour");
    const personId = await personOf(service, phone);
    const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
    const addressId = await oneValue<string>(service, "select address_id from channel_address where person_id = $1", [personId]);
    const { rows } = await service.owner.query<{ id: string }>(
      "insert into delivery (programme_id, person_id, class, body, state, segments) select $1, $2, 'appointment', 'course', 'queued', 1 from generate_series(1, 4) returning delivery_id as id",
      [programmeId, personId],
    );
    const states = () =>
      rowsOf<{ id: string; state: string }>(
        service,
        "select delivery_id as id, state from delivery where person_id = $1 and body = 'course' order by 1",
        [personId],
      );
    const stop = () =>
      runTurn(pool, `stop ${round}`, { kind: "job", programmeId, personId }, async ({ db }) => {
        await optOut(db, personId, addressId, "person");
        return { say: [], question: null };
      });
    const claim = () => rows.map(({ id }) => inProgramme(pool, programmeId, (db) => claimDelivery(db, id)));
    const [stopped, claims] = round % 2 ? [stop(), claim()] : ((list) => [stop(), list] as const)(claim());
    await stopped;
    const atStop = await states();
    const made = await Promise.all(claims);
    // what was not claimed when STOP was committed never is
    expect(await states()).toEqual(atStop);
    expect(atStop.every(({ state }) => state === "sending" || state === "skipped")).toBe(true);
    expect(made.filter(({ kind }) => kind === "send")).toHaveLength(atStop.filter(({ state }) => state === "sending").length);
    won.claims += made.filter(({ kind }) => kind === "send").length;
    won.stops += made.filter(({ kind }) => kind === "nothing").length;
  }
  // a race that always ends the same way would prove nothing
  expect(won.claims * won.stops).toBeGreaterThan(0);
});

test("an attempt in flight when STOP comes is not tried again", async () => {
  await leadPatient(service, phone, "age");
  service.provider.answerNext("cut");
  const id = await writeTo(service, pool, phone, { body: "en vol" });
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sending", attempt: 1 });
  await service.text(phone, "STOP");
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + 30 * 60_000).toISOString());
  expect(await deliveryOf(service, id)).toMatchObject({ attempt: 1, reason: "opted-out" });
  expect(service.provider.sentTo(phone)).toEqual([]);
});
