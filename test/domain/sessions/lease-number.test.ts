import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Db, inProgramme } from "../../../domain/db.ts";
import { measurePool } from "../../../domain/sessions/pool.ts";
import { atOnce, oneValue, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

interface Lease {
  senderId: string;
  shared: boolean;
  used: number;
  size: number;
}

let service: TestService;
let pool: pg.Pool;
let programme: string;
let peers: string[];
let count = 0;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service);
  programme = await oneValue(service, "select programme_id from programme");
  peers = (await rowsOf<{ id: string }>(service, "select person_id as id from peer order by created_at, display_name")).map(({ id }) => id);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const inTurn = <Result>(work: (db: Db) => Promise<Result>) => inProgramme(pool, programme, work);
const now = () => oneValue<Date>(service, "select service_now()");
const at = async (days: number) => DateTime.fromJSDate(await now()).plus({ days });

/** A person without anything: a number can be leased to anybody. */
const newPatient = () =>
  oneValue<string>(
    service,
    "insert into person (programme_id, locale, zone, alias) values ($1, 'fr', 'Europe/Paris', $2) returning person_id",
    [programme, `P${++count}`],
  );
async function leaseIn(db: Db, patient: string, peer: string, until: DateTime): Promise<Lease> {
  const { rows } = await db.query<{ given: Lease }>("select lease_number($1, $2, $3) as given", [patient, peer, until.toJSDate()]);
  return rows[0]?.given as Lease;
}
const lease = (patient: string, peer: string, until: DateTime): Promise<Lease> => inTurn((db) => leaseIn(db, patient, peer, until));
const [claire = 0, ines = 1] = [0, 1];

test("a pair keeps its number, and no other pair of either gets it meanwhile", async () => {
  const [lou, sam] = [await newPatient(), await newPatient()];
  const first = await lease(lou, peers[claire] ?? "", await at(10));
  expect(first).toMatchObject({ shared: false, used: 1, size: 3 });
  expect(await lease(lou, peers[claire] ?? "", await at(20))).toMatchObject({ senderId: first.senderId, used: 1 });
  const second = await lease(sam, peers[claire] ?? "", await at(10));
  expect(second.senderId).not.toBe(first.senderId);
  const third = await lease(lou, peers[ines] ?? "", await at(10));
  expect(third.senderId).not.toBe(first.senderId);
  // pairs that have nobody in common may have the same
  const [ada, bea] = [await newPatient(), await newPatient()];
  const free = await lease(ada, peers[2] ?? "", await at(5));
  expect((await lease(bea, peers[3] ?? "", await at(5))).shared).toBe(false);
  expect(free.shared).toBe(false);
});

test("past its end a number serves the same person for another pair, and not a moment before", async () => {
  const peer = peers[4] ?? "";
  const patients = await Promise.all([0, 1, 2, 3].map(newPatient));
  const taken: Lease[] = [];
  for (const patient of patients.slice(0, 3)) taken.push(await lease(patient, peer, await at(8)));
  expect(new Set(taken.map(({ senderId }) => senderId)).size).toBe(3);
  await service.owner.query("update clock set standing_at = standing_at + interval '7 days 23 hours'");
  expect(await lease(patients[3] ?? "", peer, await at(1))).toMatchObject({ shared: true });
  await service.owner.query("update clock set standing_at = standing_at + interval '1 hour'");
  const again = await newPatient();
  expect(await lease(again, peer, await at(1))).toMatchObject({ shared: false });
});

test("with the pool run out a number is shared, a booking never fails, and the need is known", async () => {
  const peer = peers[5] ?? "";
  const given = [];
  for (let pair = 0; pair < 5; pair++) given.push(await lease(await newPatient(), peer, await at(9)));
  expect(given.map(({ shared }) => shared)).toEqual([false, false, false, true, true]);
  expect(await inTurn(measurePool)).toEqual({ size: 3, needed: 5, sharing: expect.any(Number) });
});

test("of many who book at once nobody has a number with two others", async () => {
  const peer = peers[6] ?? "";
  const patients = await Promise.all(Array.from({ length: 8 }, newPatient));
  const given = await atOnce(8, async (index) => lease(patients[index] ?? "", peer, DateTime.fromJSDate(await now()).plus({ days: 3 })));
  const own = given.filter(({ shared }) => !shared).map(({ senderId }) => senderId);
  expect(own).toHaveLength(3);
  expect(new Set(own).size).toBe(3);
});

test("who books while another's lease is not yet written waits for it, and gets the next number", async () => {
  const [lou, sam] = [await newPatient(), await newPatient()];
  const peer = peers[8] ?? "";
  const until = await at(3);
  const { first, second } = await inTurn(async (db) => {
    const first = await leaseIn(db, lou, peer, until);
    let isSettled = false;
    const second = lease(sam, peer, until).finally(() => {
      isSettled = true;
    });
    await vi.waitUntil(async () => isSettled || (await service.owner.query("select from pg_locks where not granted")).rowCount);
    return { first, second };
  });
  expect(await second).toMatchObject({ shared: false, used: 2 });
  expect((await second).senderId).not.toBe(first.senderId);
});

test("the constraint refuses what the search would not have found", async () => {
  const [lou, sam] = [await newPatient(), await newPatient()];
  const peer = peers[7] ?? "";
  const { senderId } = await lease(lou, peer, await at(3));
  const forced = service.owner.query(
    "insert into number_lease (programme_id, sender_id, person_id, other_id, during) values ($1, $2, $3, $4, tstzrange(service_now(), service_now() + interval '1 day'))",
    [programme, senderId, peer, sam],
  );
  await expect(forced).rejects.toMatchObject({ constraint: "number_lease_own" });
});
