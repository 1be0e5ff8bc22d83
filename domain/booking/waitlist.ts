import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { isQuiet } from "../deliveries/quiet-hours.ts";
import { enqueue } from "../enqueue.ts";

/** Whoever did not take one of three is looked for by people. */
export const MOST_NOTICES = 3;

/** The hour, where the patient is, at which it is looked whether somebody can be offered. */
const LOOKS_AT = 10;

/** The next time to look: once a day, never on a day that is quiet. */
export function nextLook(now: DateTime, zone: string, country: string): DateTime {
  let at = now.setZone(zone).set({ hour: LOOKS_AT, minute: 0, second: 0, millisecond: 0 });
  while (at <= now || isQuiet(at, zone, country)) at = at.plus({ days: 1 });
  return at;
}

/** A patient waits to be told when somebody is there. Who was told before on this request is told less often now. */
export async function joinWaitlist(db: Db, requestId: string, firstLook: DateTime): Promise<void> {
  await db.query("update request set state = 'waitlist' where request_id = $1 and state in ('open', 'with-coordinator')", [requestId]);
  await lookAgain(db, requestId, firstLook);
}

export async function lookAgain(db: Db, requestId: string, at: DateTime): Promise<void> {
  await enqueue(db, "look-waitlist", requestId, at.toJSDate(), `waitlist ${requestId}`);
}

/** Counts that the patient is told now. */
export async function countNotice(db: Db, requestId: string): Promise<void> {
  await db.query("update request set notices = notices + 1, noticed_at = turn_now() where request_id = $1", [requestId]);
}
