import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

/** A request that its peer has not answered after this is in the coordinators' queue. */
const UNCONFIRMED_AFTER = "12 hours";

/**
 * Turns a hold into a request to the peer (`proposed` to `pending`), to be answered by `due`; the peer is asked in a turn of their own.
 *
 * @returns `"gone"` if the hold has ended meanwhile
 */
export async function askPeer(db: Db, appointmentId: string, due: DateTime): Promise<"asked" | "gone"> {
  const { rowCount } = await db.query(
    `with asked as (
       update appointment set status = 'pending', expires_at = $2, version = version + 1
       where appointment_id = $1 and status = 'proposed' and expires_at > turn_now()
       returning appointment_id, request_id
     ), found as (
       -- who waited has somebody now; if it comes to nothing, it is looked after again
       update request set state = 'open' from asked where request.request_id = asked.request_id and request.state = 'waitlist'
       returning request.request_id
     )
     select dequeue('waitlist ' || request_id), (select enqueue('check-promise', request_id, $2::timestamptz + interval '1 minute', 'promise ' || request_id) from found),
       enqueue('note-unconfirmed', appointment_id, turn_now() + $3::interval, 'unconfirmed ' || appointment_id) from asked`,
    [appointmentId, due.toJSDate(), UNCONFIRMED_AFTER],
  );
  if (!rowCount) return "gone";
  await enqueue(db, "ask-peer", appointmentId);
  await enqueue(db, "expire-request", appointmentId, due.toJSDate(), `expire ${appointmentId}`);
  return "asked";
}
