import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { parseDays } from "../../../bot/cli/coordination.ts";
import { nextDuty, onDutyAt, type RotaPlace, type Shift } from "../../../domain/coordination/rota.ts";

const PARIS: RotaPlace = { zone: "Europe/Paris", country: "FR" };
const REUNION: RotaPlace = { zone: "Indian/Reunion", country: "FR" };

const office = (personId: string, over: Partial<Shift> = {}): Shift[] =>
  [1, 2, 3, 4, 5].map((weekday) => ({ personId, weekday, startsAt: "09:00", endsAt: "17:00", rank: 1, onHolidays: false, ...over }));

const at = (local: string, zone = "Europe/Paris") => DateTime.fromISO(local, { zone });
const whoAt = (shifts: Shift[], local: string, place = PARIS) => onDutyAt(shifts, at(local), place).map(({ personId }) => personId);

describe("who is on duty", () => {
  test.each([
    ["a Monday morning", "2026-11-23T10:00", ["camille"]],
    ["at the minute it begins", "2026-11-23T09:00", ["camille"]],
    ["a minute before", "2026-11-23T08:59", []],
    ["at the minute it ends", "2026-11-23T17:00", []],
    ["a Saturday", "2026-11-28T10:00", []],
    // 11 November 2026 is a Wednesday
    ["a public holiday", "2026-11-11T10:00", []],
    // Monday, Whit Monday
    ["a movable holiday", "2027-05-17T10:00", []],
  ])("%s", (_, local, who) => {
    expect(whoAt(office("camille"), local)).toEqual(who);
  });

  test("is somebody on a public holiday where the shift is held then too", () => {
    expect(whoAt(office("camille", { onHolidays: true }), "2026-11-11T10:00")).toEqual(["camille"]);
  });

  test("comes by rank, whatever the order they were added in", () => {
    const shifts = [...office("noor", { rank: 2 }), ...office("camille"), ...office("alex", { rank: 3 })];
    expect(whoAt(shifts, "2026-11-23T10:00")).toEqual(["camille", "noor", "alex"]);
  });

  test("is counted in the programme's zone, not in that of the clock", () => {
    // 6:30 in Paris is 9:30 on Réunion
    expect(whoAt(office("camille"), "2026-11-23T06:30", REUNION)).toEqual(["camille"]);
    expect(whoAt(office("camille"), "2026-11-23T06:30", PARIS)).toEqual([]);
  });

  test("is somebody up to midnight where the shift ends at 24:00, and after it where another begins", () => {
    const night = [
      { personId: "camille", weekday: 1, startsAt: "20:00", endsAt: "24:00", rank: 1, onHolidays: false },
      { personId: "noor", weekday: 2, startsAt: "00:00", endsAt: "06:00", rank: 1, onHolidays: false },
    ];
    expect(whoAt(night, "2026-11-23T23:59")).toEqual(["camille"]);
    expect(whoAt(night, "2026-11-24T00:00")).toEqual(["noor"]);
  });
});

describe("the next time somebody is on duty", () => {
  test.each([
    ["tonight: tomorrow morning", "2026-11-23T20:00", "2026-11-24T09:00"],
    ["before it begins: the same day", "2026-11-23T07:00", "2026-11-23T09:00"],
    ["Friday evening: Monday", "2026-11-27T18:00", "2026-11-30T09:00"],
    ["the evening before a public holiday: the day after it", "2026-11-10T18:00", "2026-11-12T09:00"],
    // 25 December is a Friday
    ["Christmas Eve: the Monday after", "2026-12-24T18:00", "2026-12-28T09:00"],
    ["the night of the change of clocks: wall time", "2027-03-27T18:00", "2027-03-30T09:00"],
  ])("%s", (_, now, next) => {
    // 29 March 2027 is Easter Monday
    expect(nextDuty(office("camille"), at(now), PARIS)?.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(next);
  });

  test("is the earliest of all, in the programme's zone", () => {
    const shifts = [...office("camille"), { personId: "noor", weekday: 6, startsAt: "10:00", endsAt: "12:00", rank: 2, onHolidays: false }];
    expect(nextDuty(shifts, at("2026-11-27T18:00"), REUNION)?.toISO()).toBe("2026-11-28T10:00:00.000+04:00");
  });

  test("is not known where the rota is empty", () => {
    expect(nextDuty([], at("2026-11-23T10:00"), PARIS)).toBeUndefined();
  });
});

describe("days, as they are typed", () => {
  test.each([
    ["mon-fri", [1, 2, 3, 4, 5]],
    ["sat,sun", [6, 7]],
    ["Fri-Mon", [1, 5, 6, 7]],
    ["wed", [3]],
    ["mon-sun,mon", [1, 2, 3, 4, 5, 6, 7]],
  ])("%s", (said, days) => {
    expect(parseDays(said)).toEqual(days);
  });

  test.each(["monday", "", "mon-", "1-5", "mon-tue-wed"])("refuses %s", (said) => {
    expect(() => parseDays(said)).toThrow("Days are given as mon-fri, or sat,sun");
  });
});
