import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { answerDue } from "../../../domain/booking/answer-due.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";

const { booking } = programmeSettings.parse({});
const at = (wall: string, zone = "Europe/Paris") => DateTime.fromISO(wall, { zone });

describe("a peer's answer is due", () => {
  const rows: [string, string, string, string][] = [
    ["within a day, for a slot next week", "2026-11-23T10:00", "2026-11-30T14:00", "2026-11-24T10:00"],
    ["within a day, for a slot 36 hours ahead", "2026-11-23T10:00", "2026-11-24T22:00", "2026-11-24T10:00"],
    ["12 hours before, for a slot a minute sooner than that", "2026-11-23T10:00", "2026-11-24T21:59", "2026-11-24T09:59"],
    ["12 hours before, for a slot tomorrow", "2026-11-23T10:00", "2026-11-24T14:00", "2026-11-24T02:00"],
    ["at once, for a slot at the notice itself", "2026-11-23T10:00", "2026-11-23T22:00", "2026-11-23T10:00"],
    // 12 hours are real hours: the night of 28 March 2027 has one less on the wall
    ["12 real hours before, where the clocks go forward", "2027-03-27T12:00", "2027-03-28T10:00", "2027-03-27T21:00"],
    ["12 real hours before, where they go back", "2027-10-30T12:00", "2027-10-31T10:00", "2027-10-30T23:00"],
  ];
  test.each(rows)("%s", (_, now, slot, due) => {
    expect(answerDue(at(slot), at(now), booking).toMillis()).toBe(at(due).toMillis());
  });

  test("as the programme says", () => {
    const rules = { ...booking, answerWithinMinutes: 60, answerBeforeMinutes: 30 };
    expect(answerDue(at("2026-11-23T18:00"), at("2026-11-23T10:00"), rules).toMillis()).toBe(at("2026-11-23T11:00").toMillis());
    expect(answerDue(at("2026-11-23T10:45"), at("2026-11-23T10:00"), rules).toMillis()).toBe(at("2026-11-23T10:15").toMillis());
  });

  test("never before now", () => {
    const now = at("2026-11-23T10:00");
    expect(answerDue(at("2026-11-23T15:00"), now, booking).toMillis()).toBe(now.toMillis());
  });
});

test("a night, a Sunday or a holiday takes nothing of the time to answer: it counts from when the request can first be read", () => {
  const rules = programmeSettings.parse({}).booking;
  const saturdayEvening = DateTime.fromISO("2026-11-28T20:30", { zone: "Europe/Paris" });
  const mondayMorning = DateTime.fromISO("2026-11-30T08:00", { zone: "Europe/Paris" });
  const wednesday = DateTime.fromISO("2026-12-02T14:00", { zone: "Europe/Paris" });
  expect(answerDue(wednesday, saturdayEvening, rules, mondayMorning).toFormat("ccc HH:mm")).toBe("Tue 08:00");
});
