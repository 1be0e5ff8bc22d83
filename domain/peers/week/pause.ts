import { DateTime } from "luxon";
import type { Db } from "../../db.ts";
import { dequeue, enqueue } from "../../enqueue.ts";
import { LONGEST_DAYS } from "./change-dates.ts";
import type { WeekRefusal } from "./refusal.ts";

/**
 * Stops new requests to a peer: until a day (its last one, `yyyy-MM-dd` in the peer's zone), after which a job ends the pause, or until they resume.
 * Appointments stay as they are.
 *
 * @param now in the peer's zone
 */
export async function pausePeer(
  db: Db,
  peerId: string,
  until: string | null,
  now: DateTime,
): Promise<"paused" | Extract<WeekRefusal, "past" | "too-long">> {
  const ends = until === null ? null : DateTime.fromISO(until, { zone: now.zone }).plus({ days: 1 }).startOf("day");
  if (ends && ends <= now) return "past";
  if (ends && ends > now.plus({ days: LONGEST_DAYS })) return "too-long";
  await db.query("update peer set paused_at = coalesce(paused_at, turn_now()), paused_until = $2 where person_id = $1", [peerId, until]);
  if (ends) await enqueue(db, "end-pause", peerId, ends.toJSDate(), `pause ${peerId}`);
  else await dequeue(db, `pause ${peerId}`);
  return "paused";
}

/** Ends a pause: the peer is offered again, and counts as new in the rotation from now on. */
export async function resumePeer(db: Db, peerId: string): Promise<"resumed" | "not-paused"> {
  await dequeue(db, `pause ${peerId}`);
  const { rowCount } = await db.query(
    "update peer set paused_at = null, paused_until = null, active_since = turn_now() where person_id = $1 and paused_at is not null",
    [peerId],
  );
  return rowCount ? "resumed" : "not-paused";
}

/** The day has come: ends a pause whose last day is over. */
export async function endPause(db: Db, peerId: string): Promise<"resumed" | "not-paused"> {
  const { rowCount } = await db.query(
    `update peer set paused_at = null, paused_until = null, active_since = turn_now() from person
     where peer.person_id = $1 and person.person_id = $1 and paused_at is not null and paused_until < (turn_now() at time zone person.zone)::date`,
    [peerId],
  );
  return rowCount ? "resumed" : "not-paused";
}
