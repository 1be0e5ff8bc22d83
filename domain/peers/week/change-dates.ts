import { DateTime } from "luxon";
import type { AvailabilityException } from "../../booking/slots.ts";
import type { Db } from "../../db.ts";
import type { WeekRefusal } from "./refusal.ts";
import { minutesOf } from "./wall-time.ts";

/** Holidays and odd days of a year ahead. */
const MOST_EXCEPTIONS = 40;
/** A longer absence is a pause, or the end of being a peer. */
export const LONGEST_DAYS = 366;

/**
 * Adds what differs from the plan on some dates; saying the same twice adds it once. Appointments stay as they are.
 *
 * @param today in the peer's zone, `yyyy-MM-dd`
 */
export async function addException(
  db: Db,
  peerId: string,
  { kind, startsOn, endsOn, startsAt, endsAt }: AvailabilityException,
  today: string,
  blockMinutes: number,
): Promise<"added" | WeekRefusal> {
  if (endsOn < startsOn || (startsAt !== null && endsAt !== null && endsAt <= startsAt)) return "ends-before-start";
  if (endsOn < today) return "past";
  if (DateTime.fromISO(endsOn).diff(DateTime.fromISO(startsOn), "days").days > LONGEST_DAYS) return "too-long";
  if (kind === "open" && startsAt && endsAt && minutesOf(endsAt) - minutesOf(startsAt) < blockMinutes) return "too-short";
  const { rows } = await db.query<{ count: number; same: boolean }>(
    `select count(*) filter (where ends_on >= $7::date)::integer as count,
       coalesce(bool_or((kind, starts_on, ends_on) = ($2, $3::date, $4::date) and starts_at is not distinct from $5::time and ends_at is not distinct from $6::time), false) as same
     from availability_exception where peer_id = $1`,
    [peerId, kind, startsOn, endsOn, startsAt, endsAt, today],
  );
  if (rows[0]?.same) return "added";
  if ((rows[0]?.count ?? 0) >= MOST_EXCEPTIONS) return "too-many";
  await db.query(
    `insert into availability_exception (programme_id, peer_id, kind, starts_on, ends_on, starts_at, ends_at)
     values (current_programme(), $1, $2, $3, $4, $5, $6)`,
    [peerId, kind, startsOn, endsOn, startsAt, endsAt],
  );
  return "added";
}

/** Takes windows of the plan and dated exceptions away, by their ids. What is gone already is no matter. */
export async function removeTimes(db: Db, peerId: string, ids: string[]): Promise<number> {
  const { rows } = await db.query<{ removed: number }>(
    `with plan as (delete from availability where peer_id = $1 and availability_id = any($2) returning 1),
       dates as (delete from availability_exception where peer_id = $1 and exception_id = any($2) returning 1)
     select ((select count(*) from plan) + (select count(*) from dates))::integer as removed`,
    [peerId, ids],
  );
  return rows[0]?.removed ?? 0;
}
