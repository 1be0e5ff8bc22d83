import { type DateTime, Interval } from "luxon";
import { type Appointment, listAppointments } from "../../booking/appointment.ts";
import { openDays } from "../../booking/slots.ts";
import type { Db } from "../../db.ts";
import { loadWeek, type Week } from "./load-week.ts";

/** The talks, asked or agreed, that lie outside a peer's week as it is now. They stand; the peer may withdraw from them. */
export async function appointmentsOutside(db: Db, peerId: string): Promise<Appointment[]> {
  const week = await loadWeek(db, peerId);
  if (!week) return [];
  const live = await listAppointments(db, "peer", peerId, ["pending", "booked"]);
  return live.filter(({ startsAt, endsAt }) => liesOutside(week, startsAt, endsAt));
}

/** Whether a talk is outside what is open, in time away, or in a pause. */
export function liesOutside(week: Week, startsAt: DateTime, endsAt: DateTime): boolean {
  const local = startsAt.setZone(week.zone);
  if (week.paused && (week.pausedUntil === null || (local.toISODate() ?? "") <= week.pausedUntil)) return true;
  const talk = Interval.fromDateTimes(startsAt, endsAt);
  for (const { open, away } of openDays(week, startsAt, endsAt))
    if (Interval.merge(open).some((window) => window.engulfs(talk))) return away.some((gone) => gone.overlaps(talk));
  return true;
}
