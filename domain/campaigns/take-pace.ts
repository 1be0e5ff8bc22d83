import { DateTime } from "luxon";
import type { Db } from "../db.ts";

/** What no number carries, as in Teams, goes by one pace too. */
const NO_SENDER = "00000000-0000-0000-0000-000000000000";

export interface Allowed {
  count: number;
  /** When the next may leave after these. */
  freeAt: DateTime;
}

/**
 * How many messages of a number may leave within the coming window, at most so many a minute for all campaigns of that number together. Time that has passed
 * unused is gone: after a pause or an outage nothing comes in a burst. Until the end of the transaction others wait.
 *
 * @param wanted no more are taken
 */
export async function takePace(
  db: Db,
  senderId: string | null,
  { perMinute, windowSeconds, wanted }: { perMinute: number; windowSeconds: number; wanted: number },
): Promise<Allowed> {
  await db.query(
    "insert into campaign_pace (programme_id, sender_id, free_at) values (current_programme(), $1, turn_now()) on conflict do nothing",
    [senderId ?? NO_SENDER],
  );
  const { rows } = await db.query<{ freeAt: Date; now: Date }>(
    `select greatest(free_at, turn_now()) as "freeAt", turn_now() as now from campaign_pace where sender_id = $1 for update`,
    [senderId ?? NO_SENDER],
  );
  const { freeAt: from = new Date(), now = from } = rows[0] ?? {};
  const { count, freeAt } = within(DateTime.fromJSDate(from), DateTime.fromJSDate(now).plus({ seconds: windowSeconds }), perMinute, wanted);
  if (count > 0) await db.query("update campaign_pace set free_at = $2 where sender_id = $1", [senderId ?? NO_SENDER, freeAt.toJSDate()]);
  return { count, freeAt };
}

/** One message an interval, the first as soon as the number is free. */
function within(freeAt: DateTime, until: DateTime, perMinute: number, wanted: number): Allowed {
  const intervalMs = 60_000 / perMinute;
  // as many as begin before the end of the window
  const fitting = Math.max(0, Math.ceil((until.toMillis() - freeAt.toMillis()) / intervalMs));
  const count = Math.min(fitting, wanted);
  return { count, freeAt: freeAt.plus({ milliseconds: count * intervalMs }) };
}
