import fc from "fast-check";
import { DateTime, Interval } from "luxon";
import { describe, expect, test } from "vitest";
import {
  type AvailabilityException,
  freeSlots as freeSlotsOf,
  openDays,
  type SlotRules,
  spreadSlots as spreadSlotsOf,
  type WeeklyWindow,
} from "../../../domain/booking/slots.ts";
import { wakingMinutes } from "../../../domain/booking/waking-hours.ts";

const PARIS = "Europe/Paris";
const RULES = { stepMinutes: 30, blockMinutes: 60, noticeMinutes: 0 };
/** Long before any window here. */
const EARLY = at("2026-01-01T00:00");

function at(wall: string, zone = PARIS): DateTime {
  return DateTime.fromISO(wall, { zone });
}
function between(from: string, until: string, zone = PARIS): Interval {
  return Interval.fromDateTimes(at(from, zone), at(until, zone));
}
/** All free starts of some windows. */
const freeSlots = (open: Interval[], taken: Interval[], rules: SlotRules, now: DateTime, away: Interval[] = []) => [
  ...freeSlotsOf([{ open, away }], taken, rules, now),
];
const openWindows = (plan: WeeklyWindow[], zone: string, from: DateTime, until: DateTime, exceptions: AvailabilityException[] = []) =>
  [...openDays({ zone, plan, exceptions }, from, until)].flatMap(({ open }) => open);
const spreadSlots = (starts: DateTime[]) => [...spreadSlotsOf(starts)];
const times = (starts: DateTime[], zone = PARIS) => starts.map((start) => start.setZone(zone).toFormat("HH:mm"));

describe("the starts of an open window", () => {
  const rows: [string, string, string, Partial<typeof RULES>, string[]][] = [
    ["come every half hour while talk and buffer still fit", "14:00", "16:00", {}, ["14:00", "14:30", "15:00"]],
    ["are one when the block just fits", "14:00", "15:00", {}, ["14:00"]],
    ["are none when a minute is missing", "14:00", "14:59", {}, []],
    ["begin where the window begins, not at a full hour", "14:10", "15:45", {}, ["14:10", "14:40"]],
    ["come as often as the step says", "14:00", "15:30", { stepMinutes: 15 }, ["14:00", "14:15", "14:30"]],
    ["may lie further apart than a block is long", "14:00", "18:00", { stepMinutes: 90 }, ["14:00", "15:30", "17:00"]],
    ["are fewer with a longer block", "14:00", "16:00", { blockMinutes: 120 }, ["14:00"]],
  ];
  test.each(rows)("%s", (_, from, until, rules, starts) => {
    expect(times(freeSlots([between(`2026-11-24T${from}`, `2026-11-24T${until}`)], [], { ...RULES, ...rules }, EARLY))).toEqual(starts);
  });

  test("are each named once where windows overlap or touch", () => {
    const windows = [
      between("2026-11-24T15:00", "2026-11-24T17:00"),
      between("2026-11-24T14:00", "2026-11-24T15:30"),
      between("2026-11-24T17:00", "2026-11-24T17:30"),
    ];
    expect(times(freeSlots(windows, [], RULES, EARLY))).toEqual(["14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]);
  });

  test("are none without windows", () => {
    expect(freeSlots([], [], RULES, EARLY)).toEqual([]);
  });
});

describe("taken time", () => {
  const open = [between("2026-11-24T14:00", "2026-11-24T18:00")];
  const rows: [string, [string, string][], string[]][] = [
    ["takes its own block and what would run into it", [["15:00", "16:00"]], ["14:00", "16:00", "16:30", "17:00"]],
    ["that ends when a slot starts leaves it free", [["13:00", "14:00"]], ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00"]],
    ["that starts when a block ends leaves it free", [["15:00", "18:00"]], ["14:00"]],
    [
      "of one minute takes every block over it",
      [["15:29", "15:30"]],
      ["14:00", "15:30", "16:00", "16:30", "17:00"].filter((start) => start !== "14:30"),
    ],
    [
      "may overlap other taken time",
      [
        ["14:00", "15:30"],
        ["15:00", "17:00"],
      ],
      ["17:00"],
    ],
    ["may be longer than the window", [["12:00", "20:00"]], []],
  ];
  test.each(rows)("%s", (_, taken, starts) => {
    const busy = taken.map(([from, until]) => between(`2026-11-24T${from}`, `2026-11-24T${until}`));
    expect(times(freeSlots(open, busy, RULES, EARLY))).toEqual(starts);
  });

  test("does not move the steps: what is free after a short talk keeps its half hours", () => {
    expect(times(freeSlots(open, [between("2026-11-24T14:00", "2026-11-24T14:20")], RULES, EARLY))[0]).toBe("14:30");
  });
});

describe("the notice", () => {
  const open = [between("2026-11-24T14:00", "2026-11-24T16:00")];
  test.each([
    ["2026-11-24T02:00", ["14:00", "14:30", "15:00"]],
    ["2026-11-24T02:01", ["14:30", "15:00"]],
    ["2026-11-24T03:00", ["15:00"]],
    ["2026-11-24T03:01", []],
  ])("of 12 hours at %s leaves %j", (now, starts) => {
    expect(times(freeSlots(open, [], { ...RULES, noticeMinutes: 720 }, at(now)))).toEqual(starts);
  });
});

test.each([
  { stepMinutes: 0 },
  { stepMinutes: -30 },
  { stepMinutes: 1.5 },
  { stepMinutes: Number.NaN },
  { blockMinutes: 0 },
  { blockMinutes: -60 },
  { blockMinutes: Number.POSITIVE_INFINITY },
])("refuses a rule that would never end or means nothing: %j", (rules) => {
  expect(() => freeSlots([between("2026-11-24T14:00", "2026-11-24T16:00")], [], { ...RULES, ...rules }, EARLY)).toThrow(RangeError);
});

describe("a weekly plan", () => {
  const plan: WeeklyWindow[] = [
    { weekday: 1, startsAt: "14:00", endsAt: "18:00" },
    { weekday: 7, startsAt: "01:00", endsAt: "05:00" },
  ];
  const lay = (zone: string, from: string, until: string, over = plan) =>
    openWindows(over, zone, at(from, zone), at(until, zone)).map(
      (window) => `${window.start?.toFormat("yyyy-MM-dd HH:mm")} ${window.toDuration("minutes").minutes}`,
    );

  test("lies on its weekdays, each day once", () => {
    expect(lay(PARIS, "2026-11-23T10:00", "2026-12-07T10:00")).toEqual([
      "2026-11-23 14:00 240",
      "2026-11-29 01:00 240",
      "2026-11-30 14:00 240",
      "2026-12-06 01:00 240",
      "2026-12-07 14:00 240",
    ]);
  });

  test("goes on over the end of a year", () => {
    expect(lay(PARIS, "2026-12-28T00:00", "2027-01-05T00:00")).toEqual([
      "2026-12-28 14:00 240",
      "2027-01-03 01:00 240",
      "2027-01-04 14:00 240",
    ]);
    expect(lay(PARIS, "2026-12-31T00:00", "2027-01-02T00:00", [{ weekday: 5, startsAt: "00:00", endsAt: "02:00" }])).toEqual([
      "2027-01-01 00:00 120",
    ]);
  });

  test("drops a window that ends before it starts", () => {
    expect(
      lay(PARIS, "2026-11-23T00:00", "2026-11-24T00:00", [
        { weekday: 1, startsAt: "18:00", endsAt: "14:00" },
        { weekday: 1, startsAt: "14:00", endsAt: "14:00" },
      ]),
    ).toEqual([]);
  });

  // clocks: Europe/Paris 2027-03-28 02:00 -> 03:00, 2027-10-31 03:00 -> 02:00; Réunion and Guadeloupe keep one time
  const clocks: [string, string, string, number, string[]][] = [
    ["loses an hour in Paris in spring", PARIS, "2027-03-28", 180, ["01:00", "01:30", "03:00", "03:30", "04:00"]],
    // the doubled hour is real time, but nobody could say which of the two is meant
    ["gains an hour in Paris in autumn, in which nothing starts", PARIS, "2027-10-31", 300, ["01:00", "01:30", "03:00", "03:30", "04:00"]],
    [
      "keeps its length on Réunion in spring",
      "Indian/Reunion",
      "2027-03-28",
      240,
      ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
    ],
    [
      "keeps its length on Réunion in autumn",
      "Indian/Reunion",
      "2027-10-31",
      240,
      ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
    ],
    [
      "keeps its length in Guadeloupe in spring",
      "America/Guadeloupe",
      "2027-03-28",
      240,
      ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
    ],
    [
      "keeps its length in Guadeloupe in autumn",
      "America/Guadeloupe",
      "2027-10-31",
      240,
      ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"],
    ],
  ];
  test.each(clocks)("%s", (_, zone, day, minutes, starts) => {
    const windows = openWindows(plan, zone, at(`${day}T00:00`, zone), at(`${day}T12:00`, zone));
    expect(windows.map((window) => window.toDuration("minutes").minutes)).toEqual([minutes]);
    const free = freeSlots(windows, [], RULES, EARLY);
    expect(times(free, zone)).toEqual(starts);
    // steps are real time, whatever the labels say
    for (const start of free) expect(start.diff(free[0] as DateTime, "minutes").minutes % 30).toBe(0);
  });

  test("begins when the clocks have moved on, where its own hour is skipped", () => {
    expect(lay(PARIS, "2027-03-28T00:00", "2027-03-29T00:00", [{ weekday: 7, startsAt: "02:30", endsAt: "05:00" }])).toEqual([
      "2027-03-28 03:30 90",
    ]);
  });

  test("keeps its wall time over a change of clocks", () => {
    const mondays = openWindows(plan, PARIS, at("2027-03-22T00:00"), at("2027-03-30T00:00")).filter(({ start }) => start?.weekday === 1);
    expect(mondays.map(({ start }) => start?.toUTC().toFormat("HH:mm"))).toEqual(["13:00", "12:00"]);
  });

  test("of a peer in Paris drifts by an hour for a patient on Réunion", () => {
    const seen = openWindows(plan, PARIS, at("2027-03-22T00:00"), at("2027-03-30T00:00")).filter(({ start }) => start?.weekday === 1);
    expect(
      times(
        seen.map(({ start }) => start as DateTime),
        "Indian/Reunion",
      ),
    ).toEqual(["17:00", "16:00"]);
  });
});

describe("any plan and any taken time", () => {
  const minute = fc.integer({ min: 0, max: 14 * 24 * 60 });
  const span = fc.tuple(minute, fc.integer({ min: 1, max: 600 })).map(([start, length]) => {
    const from = at("2027-03-22T00:00").plus({ minutes: start });
    return Interval.fromDateTimes(from, from.plus({ minutes: length }));
  });
  const rules = fc.record({
    stepMinutes: fc.integer({ min: 5, max: 120 }),
    blockMinutes: fc.integer({ min: 5, max: 180 }),
    noticeMinutes: fc.integer({ min: 0, max: 3000 }),
  });

  test("give starts in order, none twice, inside the windows, clear of taken time, after the notice", () => {
    const now = at("2027-03-22T09:00");
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), fc.array(span, { maxLength: 8 }), rules, (windows, taken, given) => {
        const open = Interval.merge(windows);
        const starts = freeSlots(windows, taken, given, now);
        for (const [index, start] of starts.entries()) {
          const block = Interval.fromDateTimes(start, start.plus({ minutes: given.blockMinutes }));
          expect(open.some((window) => window.engulfs(block))).toBe(true);
          expect(taken.some((busy) => busy.overlaps(block))).toBe(false);
          expect(start.diff(now, "minutes").minutes).toBeGreaterThanOrEqual(given.noticeMinutes);
          if (index > 0) expect(start.toMillis()).toBeGreaterThan((starts[index - 1] as DateTime).toMillis());
        }
      }),
    );
  });
});

describe("three offers", () => {
  const spread = (...starts: string[]) => spreadSlots(starts.map((start) => at(start))).map((start) => start.toFormat("dd HH:mm"));

  test("are the first of each morning, afternoon and evening", () => {
    expect(
      spread(
        "2026-11-24T09:00",
        "2026-11-24T11:30",
        "2026-11-24T12:00",
        "2026-11-24T16:59",
        "2026-11-24T17:00",
        "2026-11-24T19:00",
        "2026-11-25T09:30",
      ),
    ).toEqual(["24 09:00", "24 12:00", "24 17:00", "25 09:30"]);
  });

  test("are counted in the starts' own zone", () => {
    const utc = ["2026-11-24T10:30:00Z", "2026-11-24T11:30:00Z"].map((start) => DateTime.fromISO(start, { zone: "utc" }));
    expect(spreadSlots(utc)).toHaveLength(1);
    expect(spreadSlots(utc.map((start) => start.setZone(PARIS)))).toHaveLength(2);
  });

  test("are none of none", () => {
    expect(spreadSlots([])).toEqual([]);
  });
});

describe("waking minutes, 8:00 to 21:00", () => {
  const rows: [string, string, string, string, number][] = [
    ["of a whole day", "2026-11-24T00:00", "2026-11-25T00:00", PARIS, 780],
    ["of a night", "2026-11-24T21:00", "2026-11-25T08:00", PARIS, 0],
    ["around a night", "2026-11-24T20:00", "2026-11-25T09:00", PARIS, 120],
    ["within a morning", "2026-11-24T09:10", "2026-11-24T09:25", PARIS, 15],
    ["before waking", "2026-11-24T07:00", "2026-11-24T08:01", PARIS, 1],
    ["of nothing", "2026-11-24T10:00", "2026-11-24T10:00", PARIS, 0],
    ["backwards", "2026-11-25T10:00", "2026-11-24T10:00", PARIS, 0],
    ["of the day that clocks go forward at night", "2027-03-28T00:00", "2027-03-29T00:00", PARIS, 780],
    ["of the day that clocks go back at night", "2027-10-31T00:00", "2027-11-01T00:00", PARIS, 780],
    ["over the end of a year", "2026-12-31T20:00", "2027-01-01T09:00", PARIS, 120],
    ["over three days", "2026-11-24T12:00", "2026-11-26T12:00", PARIS, 540 + 780 + 240],
  ];
  test.each(rows)("%s", (_, from, until, zone, minutes) => {
    expect(wakingMinutes(at(from, zone), at(until, zone), zone)).toBe(minutes);
  });

  test.each([
    [PARIS, 60], // 20:00 to 22:00
    ["Indian/Reunion", 0], // 23:00 to 1:00
    ["America/Guadeloupe", 120], // 15:00 to 17:00
  ])("are the person's own, in %s", (zone, minutes) => {
    expect(wakingMinutes(at("2026-11-24T20:00"), at("2026-11-24T22:00"), zone)).toBe(minutes);
  });
});
