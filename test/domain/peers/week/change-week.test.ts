import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../../../domain/db.ts";
import { addException, removeTimes } from "../../../../domain/peers/week/change-dates.ts";
import { addWindows, mergeWindows } from "../../../../domain/peers/week/change-plan.ts";
import { loadWeek, type Week } from "../../../../domain/peers/week/load-week.ts";
import { liesOutside } from "../../../../domain/peers/week/outside-week.ts";
import { endPause, pausePeer, resumePeer } from "../../../../domain/peers/week/pause.ts";
import { oneValue, openAppPool, rowsOf } from "../../../support/people.ts";
import { startService, type TestService } from "../../../support/service.ts";

const NOW = DateTime.fromISO("2026-11-23T10:00", { zone: "Europe/Paris" });
const TODAY = "2026-11-23";

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
beforeEach(async () => {
  await service.owner.query("delete from availability where peer_id = $1", [claire]);
  await service.owner.query("delete from availability_exception");
  await service.owner.query("update peer set paused_at = null, paused_until = null");
});

const inTurn = <Result>(work: (db: pg.PoolClient) => Promise<Result>) => inProgramme(pool, programmeId, work);
const plan = async () =>
  (await inTurn((db) => loadWeek(db, claire)))?.plan.map(({ weekday, startsAt, endsAt }) => `${weekday} ${startsAt}-${endsAt}`);
const add = (...windows: [number, string, string][]) =>
  inTurn((db) =>
    addWindows(
      db,
      claire,
      windows.map(([weekday, startsAt, endsAt]) => ({ weekday, startsAt, endsAt })),
      60,
    ),
  );

describe("a window", () => {
  test("is added in the order of the week", async () => {
    expect(await add([3, "14:00", "18:00"])).toBe("added");
    expect(await add([1, "09:00", "12:00"])).toBe("added");
    expect(await plan()).toEqual(["1 09:00-12:00", "3 14:00-18:00"]);
  });

  test("becomes one with those it overlaps or touches, on its own day", async () => {
    await add([1, "09:00", "12:00"], [1, "14:00", "16:00"], [2, "12:00", "14:00"]);
    expect(await add([1, "12:00", "14:30"])).toBe("added");
    expect(await plan()).toEqual(["1 09:00-16:00", "2 12:00-14:00"]);
    // said twice, nothing changes
    expect(await add([1, "12:00", "14:30"])).toBe("added");
    expect(await plan()).toEqual(["1 09:00-16:00", "2 12:00-14:00"]);
  });

  test.each<[string, [number, string, string]]>([
    ["ends-before-start", [1, "18:00", "14:00"]],
    ["ends-before-start", [1, "14:00", "14:00"]],
    ["too-short", [1, "14:00", "14:59"]],
  ])("is refused: %s", async (refusal, window) => {
    await add([5, "09:00", "12:00"]);
    expect(await add(window, [2, "09:00", "12:00"])).toBe(refusal);
    expect(await plan()).toEqual(["5 09:00-12:00"]);
  });

  test("may be short if it makes another one longer", async () => {
    await add([1, "14:00", "18:00"]);
    expect(await add([1, "18:00", "18:30"])).toBe("added");
    expect(await plan()).toEqual(["1 14:00-18:30"]);
  });

  test("is refused when there are 14 already", async () => {
    const two = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday): [number, string, string][] => [
      [weekday, "09:00", "10:00"],
      [weekday, "11:00", "12:00"],
    ]);
    expect(await add(...two)).toBe("added");
    expect(await add([1, "13:00", "14:00"])).toBe("too-many");
    expect(await plan()).toHaveLength(14);
    expect(await add([1, "10:00", "11:00"])).toBe("added");
    expect(await plan()).toHaveLength(13);
  });

  test("is removed by its id, once, and by its owner only", async () => {
    await add([1, "14:00", "18:00"]);
    const [id = ""] = (await inTurn((db) => loadWeek(db, claire)))?.plan.map((window) => window.id) ?? [];
    const ines = await oneValue<string>(service, "select person_id from peer where display_name = 'Inès'");
    expect(await inTurn((db) => removeTimes(db, ines, [id]))).toBe(0);
    expect(await inTurn((db) => removeTimes(db, claire, [id]))).toBe(1);
    expect(await inTurn((db) => removeTimes(db, claire, [id]))).toBe(0);
    expect(await plan()).toEqual([]);
  });

  test("merges by wall time", () => {
    const week = (...spans: string[]) => spans.map((span) => ({ weekday: 1, startsAt: span.slice(0, 5), endsAt: span.slice(6) }));
    expect(mergeWindows(week("14:00-15:00", "09:00-10:00", "09:30-11:00", "11:00-12:00"))).toEqual(week("09:00-12:00", "14:00-15:00"));
    expect(mergeWindows(week("09:00-18:00", "10:00-11:00"))).toEqual(week("09:00-18:00"));
  });
});

describe("a date apart", () => {
  const away = (startsOn: string, endsOn = startsOn, startsAt: string | null = null, endsAt: string | null = null) =>
    inTurn((db) => addException(db, claire, { kind: "away", startsOn, endsOn, startsAt, endsAt }, TODAY, 60));

  test.each<[string, Parameters<typeof away>]>([
    ["added", ["2026-12-24"]],
    ["added", [TODAY]],
    ["added", ["2026-11-20", TODAY]],
    ["added", ["2026-12-24", "2027-01-02", "14:00", "14:10"]],
    ["past", ["2026-11-22"]],
    ["ends-before-start", ["2026-12-24", "2026-12-23"]],
    ["ends-before-start", ["2026-12-24", "2026-12-24", "14:00", "13:00"]],
    ["too-long", ["2026-12-24", "2027-12-26"]],
  ])("is %s: %j", async (result, given) => {
    expect(await away(...given)).toBe(result);
    expect((await inTurn((db) => loadWeek(db, claire)))?.exceptions).toHaveLength(result === "added" ? 1 : 0);
  });

  test("is kept once, however often it is said", async () => {
    await away("2026-12-24");
    expect(await away("2026-12-24")).toBe("added");
    expect((await inTurn((db) => loadWeek(db, claire)))?.exceptions).toMatchObject([
      { kind: "away", startsOn: "2026-12-24", endsOn: "2026-12-24", startsAt: null, endsAt: null },
    ]);
  });

  test("that opens too little for a talk is refused", async () => {
    const open = { kind: "open" as const, startsOn: "2026-11-28", endsOn: "2026-11-28", startsAt: "14:00", endsAt: "14:30" };
    expect(await inTurn((db) => addException(db, claire, open, TODAY, 60))).toBe("too-short");
  });

  test("is forgotten in what is shown once it is over", async () => {
    await away("2026-12-24");
    await service.owner.query("update availability_exception set starts_on = '2026-11-01', ends_on = '2026-11-22'");
    expect((await inTurn((db) => loadWeek(db, claire)))?.exceptions).toEqual([]);
  });
});

describe("a pause", () => {
  const state = async () =>
    (
      await rowsOf<{ paused: boolean; until: string | null; active: boolean }>(
        service,
        "select paused_at is not null as paused, paused_until::text as until, active_since = service_now() as active from peer where person_id = $1",
        [claire],
      )
    )[0];
  const jobs = () =>
    rowsOf<{ due: string }>(service, "select run_at::text as due from graphile_worker._private_jobs where key = $1", [`pause ${claire}`]);

  test("with a last day ends by itself on the day after, where the peer is", async () => {
    await service.owner.query("update peer set active_since = '2026-01-01'");
    expect(await inTurn((db) => pausePeer(db, claire, "2026-12-01", NOW))).toBe("paused");
    expect(await state()).toEqual({ paused: true, until: "2026-12-01", active: false });
    expect(await jobs()).toHaveLength(1);
    expect(await inTurn((db) => endPause(db, claire))).toBe("not-paused");
    expect(await inTurn((db) => resumePeer(db, claire))).toBe("resumed");
    expect(await state()).toEqual({ paused: false, until: null, active: true });
    expect(await jobs()).toHaveLength(0);
    expect(await inTurn((db) => resumePeer(db, claire))).toBe("not-paused");
  });

  test("that becomes open-ended is ended by nobody else", async () => {
    await inTurn((db) => pausePeer(db, claire, "2026-12-01", NOW));
    await inTurn((db) => pausePeer(db, claire, null, NOW));
    expect(await state()).toMatchObject({ paused: true, until: null });
    expect(await jobs()).toHaveLength(0);
  });

  test.each([
    ["past", "2026-11-22"],
    ["paused", TODAY],
    ["too-long", "2027-12-01"],
  ])("is %s when it is to last until %s", async (result, until) => {
    expect(await inTurn((db) => pausePeer(db, claire, until, NOW))).toBe(result);
    expect((await state())?.paused).toBe(result === "paused");
  });
});

describe("a talk lies outside the week", () => {
  const week: Week = {
    zone: "Europe/Paris",
    plan: [{ id: "1", weekday: 1, startsAt: "14:00", endsAt: "16:00" }],
    exceptions: [],
    paused: false,
    pausedUntil: null,
  };
  const away = { id: "2", kind: "away" as const, startsOn: "2026-11-23", endsOn: "2026-11-23", startsAt: null, endsAt: null };
  test.each<[string, string, Partial<Week>, boolean]>([
    ["in a window", "2026-11-23T14:00", {}, false],
    ["up to its last minute", "2026-11-23T15:15", {}, false],
    ["past its end", "2026-11-23T15:30", {}, true],
    ["before it", "2026-11-23T13:45", {}, true],
    ["on another day", "2026-11-24T14:00", {}, true],
    ["in time away", "2026-11-23T14:00", { exceptions: [away] }, true],
    ["in hours away", "2026-11-23T14:00", { exceptions: [{ ...away, startsAt: "14:30", endsAt: "15:00" }] }, true],
    ["after hours away", "2026-11-23T15:00", { exceptions: [{ ...away, startsAt: "14:30", endsAt: "15:00" }] }, false],
    [
      "in an open date",
      "2026-11-28T10:00",
      { exceptions: [{ ...away, kind: "open", startsOn: "2026-11-28", endsOn: "2026-11-28", startsAt: "10:00", endsAt: "11:00" }] },
      false,
    ],
    ["in a pause without an end", "2026-11-23T14:00", { paused: true }, true],
    ["on a pause's last day", "2026-11-23T14:00", { paused: true, pausedUntil: "2026-11-23" }, true],
    ["after a pause", "2026-11-23T14:00", { paused: true, pausedUntil: "2026-11-22" }, false],
  ])("%s", (_, wall, over, outside) => {
    const startsAt = DateTime.fromISO(wall, { zone: "Europe/Paris" }).setZone("Indian/Reunion");
    expect(liesOutside({ ...week, ...over }, startsAt, startsAt.plus({ minutes: 45 }))).toBe(outside);
  });
});
