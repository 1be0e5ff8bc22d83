import { DateTime } from "luxon";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { handToCoordinator, loadRequest, type PatientRequest } from "./request.ts";

/** The pilot's promise: somebody within a day. After two days people look, not the programme. */
const TELL_AFTER_HOURS = 24;
const HAND_OVER_AFTER_HOURS = 48;

/** Whether a request has waited so long that the next one to look for somebody is a coordinator. */
export const isOverdue = ({ openedAt }: PatientRequest, now: DateTime): boolean => now >= openedAt.plus({ hours: HAND_OVER_AFTER_HOURS });

/**
 * Looks after a request that nobody has taken: after 24 h it is in the work queue, and stays open; after 48 h it is the coordinator's, unless
 * a peer is asked or a slot held at that moment, or `busyUntil` has not passed: then it is looked at again after that. On the waitlist nothing is
 * taken out of the patient's hands.
 *
 * @param busyUntil until when the patient may still answer a question about it
 */
export async function checkPromise(db: Db, requestId: string, now: DateTime, busyUntil?: DateTime): Promise<"waits" | "handed-over"> {
  const request = await loadRequest(db, requestId);
  if (request?.state !== "open" && request?.state !== "waitlist") return "waits";
  const lookAgain = (at: DateTime) => enqueue(db, "check-promise", requestId, at.toJSDate(), `promise ${requestId}`);
  if (!isOverdue(request, now)) {
    const told = request.openedAt.plus({ hours: TELL_AFTER_HOURS });
    if (now >= told) await openWorkItem(db, "unmatched", request.patientId, { requestId });
    await lookAgain(now >= told ? request.openedAt.plus({ hours: HAND_OVER_AFTER_HOURS }) : told);
    return "waits";
  }
  await openWorkItem(db, "unmatched", request.patientId, { requestId });
  if (request.state === "waitlist") return "waits";
  const ends = later(await undecidedUntil(db, requestId), busyUntil);
  if (ends && ends > now.minus({ minutes: 1 })) {
    // a minute later, so that what ends then has ended
    await lookAgain(ends.plus({ minutes: 1 }));
    return "waits";
  }
  await handToCoordinator(db, requestId);
  return "handed-over";
}

/** Until when a slot is held or a peer asked for this request. */
async function undecidedUntil(db: Db, requestId: string): Promise<DateTime | undefined> {
  const { rows } = await db.query<{ until: Date | null }>(
    "select max(expires_at) as until from appointment where request_id = $1 and status in ('proposed', 'pending')",
    [requestId],
  );
  const until = rows[0]?.until;
  return until ? DateTime.fromJSDate(until) : undefined;
}

const later = (a: DateTime | undefined, b: DateTime | undefined): DateTime | undefined => (a && b ? (a > b ? a : b) : (a ?? b));
