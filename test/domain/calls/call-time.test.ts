import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { nextCallTime, type ToTell, whenToCall } from "../../../domain/calls/call-time.ts";

const ZONE = "Europe/Paris";
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE });
const shown = (time: DateTime) => time.toFormat("MM-dd HH:mm");

test.each([
  // Monday
  ["11-23T10:00", "morning", "11-23 10:00"],
  ["11-23T06:30", "morning", "11-23 08:00"],
  ["11-23T12:00", "morning", "11-24 08:00"],
  ["11-23T12:00", "midday", "11-23 12:00"],
  ["11-23T13:59", "midday", "11-23 13:59"],
  ["11-23T14:00", "midday", "11-24 12:00"],
  ["11-23T10:00", "afternoon", "11-23 14:00"],
  ["11-23T19:59", "evening", "11-23 19:59"],
  ["11-23T20:00", "evening", "11-24 18:00"],
  // Saturday: the next day is a Sunday
  ["11-28T12:30", "morning", "11-30 08:00"],
  ["11-29T15:00", "afternoon", "11-30 14:00"],
  // Christmas is a Friday
  ["12-24T20:30", "evening", "12-26 18:00"],
  // the clocks go back in the night before
  ["10-24T20:30", "morning", "10-26 08:00"],
] as const)("from %s on the %s's hours come at %s", (from, time, expected) => {
  expect(shown(nextCallTime(at(`2026-${from}`), time, ZONE, "FR"))).toBe(expected);
});

describe("a message is told", () => {
  const told = (over: Partial<ToTell>, now = "2026-11-23T10:00") =>
    shown(whenToCall({ class: "notice", anyTime: false, expiresAt: null, startsAt: null, time: "evening", ...over }, at(now), ZONE, "FR"));

  test("in the hours that were chosen, and at waking hours where none were", () => {
    expect(told({})).toBe("11-23 18:00");
    expect(told({ time: null })).toBe("11-23 10:00");
    expect(told({ time: null }, "2026-11-23T22:00")).toBe("11-24 08:00");
  });

  test("at its own time, if it would come too late else", () => {
    expect(told({ class: "reminder", anyTime: true, expiresAt: at("2026-11-23T11:50") })).toBe("11-23 10:00");
    expect(told({ class: "reminder", anyTime: true, expiresAt: at("2026-11-25T10:00") })).toBe("11-23 18:00");
    expect(told({ class: "appointment", anyTime: true, startsAt: at("2026-11-23T17:00") })).toBe("11-23 10:00");
    expect(told({ expiresAt: at("2026-11-24T09:00") }, "2026-11-23T21:00")).toBe("11-24 08:00");
  });

  test("the sooner the more it changes, and never at night but for danger", () => {
    expect(told({ class: "urgent", anyTime: true })).toBe("11-23 10:00");
    expect(told({ class: "human", anyTime: true }, "2026-11-23T22:00")).toBe("11-24 08:00");
    expect(told({ class: "safety", anyTime: true }, "2026-11-23T22:00")).toBe("11-23 22:00");
  });
});
