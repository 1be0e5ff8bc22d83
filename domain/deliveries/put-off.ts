import type { DateTime } from "luxon";
import type { Db } from "../db.ts";

/** Puts a delivery off; its job follows. */
export async function putOff(db: Db, deliveryId: string, until: DateTime): Promise<void> {
  await db.query(
    `with put_off as (
       update delivery set state = 'queued', send_after = $2, updated_at = turn_now()
       where delivery_id = $1 and state in ('queued', 'sending') returning delivery_id, person_id, send_after)
     select enqueue('send-delivery', delivery_id, send_after, 'send ' || delivery_id, person_queue(person_id)) from put_off`,
    [deliveryId, until.toJSDate()],
  );
}
