import type pg from "pg";
import { afterAll, expect, test } from "vitest";
import { acceptRequest } from "../../../domain/booking/answer-request.ts";
import { cancelByPatient } from "../../../domain/booking/cancel.ts";
import { withdraw } from "../../../domain/booking/withdraw.ts";
import { type Db, inProgramme } from "../../../domain/db.ts";
import { type AskedRow, askPeer, jobsFor, lastAppointment } from "../../support/asked.ts";
import { oneValue, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

const started: { service: TestService; pool: pg.Pool }[] = [];
afterAll(async () => {
  for (const { service, pool } of started) {
    await pool.end();
    await service.stop();
  }
});

async function begin() {
  const service = await startService({ withWorker: false });
  const pool = openAppPool(service, 10);
  started.push({ service, pool });
  const inTurn = <Result>({ programme_id }: AskedRow, work: (db: Db) => Promise<Result>) => inProgramme(pool, programme_id, work);
  /** An appointment that both agreed to. */
  const book = async (phone: string, over: Parameters<typeof askPeer>[2] = {}) => {
    const asked = await askPeer(service, phone, over);
    await inTurn(asked, (db) => acceptRequest(db, asked.peer_id, asked.id));
    return lastAppointment(service, phone);
  };
  const giveUp = (row: AskedRow) => inTurn(row, (db) => withdraw(db, row.peer_id, row.id, 120));
  return { service, inTurn, book, giveUp };
}

const itemsOf = (service: TestService, id: string) =>
  rowsOf<{ kind: string; open: boolean }>(service, "select kind, closed_at is null as open from work_item where appointment_id = $1", [id]);

test("ends what was booked with its reason, tells the patient and the coordinators, and opens nothing by itself", async () => {
  const { service, book, giveUp } = await begin();
  const booked = await book("+33639970001");
  expect(await giveUp(booked)).toMatchObject({ status: "cancelled", reasonCode: "peer-withdrew", version: booked.version + 1 });
  expect(await lastAppointment(service, "+33639970001")).toMatchObject({ request_state: "matched", refusals: 0 });
  expect(await itemsOf(service, booked.id)).toEqual([{ kind: "withdrawn", open: true }]);
  const jobs = await jobsFor(service, booked.id);
  expect(jobs).toContain("tell-withdrawn");
  expect(jobs).not.toContain("close-request");
});

test("is late less than two hours before the start", async () => {
  const { service, book, giveUp } = await begin();
  const booked = await book("+33639970002");
  await service.owner.query("update clock set standing_at = $1", [new Date(booked.starts_at.getTime() - 2 * 3_600_000)]);
  const again = await book("+33639970003");
  expect(await giveUp(booked)).toMatchObject({ reasonCode: "peer-withdrew" });
  await service.owner.query("update clock set standing_at = $1", [new Date(again.starts_at.getTime() - 2 * 3_600_000 + 1000)]);
  expect(await giveUp(again)).toMatchObject({ reasonCode: "peer-withdrew-late" });
});

test("does nothing twice, nothing for another peer, and nothing once it has begun or before it is agreed", async () => {
  const { service, inTurn, book, giveUp } = await begin();
  const booked = await book("+33639970004");
  const other = await oneValue<string>(service, "select person_id from peer where person_id <> $1 limit 1", [booked.peer_id]);
  expect(await inTurn(booked, (db) => withdraw(db, other, booked.id, 120))).toBeUndefined();
  const both = await Promise.all([giveUp(booked), giveUp(booked)]);
  expect(both.map((row) => row?.status)).toContain("cancelled");
  expect((await jobsFor(service, booked.id)).filter((name) => name === "tell-withdrawn")).toHaveLength(1);
  expect(await itemsOf(service, booked.id)).toHaveLength(1);

  const asked = await askPeer(service, "+33639970005");
  expect(await giveUp(asked)).toMatchObject({ status: "pending" });
  const begun = await book("+33639970006");
  await service.owner.query("update clock set standing_at = $1", [begun.starts_at]);
  expect(await giveUp(begun)).toMatchObject({ status: "booked" });
});

test("of a peer who withdraws and a patient who cancels at once, one ends it and the other side is told by that one", async () => {
  const { service, inTurn, book, giveUp } = await begin();
  for (let round = 0; round < 6; round++) {
    const phone = `+336399701${String(round).padStart(2, "0")}`;
    const booked = await book(phone);
    await Promise.all([giveUp(booked), inTurn(booked, (db) => cancelByPatient(db, booked.patient_id, booked.id, 240))]);
    const { reason_code, version } = await lastAppointment(service, phone);
    expect(version).toBe(booked.version + 1);
    const told = (await jobsFor(service, booked.id)).filter((name) => name === "tell-withdrawn" || name === "close-request");
    expect(told).toEqual([reason_code === "peer-withdrew" ? "tell-withdrawn" : "close-request"]);
  }
});

test("no longer waits for a coordinator once the patient has somebody again", async () => {
  const { service, book, giveUp } = await begin();
  const booked = await book("+33639970007");
  await giveUp(booked);
  expect(await itemsOf(service, booked.id)).toEqual([{ kind: "withdrawn", open: true }]);
  await service.owner.query("update clock set standing_at = standing_at + interval '1 minute'");
  for (const said of ["MENU", "1", "mon endométriose", "1", "1", "1"]) await service.text("+33639970007", said);
  const asked = await lastAppointment(service, "+33639970007");
  expect(asked.id).not.toBe(booked.id);
  const { pool } = started.at(-1) ?? {};
  if (pool) await inProgramme(pool, asked.programme_id, (db) => acceptRequest(db, asked.peer_id, asked.id));
  expect(await lastAppointment(service, "+33639970007")).toMatchObject({ status: "booked" });
  expect(await itemsOf(service, booked.id)).toEqual([{ kind: "withdrawn", open: false }]);
});
