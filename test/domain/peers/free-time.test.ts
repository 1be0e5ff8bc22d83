import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inProgramme } from "../../../domain/db.ts";
import { isSlotFree, nextFreeSlots, type TimeWindow } from "../../../domain/peers/free-time.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";
import { oneValue, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

const PARIS = "Europe/Paris";
const RULES = programmeSettings.parse({}).booking;
const nobody = "99999999-9999-4999-8999-999999999999";

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
let claire: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 2);
  programmeId = await oneValue(service, "select programme_id from peer limit 1");
  claire = await oneValue(service, "select person_id from peer where display_name = 'Claire'");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

interface Asked {
  plan?: [number, string, string][];
  away?: [string, string];
  pausedUntil?: string | null;
  zone?: string;
  /** In which zone the patient reads. */
  reader?: string;
  now: string;
}

/** Runs `work` on a peer of this week, and takes it all back. */
async function withWeek<Result>(asked: Asked, work: (db: pg.PoolClient, now: DateTime) => Promise<Result>): Promise<Result> {
  const now = DateTime.fromISO(asked.now, { zone: PARIS });
  let result: Result | undefined;
  const undo = new Error("undo");
  await inProgramme(pool, programmeId, async (db) => {
    await db.query("select set_config('passerelle.now', $1, true)", [now.toISO()]);
    await db.query("delete from availability where peer_id = $1", [claire]);
    for (const [weekday, from, to] of asked.plan ?? [[1, "14:00", "18:00"]])
      await db.query(
        "insert into availability (programme_id, peer_id, weekday, starts_at, ends_at) values (current_programme(), $1, $2, $3, $4)",
        [claire, weekday, from, to],
      );
    if (asked.away)
      await db.query(
        "insert into availability_exception (programme_id, peer_id, kind, starts_on, ends_on) values (current_programme(), $1, 'away', $2, $3)",
        [claire, ...asked.away],
      );
    if (asked.zone) await db.query("update person set zone = $2 where person_id = $1", [claire, asked.zone]);
    if (asked.pausedUntil !== undefined)
      await db.query("update peer set paused_at = turn_now(), paused_until = $2 where person_id = $1", [claire, asked.pausedUntil]);
    result = await work(db, now);
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  return result as Result;
}

const slots = (asked: Asked, limit = 4, offset = 0) =>
  withWeek(asked, async (db, now) => {
    const who = { peerId: claire, patientId: nobody, zone: asked.reader ?? PARIS };
    return (await nextFreeSlots(db, who, RULES, now, { offset, limit })).map((slot) => slot.toFormat("dd/MM HH:mm"));
  });
const isFree = (asked: Asked, wall: string) =>
  withWeek(asked, (db, now) =>
    isSlotFree(db, { peerId: claire, patientId: nobody }, RULES, now, DateTime.fromISO(wall, { zone: asked.reader ?? PARIS })),
  );

const MONDAY = "2026-11-23T10:00";

test("pages through starts, one of each part of a day, up to the horizon", async () => {
  const asked = { now: MONDAY, plan: [[1, "14:00", "18:30"] as [number, string, string]] };
  expect(await slots(asked)).toEqual(["30/11 14:00", "30/11 17:00", "07/12 14:00", "07/12 17:00"]);
  expect(await slots(asked, 2, 3)).toEqual(["07/12 17:00", "14/12 14:00"]);
  expect(await slots(asked, 100)).toHaveLength(16);
  expect(await slots(asked, 0)).toEqual([]);
});

describe("within a window", () => {
  const wall = (text: string, zone = PARIS) => DateTime.fromISO(text, { zone });
  const plan: [number, string, string][] = [
    [1, "09:00", "12:00"],
    [1, "14:00", "18:30"],
    [4, "10:00", "18:30"],
  ];
  const within = (window: TimeWindow, { limit = 20, offset = 0, ...asked }: Partial<Asked> & { limit?: number; offset?: number } = {}) =>
    withWeek({ now: MONDAY, plan, ...asked }, async (db, now) => {
      const who = { peerId: claire, patientId: nobody, zone: asked.reader ?? PARIS };
      const found = await nextFreeSlots(db, who, RULES, now, { offset, limit, within: window });
      return found.map((slot) => slot.toFormat("dd/MM HH:mm"));
    });

  test("of a few hours gives every start in it, its beginning included and its end not", async () => {
    const window = { from: wall("2026-11-26T16:00"), to: wall("2026-11-26T17:30") };
    expect(await within(window)).toEqual(["26/11 16:00", "26/11 16:30", "26/11 17:00"]);
    expect(await within(window, { offset: 1, limit: 1 })).toEqual(["26/11 16:30"]);
    expect(await within({ from: wall("2026-11-26T19:00"), to: wall("2026-11-26T21:00") })).toEqual([]);
  });

  test("of days gives one start of each part of a day", async () => {
    const week = { from: wall("2026-11-30"), to: wall("2026-12-07") };
    const found = await within(week);
    expect(found.every((start) => /^(30\/11|03\/12) /.test(start))).toBe(true);
    expect(found).toContain("30/11 09:00");
    expect(found).not.toContain("30/11 09:30");
  });

  test("of hours gives those of any day", async () => {
    expect(await within({ hours: { from: 8, to: 9.5 } }, { limit: 2 })).toEqual(["30/11 09:00", "07/12 09:00"]);
    expect(await within({ hours: { from: 21, to: 23 } })).toEqual([]);
  });

  test("that has begun gives nothing before now, and nothing inside the notice that a peer has", async () => {
    expect(await within({ from: wall("2026-11-16"), to: wall("2026-11-23T18:00") })).toEqual([]);
  });

  test("beyond the horizon, or that ends before it begins, gives nothing", async () => {
    expect(await within({ from: wall("2027-06-03"), to: wall("2027-06-04") })).toEqual([]);
    expect(await within({ from: wall("2026-11-27"), to: wall("2026-11-26") })).toEqual([]);
  });

  test("has the patient's hours, on both sides of a change of the peer's clocks", async () => {
    const mondays: [number, string, string][] = [[1, "14:00", "16:00"]];
    const overseas = { plan: mondays, reader: "Indian/Reunion", limit: 2 };
    // 14:00 in Paris is 17:00 there in winter, 16:00 in summer
    const spring = { ...overseas, now: "2027-03-20T10:00" };
    expect(await within({ hours: { from: 17, to: 18 } }, spring)).toEqual(["22/03 17:00", "29/03 17:00"]);
    expect(await within({ hours: { from: 16, to: 17 } }, spring)).toEqual(["29/03 16:00", "05/04 16:00"]);
    const autumn = { ...overseas, now: "2027-10-23T10:00" };
    expect(await within({ hours: { from: 16, to: 17 } }, { ...autumn, limit: 9 })).toEqual(["25/10 16:00"]);
  });

  test("of a day when the clocks change is that whole day, and no hour of the next", async () => {
    const sundays: [number, string, string][] = [[7, "20:00", "23:30"]];
    const day = { from: wall("2027-10-31"), to: wall("2027-11-01") };
    expect(await within(day, { now: "2027-10-23T10:00", plan: [...sundays, [1, "00:00", "02:00"]] })).toEqual(["31/10 20:00"]);
  });
});

test("leaves out time away", async () => {
  expect(await slots({ now: MONDAY, away: ["2026-11-30", "2026-12-07"] }, 1)).toEqual(["14/12 14:00"]);
});

test.each([
  ["without an end", null, []],
  ["to its last day, also on that day", "2026-11-23", []],
  ["no longer than its last day, even before a job ends it", "2026-11-22", ["30/11 14:00"]],
])("a peer who pauses is not offered: %s", async (_, pausedUntil, expected) => {
  expect(await slots({ now: MONDAY, pausedUntil }, 1)).toEqual(expected);
  expect(await isFree({ now: MONDAY, pausedUntil }, "2026-11-30T14:00")).toBe(expected.length > 0);
});

test.each([
  ["2026-11-30T14:00", true],
  ["2026-11-30T14:30", true],
  ["2026-11-30T17:00", true],
  ["2026-11-30T17:30", false],
  ["2026-11-30T14:15", false],
  ["2026-11-24T14:00", false],
  ["2026-11-23T14:00", false],
  ["2027-01-18T14:00", true],
  ["2027-01-25T14:00", false],
  ["2026-11-16T14:00", false],
])("says of one time whether it can be asked for: %s, %s", async (wall, free) => {
  expect(await isFree({ now: MONDAY }, wall)).toBe(free);
});

test("a time that somebody took is free no more", async () => {
  const lou = "+33639980001";
  await service.text(lou, "bonjour je cherche quelqu'un pour parler de mon endométriose");
  const [row] = await rowsOf<{ id: string }>(service, "select person_id as id from person order by created_at desc limit 1");
  await service.owner.query("begin");
  await service.owner.query(
    "select set_config('passerelle.programme', $1, true), set_config('passerelle.now', service_now()::text, true)",
    [programmeId],
  );
  await service.owner.query(
    `with lou as (insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) values ($1, $2, turn_now(), false) returning person_id),
       asked as (insert into request (programme_id, patient_id, condition_id) select $1, person_id, 'endometriose' from lou returning request_id)
     insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status)
     select $1, request_id, $2, $3, 'phone', '[2026-11-30 14:00+01,2026-11-30 14:45+01)', '[2026-11-30 14:00+01,2026-11-30 15:00+01)', '2026-11-30 14:00', 'Europe/Paris', 'booked' from asked`,
    [programmeId, row?.id, claire],
  );
  await service.owner.query("commit");
  expect(await isFree({ now: MONDAY }, "2026-11-30T14:00")).toBe(false);
  expect(await isFree({ now: MONDAY }, "2026-11-30T14:30")).toBe(false);
  expect(await isFree({ now: MONDAY }, "2026-11-30T15:00")).toBe(true);
  await service.owner.query("delete from appointment");
});

test("the same wall time of a peer in Paris is another one overseas after the clocks change", async () => {
  const plan: [number, string, string][] = [[1, "14:00", "15:00"]];
  const spring = { now: "2027-03-20T10:00", plan };
  const autumn = { now: "2027-10-23T10:00", plan };
  expect(await slots(spring, 2)).toEqual(["22/03 14:00", "29/03 14:00"]);
  expect(await slots({ ...spring, reader: "Indian/Reunion" }, 2)).toEqual(["22/03 17:00", "29/03 16:00"]);
  expect(await slots({ ...spring, reader: "America/Guadeloupe" }, 2)).toEqual(["22/03 09:00", "29/03 08:00"]);
  expect(await slots({ ...autumn, reader: "Indian/Reunion" }, 2)).toEqual(["25/10 16:00", "01/11 17:00"]);
  expect(await slots({ ...autumn, reader: "America/Guadeloupe" }, 2)).toEqual(["25/10 08:00", "01/11 09:00"]);
});

test("nothing starts in an hour that is skipped or doubled for the peer", async () => {
  const plan: [number, string, string][] = [[7, "01:00", "04:00"]];
  for (const reader of [PARIS, "Indian/Reunion", "America/Guadeloupe"]) {
    const free = (wall: string, now: string) =>
      withWeek({ now, plan, reader }, (db, at) =>
        isSlotFree(db, { peerId: claire, patientId: nobody }, RULES, at, DateTime.fromISO(wall).setZone(reader)),
      );
    // spring: 02:00 is 03:00 at once
    expect(await free("2027-03-28T01:30+01:00", "2027-03-20T10:00")).toBe(true);
    expect(await free("2027-03-28T03:00+02:00", "2027-03-20T10:00")).toBe(true);
    // autumn: both 02:00s, and both 02:30s
    for (const doubled of ["02:00+02:00", "02:30+02:00", "02:00+01:00", "02:30+01:00"])
      expect(await free(`2027-10-31T${doubled}`, "2027-10-23T10:00")).toBe(false);
    expect(await free("2027-10-31T03:00+01:00", "2027-10-23T10:00")).toBe(true);
  }
});

test("nothing starts in an hour that is doubled for the patient, of a peer whose clocks stand", async () => {
  // Réunion 04:00 to 07:00 is Paris 02:00 (summer) to 04:00 (winter) on that night
  const asked = { now: "2027-10-23T10:00", zone: "Indian/Reunion", plan: [[7, "03:00", "08:00"]] as [number, string, string][] };
  const read = (zone: string) =>
    withWeek({ ...asked, reader: zone }, async (db, now) => {
      const at = DateTime.fromISO("2027-10-31T04:30", { zone: "Indian/Reunion" }).setZone(zone);
      return isSlotFree(db, { peerId: claire, patientId: nobody }, RULES, now, at);
    });
  expect(await read("Indian/Reunion")).toBe(true);
  expect(await read(PARIS)).toBe(false);
});
