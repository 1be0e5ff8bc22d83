import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { checkBackTime } from "../../../domain/safety/check-back.ts";

test.each([
  ["in the day", "2026-11-23T10:00", "Europe/Paris", "2026-11-24T10:00"],
  ["in the evening", "2026-11-23T23:59", "Europe/Paris", "2026-11-24T10:00"],
  ["in the night, which belongs to the day before", "2026-11-24T02:30", "Europe/Paris", "2026-11-24T10:00"],
  ["early in the morning", "2026-11-24T05:00", "Europe/Paris", "2026-11-25T10:00"],
  ["before a Sunday", "2026-11-28T18:00", "Europe/Paris", "2026-11-30T08:00"],
  ["before Christmas", "2026-12-24T18:00", "Europe/Paris", "2026-12-26T08:00"],
  ["before Easter", "2027-03-27T12:00", "Europe/Paris", "2027-03-30T08:00"],
  ["before the clocks change, which is on a Sunday", "2026-10-24T12:00", "Europe/Paris", "2026-10-26T08:00"],
  ["overseas, by the person's own clock", "2026-11-23T22:00", "Indian/Reunion", "2026-11-24T10:00"],
] as const)("who writes %s is asked when nobody is disturbed", (_, at, zone, asked) => {
  const time = checkBackTime(DateTime.fromISO(at, { zone }), "FR");
  expect(time.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(asked);
  expect(time.zoneName).toBe(zone);
});
