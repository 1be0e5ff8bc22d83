import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptRequest, expireRequest } from "../../../domain/booking/answer-request.ts";
import { holdSlot } from "../../../domain/booking/hold-slot.ts";
import { endProposal, proposeTime } from "../../../domain/booking/propose-time.ts";
import { type Db, inProgramme } from "../../../domain/db.ts";
import { nextFreeSlots } from "../../../domain/peers/free-time.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";
import { type AskedRow, appointmentsOf, askPeer, jobsFor, lastAppointment } from "../../support/asked.ts";
import { oneValue, openAppPool } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let count = 0;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 20);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const { booking } = programmeSettings.parse({});
const newPhone = () => `+3363997${String(++count).padStart(4, "0")}`;
const inTurn = <Result>({ programme_id }: AskedRow, work: (db: Db) => Promise<Result>) => inProgramme(pool, programme_id, work);
/** A Thursday later than any slot that these tests ask for, another one each. */
const anotherTime = (hour = 10) => {
  const startsAt = DateTime.fromISO("2026-12-03T00:00", { zone: "Europe/Paris" }).plus({ weeks: ++count, hours: hour });
  return { startsAt, talkMinutes: 45, bufferMinutes: 15, expiresAt: DateTime.fromISO("2026-11-24T10:00+01:00") };
};
const propose = (asked: AskedRow, time = anotherTime()) => inTurn(asked, (db) => proposeTime(db, asked.peer_id, asked.id, time));

test("holds the peer's own time for the same patient, asks them, and counts no refusal", async () => {
  const phone = newPhone();
  const asked = await askPeer(service, phone);
  const time = anotherTime();
  const proposed = await propose(asked, time);
  expect(proposed).toMatchObject({ status: "proposed", offeredBy: "peer", requestId: asked.request_id, modality: "phone", talkNumber: 1 });
  expect(proposed === "taken" || +(proposed?.startsAt ?? 0) === +time.startsAt).toBe(true);
  const rows = await appointmentsOf(service, phone);
  expect(rows.find(({ id }) => id === asked.id)).toMatchObject({
    status: "cancelled",
    reason_code: "peer-proposed-other",
    request_state: "open",
    refusals: 0,
  });
  const made = rows.find(({ id }) => id !== asked.id);
  expect(made).toMatchObject({ status: "proposed", expires_at: time.expiresAt.toJSDate() });
  expect(await jobsFor(service, made?.id ?? "")).toEqual(["expire-proposal", "tell-proposed"]);
  expect(await jobsFor(service, asked.id)).not.toContain("expire-request");
});

test("leaves the request as it was when that time has been taken meanwhile", async () => {
  const [first, second] = [await askPeer(service, newPhone()), await askPeer(service, newPhone())];
  const time = anotherTime();
  expect(second.peer_id).toBe(first.peer_id);
  expect(await propose(first, time)).toMatchObject({ status: "proposed" });
  expect(await propose(second, { ...time, startsAt: time.startsAt.plus({ minutes: 30 }) })).toBe("taken");
  const [still] = await inTurn(
    second,
    async (db) => (await db.query("select * from appointment where appointment_id = $1", [second.id])).rows,
  );
  expect(still).toMatchObject({ status: "pending", version: second.version, expires_at: second.expires_at, reason_code: null });
  expect(await jobsFor(service, second.id)).toEqual(expect.arrayContaining(["ask-peer", "expire-request"]));
});

test("the time at which the peer can't is not offered again", async () => {
  const asked = await askPeer(service, newPhone());
  const page = { offset: 0, limit: 200 };
  const who = { peerId: asked.peer_id, patientId: asked.patient_id, zone: "Europe/Paris" };
  const offered = async () => {
    const slots = await inTurn(asked, (db) => nextFreeSlots(db, who, booking, DateTime.fromISO("2026-11-23T10:00+01:00"), page));
    return slots.map((slot) => slot.toMillis());
  };
  await propose(asked);
  expect(await offered()).not.toContain(asked.starts_at.getTime());
  await service.owner.query("update appointment set reason_code = 'patient' where appointment_id = $1", [asked.id]);
  expect(await offered()).toContain(asked.starts_at.getTime());
});

test("lets one of two patients have the time that is proposed to one while the other takes it", async () => {
  for (let round = 0; round < 6; round++) {
    const [asked, other] = [await askPeer(service, newPhone()), await askPeer(service, newPhone())];
    const time = anotherTime();
    const held = { requestId: other.request_id, patientId: other.patient_id, peerId: asked.peer_id, modality: "phone" as const, ...time };
    const [proposed, hold] = await Promise.all([propose(asked, time), inTurn(other, (db) => holdSlot(db, held))]);
    expect([proposed, hold].filter((outcome) => outcome === "taken")).toHaveLength(1);
    const live = await oneValue<number>(
      service,
      "select count(*)::integer from appointment where peer_id = $1 and status = 'proposed' and lower(during) = $2",
      [asked.peer_id, time.startsAt.toJSDate()],
    );
    expect(live).toBe(1);
    if (proposed === "taken")
      expect(await oneValue(service, "select status from appointment where appointment_id = $1", [asked.id])).toBe("pending");
  }
});

test("ends a request once when it is answered with another time as it expires", async () => {
  for (let round = 0; round < 6; round++) {
    const phone = newPhone();
    const asked = await askPeer(service, phone);
    await Promise.all([propose(asked), inTurn(asked, (db) => expireRequest(db, asked.id))]);
    const rows = await appointmentsOf(service, phone);
    const reason = rows.find(({ id }) => id === asked.id)?.reason_code;
    expect(rows.filter(({ status }) => status === "proposed")).toHaveLength(reason === "peer-proposed-other" ? 1 : 0);
    expect(rows[0]?.refusals).toBe(reason === "peer-silent" ? 1 : 0);
    expect(["peer-proposed-other", "peer-silent"]).toContain(reason);
  }
});

test("books what the patient agrees to, with its reminders, once", async () => {
  const phone = newPhone();
  const asked = await askPeer(service, phone);
  const proposed = await propose(asked);
  if (!proposed || proposed === "taken") throw new Error("not proposed");
  const agree = () => inTurn(asked, (db) => acceptRequest(db, asked.patient_id, proposed.id));
  await Promise.all([agree(), agree()]);
  expect(await lastAppointment(service, phone)).toMatchObject({ id: proposed.id, status: "booked", version: 2, request_state: "matched" });
  expect(await oneValue(service, "select matched_at is not null from request where request_id = $1", [asked.request_id])).toBe(true);
  expect(await oneValue(service, "select last_matched_at is not null from peer where person_id = $1", [asked.peer_id])).toBe(true);
  expect(
    await oneValue<number>(service, "select count(*)::integer from reminder where appointment_id = $1", [proposed.id]),
  ).toBeGreaterThan(2);
  expect((await jobsFor(service, proposed.id)).filter((name) => /expire|tell-proposal-accepted|tell-accepted/.test(name))).toEqual([
    "tell-proposal-accepted",
  ]);
});

test("is not for the peer to accept, nor for another patient; and what a patient only holds is nothing to agree to", async () => {
  const asked = await askPeer(service, newPhone());
  const other = await askPeer(service, newPhone());
  const proposed = await propose(asked);
  if (!proposed || proposed === "taken") throw new Error("not proposed");
  for (const person of [asked.peer_id, other.patient_id]) await inTurn(asked, (db) => acceptRequest(db, person, proposed.id));
  const hold = {
    requestId: other.request_id,
    patientId: other.patient_id,
    peerId: other.peer_id,
    modality: "phone" as const,
    ...anotherTime(),
  };
  const held = await inTurn(other, (db) => holdSlot(db, hold));
  if (held === "taken") throw new Error("not held");
  await inTurn(other, (db) => acceptRequest(db, other.patient_id, held.id));
  for (const id of [proposed.id, held.id])
    expect(await oneValue(service, "select status from appointment where appointment_id = $1", [id])).toBe("proposed");
});

test("either books or lets go a time that is agreed to as it expires", async () => {
  for (let round = 0; round < 6; round++) {
    const phone = newPhone();
    const asked = await askPeer(service, phone);
    const proposed = await propose(asked);
    if (!proposed || proposed === "taken") throw new Error("not proposed");
    const [booked, ended] = await Promise.all([
      inTurn(asked, (db) => acceptRequest(db, asked.patient_id, proposed.id)),
      inTurn(asked, (db) => endProposal(db, asked.patient_id, proposed.id)),
    ]);
    const { status, request_state } = await lastAppointment(service, phone);
    expect(status === "booked" ? "answered" : "ended").toBe(ended);
    expect(booked?.status).toBe(status);
    expect(request_state).toBe(status === "booked" ? "matched" : "open");
  }
});

test("does nothing for somebody else's request, or when it was answered or is too late: it gives the present state", async () => {
  const asked = await askPeer(service, newPhone());
  const stranger = await oneValue<string>(service, "select person_id from peer where person_id <> $1 limit 1", [asked.peer_id]);
  expect(await inTurn(asked, (db) => proposeTime(db, stranger, asked.id, anotherTime()))).toBeUndefined();
  const first = await propose(asked);
  const again = await propose(asked);
  expect(again).toMatchObject({ id: first === "taken" ? "" : first?.id, status: "proposed" });
  const late = await askPeer(service, newPhone());
  await service.owner.query("update appointment set expires_at = service_now() where appointment_id = $1", [late.id]);
  expect(await propose(late)).toMatchObject({ id: late.id, status: "pending" });
});
