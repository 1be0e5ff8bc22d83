import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { summaryTime, weekOf } from "../../../domain/coordination/summary-time.ts";

const PARIS = { zone: "Europe/Paris", country: "FR" };

test.each([
  ["a Monday", "2026-11-30", "2026-11-30T08:30:00.000+01:00"],
  ["the Monday after a change of clocks", "2026-10-26", "2026-10-26T08:30:00.000+01:00"],
  ["Easter Monday, a public holiday", "2027-03-29", "2027-03-30T08:30:00.000+02:00"],
  ["Whit Monday", "2027-05-17", "2027-05-18T08:30:00.000+02:00"],
  ["a Christmas on a Monday", "2028-12-25", "2028-12-26T08:30:00.000+01:00"],
])("the summary of %s is told at 08:30 of the first working day", (_, monday, told) => {
  expect(summaryTime(DateTime.fromISO(monday, { zone: PARIS.zone }), PARIS).toISO()).toBe(told);
});

test("a week begins at midnight on Monday where the programme is", () => {
  // still Sunday in Paris, Monday in La Réunion
  const at = DateTime.fromISO("2026-11-29T22:00:00Z");
  expect(weekOf(at, "Europe/Paris").toISODate()).toBe("2026-11-23");
  expect(weekOf(at, "Indian/Reunion").toISODate()).toBe("2026-11-30");
});
