import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { reminderTimes } from "../../../domain/reminders/reminder-times.ts";

const at = (iso: string, zone = "Europe/Paris") => DateTime.fromISO(iso, { zone });
const shown = (startsAt: DateTime, side: "patient" | "peer", isCall = true) =>
  reminderTimes(startsAt, { side, isCall }).map(({ kind, dueAt }) => `${kind} ${dueAt.toFormat("yyyy-MM-dd HH:mm")}`);

describe("reminderTimes", () => {
  test.each([
    [
      "in the afternoon",
      "2026-11-26T16:30",
      "patient",
      true,
      ["48-hours 2026-11-24 16:30", "2-hours 2026-11-26 14:30", "10-minutes 2026-11-26 16:20"],
    ],
    ["no 10 minutes where nobody dials", "2026-11-26T16:30", "patient", false, ["48-hours 2026-11-24 16:30", "2-hours 2026-11-26 14:30"]],
    ["a peer needs no two-way one", "2026-11-26T16:30", "peer", true, ["2-hours 2026-11-26 14:30", "10-minutes 2026-11-26 16:20"]],
    [
      "the evening before, if it were due before 8:00",
      "2026-11-26T09:00",
      "patient",
      true,
      ["48-hours 2026-11-24 09:00", "2-hours 2026-11-25 19:00", "10-minutes 2026-11-26 08:50"],
    ],
    ["both early ones", "2026-11-26T07:30", "patient", false, ["48-hours 2026-11-23 19:00", "2-hours 2026-11-25 19:00"]],
    ["exactly 8:00 is not too early", "2026-11-26T10:00", "peer", false, ["2-hours 2026-11-26 08:00"]],
    [
      "over the spring change, 48 elapsed hours",
      "2027-03-29T10:00",
      "patient",
      false,
      ["48-hours 2027-03-27 09:00", "2-hours 2027-03-29 08:00"],
    ],
    [
      "over the autumn change, 48 elapsed hours",
      "2027-11-01T10:00",
      "patient",
      false,
      ["48-hours 2027-10-30 11:00", "2-hours 2027-11-01 08:00"],
    ],
  ] as const)("%s", (_, startsAt, side, isCall, expected) => {
    expect(shown(at(startsAt), side, isCall)).toEqual(expected);
  });

  test("counts early hours where the reader lives, not where the peer does", () => {
    // 10:00 in Paris in winter is 13:00 in Réunion and 5:00 in Guadeloupe
    const start = at("2026-11-26T10:00");
    expect(shown(start.setZone("Indian/Reunion"), "peer", false)).toEqual(["2-hours 2026-11-26 11:00"]);
    expect(shown(start.setZone("America/Guadeloupe"), "peer", false)).toEqual(["2-hours 2026-11-25 19:00"]);
  });

  test("says until when each is of use: the two-way one while one may still move", () => {
    const times = reminderTimes(at("2026-11-26T16:30"), { side: "patient", isCall: true });
    expect(times.map(({ usefulUntil }) => usefulUntil.toFormat("HH:mm"))).toEqual(["12:30", "16:20", "16:30"]);
  });
});
