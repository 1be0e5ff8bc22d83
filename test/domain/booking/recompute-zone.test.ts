import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { recomputeZones } from "../../../domain/booking/recompute-zone.ts";
import { inProgramme } from "../../../domain/db.ts";
import { oneValue, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 2);
  programmeId = await oneValue(service, "select programme_id from peer limit 1");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});
beforeEach(async () => {
  for (const table of ["work_item", "appointment", "request", "patient"]) await service.owner.query(`delete from ${table}`);
});

/** An appointment agreed for a wall time, and the instant that the zone data of its day made of it. */
async function agreed(wall: string, instant: string, { status = "booked", peer = "Claire", zone = "Europe/Paris" } = {}): Promise<string> {
  return inProgramme(pool, programmeId, async (db) => {
    const { rows } = await db.query<{ id: string }>(
      `with somebody as (insert into person (programme_id, locale, zone) values (current_programme(), 'fr', 'Europe/Paris') returning person_id),
         talks as (insert into conversation (programme_id, person_id) select current_programme(), person_id from somebody)
       insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select current_programme(), person_id, turn_now(), false from somebody
       returning person_id as id`,
    );
    const { rows: asked } = await db.query<{ id: string }>(
      "insert into request (programme_id, patient_id, condition_id) values (current_programme(), $1, 'endometriose') returning request_id as id",
      [rows[0]?.id],
    );
    const { rows: made } = await db.query<{ id: string }>(
      `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status)
       select current_programme(), $1, $2, person_id, 'phone', tstzrange($3::timestamptz, $3::timestamptz + interval '45 minutes'),
         tstzrange($3::timestamptz, $3::timestamptz + interval '1 hour'), $4::timestamp, $5, $6 from peer where display_name = $7
       returning appointment_id as id`,
      [asked[0]?.id, rows[0]?.id, instant, wall, zone, status, peer],
    );
    return made[0]?.id ?? "";
  });
}

const recompute = () => inProgramme(pool, programmeId, recomputeZones);
const stored = async (id: string) =>
  (
    await rowsOf<{ at: string; talk: string; block: string; version: number }>(
      service,
      `select to_char(lower(during) at time zone 'UTC', 'HH24:MI') as at, (upper(during) - lower(during))::text as talk,
         (upper(blocks) - lower(during))::text as block, version from appointment where appointment_id = $1`,
      [id],
    )
  )[0];

test("what still means its wall time is left alone", async () => {
  const id = await agreed("2027-04-05 14:00", "2027-04-05T12:00Z");
  expect(await recompute()).toEqual({ moved: [], conflicting: [] });
  expect(await stored(id)).toMatchObject({ at: "12:00", version: 1 });
});

test("what was stored by other rules of its zone follows its wall time, with reminders of its own", async () => {
  // as if summer time had been thought to be gone by then
  const id = await agreed("2027-04-05 14:00", "2027-04-05T13:00Z");
  expect(await recompute()).toEqual({ moved: [id], conflicting: [] });
  expect(await stored(id)).toEqual({ at: "12:00", talk: "00:45:00", block: "01:00:00", version: 2 });
  const due = await rowsOf<{ kind: string; due: string; version: number }>(
    service,
    "select kind, to_char(due_at at time zone 'UTC', 'DD HH24:MI') as due, version from reminder where appointment_id = $1 order by due_at, person_id",
    [id],
  );
  expect(due).toEqual([
    { kind: "48-hours", due: "03 12:00", version: 2 },
    { kind: "2-hours", due: "05 10:00", version: 2 },
    { kind: "2-hours", due: "05 10:00", version: 2 },
    { kind: "10-minutes", due: "05 11:50", version: 2 },
    { kind: "10-minutes", due: "05 11:50", version: 2 },
  ]);
  expect(await recompute()).toEqual({ moved: [], conflicting: [] });
});

test("neighbours make room for each other, in whatever order", async () => {
  const ids = [
    await agreed("2027-04-05 14:00", "2027-04-05T13:00Z"),
    await agreed("2027-04-05 15:00", "2027-04-05T14:00Z"),
    await agreed("2027-04-05 16:00", "2027-04-05T15:00Z"),
  ];
  const { moved, conflicting } = await recompute();
  expect(moved.toSorted()).toEqual(ids.toSorted());
  expect(conflicting).toEqual([]);
  for (const [index, id] of ids.entries()) expect((await stored(id))?.at).toBe(`${12 + index}:00`);
});

test("one that would fall on another stays, and waits for a coordinator", async () => {
  const wrong = await agreed("2027-04-05 14:00", "2027-04-05T13:00Z");
  const right = await agreed("2027-04-05 14:00", "2027-04-05T12:00Z");
  expect(await recompute()).toEqual({ moved: [], conflicting: [wrong] });
  expect(await stored(wrong)).toMatchObject({ at: "13:00", version: 1 });
  expect(await stored(right)).toMatchObject({ at: "12:00", version: 1 });
  expect(await rowsOf(service, "select kind, appointment_id from work_item")).toEqual([{ kind: "unconfirmed", appointment_id: wrong }]);
});

test("either instant of a doubled hour is right, and what is past or over is history", async () => {
  await agreed("2027-10-31 02:30", "2027-10-31T00:30Z");
  await agreed("2027-10-31 02:30", "2027-10-31T01:30Z", { peer: "Inès" });
  await agreed("2027-04-05 14:00", "2027-04-05T13:00Z", { status: "cancelled" });
  await agreed("2026-04-06 14:00", "2026-04-06T13:00Z", { peer: "Sonia" });
  expect(await recompute()).toEqual({ moved: [], conflicting: [] });
});
