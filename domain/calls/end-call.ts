import { DateTime } from "luxon";
import * as z from "zod";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { leavesAnyTime } from "../deliveries/any-time.ts";
import { putOff } from "../deliveries/put-off.ts";
import { loadRules } from "../programmes/load-rules.ts";
import { whenToCall } from "./call-time.ts";
import { BETWEEN_CALLS_MINUTES, MOST_CALLS, toTell } from "./plan-call.ts";

/** A call of ours lasts no longer, whatever is told in it. */
export const CALL_MINUTES = 15;
/** So long after it was made its end must have been reported. */
export const REPORTED_AFTER_MINUTES = CALL_MINUTES + 2;

const endedRow = z.object({
  delivery_id: z.string(),
  person_id: z.string(),
  class: z.string(),
  told: z.string().nullable(),
  attempt: z.number(),
  expires_at: z.date().nullable(),
  starts_at: z.date().nullable(),
  call_time: z.string().nullable(),
  has_code: z.boolean(),
  zone: z.string(),
  now: z.date(),
});

/** The delivery that a call was made for is known by its attempt: a late report of an earlier call changes nothing. */
export interface EndedCall {
  deliveryId: string;
  attempt: number;
}

/**
 * A call of ours has ended. What was told in it is delivered already; what was not (nobody, busy, a voicemail, no code) is told by another call at least an hour
 * later, and after the third by a person. Without a code a call can say no more than that something waits: there is no second one.
 */
export async function endCall(db: Db, { deliveryId, attempt }: EndedCall): Promise<void> {
  const { settings } = await loadRules(db);
  const country = settings.sending.holidayCountry;
  for (const found of await untold(db, deliveryId, attempt)) {
    const again = DateTime.fromJSDate(found.now).plus({ minutes: BETWEEN_CALLS_MINUTES });
    const next = whenToCall(toTell(found, leavesAnyTime(found.class)), again, found.zone, country);
    const canTell = found.told === "asks-calls" || found.has_code;
    if (canTell && found.attempt < MOST_CALLS && !(found.expires_at && found.expires_at <= next.toJSDate()))
      await putOff(db, found.delivery_id, next);
    else await leaveToTeam(db, found.delivery_id, found.person_id, "not-reached");
  }
}

/** The call could not be made at all, and will not be: a person calls. */
export async function giveCallUp(db: Db, { deliveryId, attempt }: EndedCall, reason: string): Promise<void> {
  for (const found of await untold(db, deliveryId, attempt)) await leaveToTeam(db, found.delivery_id, found.person_id, reason);
}

/** The call could not be made now: all that it was for is put off. */
export async function putCallOff(db: Db, { deliveryId, attempt }: EndedCall, until: DateTime): Promise<void> {
  for (const found of await untold(db, deliveryId, attempt)) await putOff(db, found.delivery_id, until);
}

/** What waited for the code has been said: no call, and nobody, has to tell it any more. Where texts arrive they are left as they are. */
export async function settleTold(db: Db, personId: string): Promise<void> {
  await db.query(
    `update delivery set state = 'delivered', updated_at = turn_now()
     where person_id = $1 and told = 'after-code' and state in ('queued', 'sending')
       and not exists (select from channel_address a where a.person_id = $1 and a.state = 'live' and a.kind <> 'voice')`,
    [personId],
  );
}

/** The call that the provider made for a delivery, as known from its answer or from the first that is heard of it. */
export async function noteDialled(db: Db, deliveryId: string, callSid: string): Promise<string | undefined> {
  await db.query("update delivery set provider_id = $2 where delivery_id = $1 and state = 'sending' and provider_id is null", [
    deliveryId,
    callSid,
  ]);
  const { rows } = await db.query<{ person: string }>("select person_id as person from delivery where delivery_id = $1", [deliveryId]);
  return rows[0]?.person;
}

async function untold(db: Db, deliveryId: string, attempt: number): Promise<z.infer<typeof endedRow>[]> {
  const { rows } = await db.query(
    `select d.delivery_id, d.person_id, d.class, d.told, d.attempt, d.expires_at, lower(a.during) as starts_at, p.call_time,
       coalesce(p.code_key is not null, false) as has_code, person.zone, turn_now() as now
     from delivery d join person on person.person_id = d.person_id
     left join patient p on p.person_id = d.person_id
     left join appointment a on a.appointment_id = d.appointment_id
     where d.state = 'sending' and (d.joins_id = $1 or d.delivery_id = $1)
       and exists (select from delivery l where l.delivery_id = $1 and l.attempt = $2)
     order by d.created_at for update of d`,
    [deliveryId, attempt],
  );
  return rows.map((row) => endedRow.parse(row));
}

async function leaveToTeam(db: Db, deliveryId: string, personId: string, reason: string): Promise<void> {
  const { rows } = await db.query<{ class: string }>(
    "update delivery set state = 'failed', reason = $2, updated_at = turn_now() where delivery_id = $1 returning class",
    [deliveryId, reason],
  );
  // nobody of the team calls to ask a questionnaire
  if (rows[0]?.class === "questionnaire") return;
  await openWorkItem(db, "call-to-make", personId);
}
