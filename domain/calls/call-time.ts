import type { DateTime } from "luxon";
import { endOfQuiet } from "../deliveries/quiet-hours.ts";

/** Times of day at which somebody may like to be called, and the hours of each, in their zone. */
export const CALL_TIMES = ["morning", "midday", "afternoon", "evening"] as const;
export type CallTime = (typeof CALL_TIMES)[number];
const HOURS: Record<CallTime, [from: number, to: number]> = { morning: [8, 12], midday: [12, 14], afternoon: [14, 18], evening: [18, 20] };

/** So short before it is over a message is told at its own time: the next hour that its owner chose may come too late. */
const HURRIED_HOURS = 3;

/** The earliest instant from `at` on that lies in somebody's hours, and neither on a Sunday nor on a public holiday. */
export function nextCallTime(at: DateTime, time: CallTime, zone: string, country: string | undefined): DateTime {
  const [from, to] = HOURS[time];
  let local = at.setZone(zone);
  // no row of Sundays and holidays is longer than two weeks
  for (let day = 0; day < 14; day++) {
    if (local.hour < from) local = local.set({ hour: from, minute: 0, second: 0, millisecond: 0 });
    if (local.hour < to) {
      const open = endOfQuiet(local, zone, country);
      if (+open === +local) return local;
    }
    local = local.plus({ days: 1 }).startOf("day");
  }
  return local;
}

/** What is to be told, as far as it says when. */
export interface ToTell {
  class: string;
  /** May leave in quiet hours. */
  anyTime: boolean;
  /** After that it is of no use. */
  expiresAt: DateTime | null;
  /** The appointment that it speaks of starts then. */
  startsAt: DateTime | null;
  /** null: at waking hours. */
  time: CallTime | null;
}

/**
 * When somebody is called for a message: in the hours they chose. What is nearly over, or would be by then (a reminder of two hours, a talk today), keeps its own time,
 * and what changes something, or what a person wrote, comes at the next waking hour.
 */
export function whenToCall(message: ToTell, now: DateTime, zone: string, country: string | undefined): DateTime {
  if (message.class === "safety") return now;
  const awake = endOfQuiet(now, zone, country);
  const chosen = message.time ? nextCallTime(now, message.time, zone, country) : awake;
  const ends = [message.expiresAt, message.startsAt].filter((end) => end !== null && end > now) as DateTime[];
  if (ends.some((end) => end.diff(now).as("hours") <= HURRIED_HOURS || chosen >= end)) return message.anyTime ? now : awake;
  return message.class === "urgent" || message.class === "human" ? awake : chosen;
}
