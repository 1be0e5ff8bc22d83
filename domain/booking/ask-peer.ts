import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

/**
 * Turns a hold into a request to the peer (`proposed` to `pending`), to be answered by `due`; the peer is asked in a turn of their own.
 *
 * @returns `"gone"` if the hold has ended meanwhile
 */
export async function askPeer(db: Db, appointmentId: string, due: DateTime): Promise<"asked" | "gone"> {
  const { rowCount } = await db.query(
    `update appointment set status = 'pending', expires_at = $2, version = version + 1
     where appointment_id = $1 and status = 'proposed' and expires_at > turn_now()`,
    [appointmentId, due.toJSDate()],
  );
  if (!rowCount) return "gone";
  await enqueue(db, "ask-peer", appointmentId);
  await enqueue(db, "expire-request", appointmentId, due.toJSDate(), `expire ${appointmentId}`);
  return "asked";
}
