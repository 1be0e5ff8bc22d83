import fc from "fast-check";
import { DateTime, Interval } from "luxon";
import { describe, expect, test } from "vitest";
import { type Availability, type AvailabilityException, freeSlots, isUnmistakable, openDays } from "../../../domain/booking/slots.ts";

const PARIS = "Europe/Paris";
const RULES = { stepMinutes: 30, blockMinutes: 60, noticeMinutes: 0 };
const at = (wall: string, zone = PARIS) => DateTime.fromISO(wall, { zone });
const away = (
  startsOn: string,
  endsOn = startsOn,
  startsAt: string | null = null,
  endsAt: string | null = null,
): AvailabilityException => ({
  kind: "away",
  startsOn,
  endsOn,
  startsAt,
  endsAt,
});
const open = (startsOn: string, startsAt: string, endsAt: string): AvailabilityException => ({
  kind: "open",
  startsOn,
  endsOn: startsOn,
  startsAt,
  endsAt,
});

/** The free starts between two instants, as `dd HH:mm`. */
function starts(week: Partial<Availability>, from: string, until: string): string[] {
  const { zone = PARIS, plan = [], exceptions = [] } = week;
  const days = openDays({ zone, plan, exceptions }, at(from, zone), at(until, zone));
  return [...freeSlots(days, [], RULES, at("2026-01-01T00:00"))].map((start) => start.toFormat("dd HH:mm"));
}

describe("what differs from the week", () => {
  const plan = [
    { weekday: 1, startsAt: "14:00", endsAt: "16:00" },
    { weekday: 2, startsAt: "09:00", endsAt: "11:00" },
  ];
  const monday = ["23 14:00", "23 14:30", "23 15:00"];
  const tuesday = ["24 09:00", "24 09:30", "24 10:00"];
  const rows: [string, AvailabilityException[], string[]][] = [
    ["is nothing where nothing was said", [], [...monday, ...tuesday]],
    ["takes a whole day", [away("2026-11-23")], tuesday],
    ["takes every day from the first to the last", [away("2026-11-23", "2026-11-24")], []],
    ["takes no other day", [away("2026-11-22"), away("2026-11-25", "2026-11-30")], [...monday, ...tuesday]],
    ["takes hours of a day, with what would run into them", [away("2026-11-23", "2026-11-23", "15:00", "20:00")], ["23 14:00", ...tuesday]],
    ["takes the same hours of every day", [away("2026-11-23", "2026-11-24", "00:00", "14:31")], ["23 15:00"]],
    ["does not move the steps of what is left", [away("2026-11-23", "2026-11-23", "14:00", "14:10")], ["23 14:30", "23 15:00", ...tuesday]],
    ["opens a day that the week has not", [open("2026-11-25", "10:00", "11:30")], [...monday, ...tuesday, "25 10:00", "25 10:30"]],
    ["makes a window of the week longer", [open("2026-11-23", "16:00", "17:00")], [...monday, "23 15:30", "23 16:00", ...tuesday]],
    ["away outweighs open", [open("2026-11-25", "10:00", "12:00"), away("2026-11-25")], [...monday, ...tuesday]],
  ];
  test.each(rows)("%s", (_, exceptions, expected) => {
    expect(starts({ plan, exceptions }, "2026-11-23T08:00", "2026-11-27T08:00")).toEqual(expected);
  });

  test("is by the peer's own dates, wherever else it is already tomorrow", () => {
    const week = { zone: "Indian/Reunion", plan, exceptions: [away("2026-11-23")] };
    expect(starts(week, "2026-11-23T00:30", "2026-11-24T20:00")).toEqual(tuesday);
  });

  test("reaches to the end of a day: 24:00", () => {
    expect(starts({ plan: [{ weekday: 1, startsAt: "22:30", endsAt: "24:00" }] }, "2026-11-23T08:00", "2026-11-23T09:00")).toEqual([
      "23 22:30",
      "23 23:00",
    ]);
  });
});

describe("where clocks change", () => {
  const sunday = (startsAt: string, endsAt: string) => ({ plan: [{ weekday: 7, startsAt, endsAt }] });
  const rows: [string, string, string, string, string[]][] = [
    ["nothing starts in the hour that is skipped", "2027-03-28", "01:00", "04:00", ["28 01:00", "28 01:30", "28 03:00"]],
    ["nothing starts in the hour that comes twice", "2027-10-31", "01:00", "04:00", ["31 01:00", "31 01:30", "31 03:00"]],
    ["a window that lies in the skipped hour is none", "2027-03-28", "02:00", "03:00", []],
    ["a window that ends in the skipped hour is not made longer", "2027-03-28", "00:30", "02:30", ["28 00:30"]],
    ["a window that ends in the doubled hour ends the first time", "2027-10-31", "00:30", "02:30", ["31 00:30", "31 01:00", "31 01:30"]],
    ["a window that begins in the doubled hour begins the second time", "2027-10-31", "02:30", "04:00", ["31 03:00"]],
  ];
  test.each(rows)("%s", (_, day, startsAt, endsAt, expected) => {
    expect(starts(sunday(startsAt, endsAt), `${day}T00:00`, `${day}T12:00`)).toEqual(expected);
  });

  test("time away in the doubled hour is both of it", () => {
    const [day] = [
      ...openDays(
        { zone: PARIS, plan: [], exceptions: [away("2027-10-31", "2027-10-31", "02:00", "02:30")] },
        at("2027-10-31T00:00"),
        at("2027-10-31T01:00"),
      ),
    ];
    expect(day?.away.map((gone) => gone.toDuration("minutes").minutes)).toEqual([90]);
  });

  test.each(["Indian/Reunion", "America/Guadeloupe"])("a peer in %s has no such hour", (zone) => {
    for (const day of ["2027-03-28", "2027-10-31"])
      expect(starts({ ...sunday("01:00", "04:00"), zone }, `${day}T00:00`, `${day}T12:00`)).toHaveLength(5);
  });

  test.each([
    ["2027-10-31T02:30", PARIS, false],
    ["2027-10-31T03:00", PARIS, true],
    ["2027-10-31T01:59", PARIS, true],
    ["2027-03-28T03:00", PARIS, true],
    ["2027-10-31T02:30", "Indian/Reunion", true],
  ])("%s in %s names one instant: %s", (wall, zone, one) => {
    expect(isUnmistakable(at(wall, zone))).toBe(one);
  });

  test("a zone that skips midnight itself keeps its wall times", () => {
    // Beirut: 2027-03-28 00:00 -> 01:00
    expect(starts({ ...sunday("09:00", "10:30"), zone: "Asia/Beirut" }, "2027-03-28T05:00", "2027-03-28T12:00")).toEqual([
      "28 09:00",
      "28 09:30",
    ]);
  });
});

describe("any week, with both clock changes", () => {
  const time = fc.integer({ min: 0, max: 47 }).map((half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
  // often all night, so that the hour of the change is in it
  const hours = fc.oneof(
    fc.tuple(time, time).filter(([a, b]) => a < b),
    fc.constant<[string, string]>(["00:00", "06:00"]),
  );
  const date = (first: string) => fc.integer({ min: 0, max: 9 }).map((days) => at(first).plus({ days }).toISODate() ?? "");
  const zone = fc.constantFrom(PARIS, PARIS, "Indian/Reunion", "America/Guadeloupe", "America/New_York");
  const week = (first: string) =>
    fc.record({
      zone,
      plan: fc.array(
        fc.tuple(fc.integer({ min: 1, max: 7 }), hours).map(([weekday, [startsAt, endsAt]]) => ({ weekday, startsAt, endsAt })),
        {
          maxLength: 14,
        },
      ),
      exceptions: fc.array(
        fc
          .tuple(fc.constantFrom("away" as const, "open" as const), date(first), date(first), hours, fc.boolean())
          .map(([kind, a, b, [startsAt, endsAt], allDay]): AvailabilityException => {
            const [startsOn = "", endsOn = ""] = [a, b].toSorted();
            return kind === "away" && allDay
              ? { kind, startsOn, endsOn, startsAt: null, endsAt: null }
              : { kind, startsOn, endsOn, startsAt, endsAt };
          }),
        { maxLength: 6 },
      ),
    });

  test.each(["2027-03-24", "2027-10-27"])(
    "from %s: every slot lies in what is open by wall time, in no time away, in no taken time, and once",
    (first) => {
      const taken = fc.array(
        fc.tuple(fc.integer({ min: 0, max: 9 * 1440 }), fc.integer({ min: 1, max: 300 })).map(([from, length]) => {
          const start = at(first).plus({ minutes: from });
          return Interval.fromDateTimes(start, start.plus({ minutes: length }));
        }),
        { maxLength: 6 },
      );
      fc.assert(
        fc.property(week(first), taken, (given, busy) => {
          const days = openDays(given, at(first, given.zone), at(first, given.zone).plus({ days: 9 }));
          const seen = new Set<number>();
          for (const start of freeSlots(days, busy, RULES, at("2026-01-01T00:00"))) {
            const end = start.plus({ minutes: RULES.blockMinutes });
            const day = start.toISODate() ?? "";
            const clock = (instant: DateTime) => (instant.toISODate() === day ? instant.toFormat("HH:mm") : "24:00");
            expect(isUnmistakable(start)).toBe(true);
            expect(seen.has(start.toMillis())).toBe(false);
            seen.add(start.toMillis());
            expect(busy.some((gone) => gone.overlaps(Interval.fromDateTimes(start, end)))).toBe(false);
            const dated = given.exceptions.filter(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
            // by what the clock on the wall shows at every half hour of the block: no arithmetic of ours
            for (let moment = start; moment < end; moment = moment.plus({ minutes: 30 })) {
              const shows = clock(moment);
              const inside = ({ startsAt, endsAt }: { startsAt: string | null; endsAt: string | null }) =>
                (startsAt ?? "00:00") <= shows && shows < (endsAt ?? "24:00");
              const planned = given.plan.filter(({ weekday }) => weekday === start.weekday);
              if (![...planned, ...dated.filter(({ kind }) => kind === "open")].some(inside)) throw new Error(`${moment} is not open`);
              if (dated.filter(({ kind }) => kind === "away").some(inside)) throw new Error(`${moment} is away`);
            }
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});

test("lays only the days that are asked for", () => {
  const plan = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, startsAt: "09:00", endsAt: "11:00" }));
  let laid = 0;
  function* counted() {
    for (const day of openDays({ zone: PARIS, plan, exceptions: [] }, at("2026-11-23T00:00"), at("2027-11-23T00:00"))) {
      laid++;
      yield day;
    }
  }
  const found: DateTime[] = [];
  for (const start of freeSlots(counted(), [], RULES, at("2026-01-01T00:00"))) if (found.push(start) === 4) break;
  expect(found).toHaveLength(4);
  expect(laid).toBe(2);
});
