import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { CALL_TIMES, type ToTell, whenToCall } from "./call-time.ts";

/** Calls for one message, and the minutes between two of them: then a person calls. */
export const MOST_CALLS = 3;
export const BETWEEN_CALLS_MINUTES = 60;

export type CallPlan =
  /** Nobody may be called by a machine here: a coordinator calls. */
  | { kind: "team" }
  | { kind: "later"; until: DateTime; reason: "call-hours" | "called-lately" }
  /** A call to this person is under way: it tells this as well. */
  | { kind: "join"; callId: string }
  | { kind: "now" };

const planRow = z.object({
  class: z.string(),
  told: z.enum(["after-code", "asks-calls"]).nullable(),
  attempt: z.number(),
  expires_at: z.date().nullable(),
  starts_at: z.date().nullable(),
  call_time: z.enum([...CALL_TIMES, "team"]).nullable(),
  has_code: z.boolean(),
  under_way: z.string().nullable(),
  called_at: z.date().nullable(),
});

/**
 * What becomes of a message to somebody whose phone takes no texts: told by an automated call, if they chose that, in their hours; one call for all that waits.
 *
 * @param from whether there is a number that a machine may call from
 */
export async function planCall(
  db: Db,
  deliveryId: string,
  { now, zone, country, anyTime, from }: { now: DateTime; zone: string; country: string | undefined; anyTime: boolean; from: boolean },
): Promise<CallPlan> {
  const { rows } = await db.query(
    `select d.class, d.told, d.attempt, d.expires_at, lower(a.during) as starts_at, p.call_time, coalesce(p.code_key is not null, false) as has_code,
       (select o.delivery_id from delivery o join channel_address c on c.address_id = o.address_id
        where o.person_id = d.person_id and o.delivery_id <> d.delivery_id and o.state = 'sending' and o.joins_id is null and not o.by_call and c.kind = 'voice' limit 1) as under_way,
       -- calls that told nothing: nobody was there
       (select max(o.attempted_at) from delivery o join channel_address c on c.address_id = o.address_id
        where o.person_id = d.person_id and o.delivery_id <> d.delivery_id and o.state in ('queued', 'failed') and not o.by_call and c.kind = 'voice'
          and coalesce(o.reason, '') not in ('21614', '30005', '30006')) as called_at
     from delivery d
     left join patient p on p.person_id = d.person_id
     left join appointment a on a.appointment_id = d.appointment_id
     where d.delivery_id = $1`,
    [deliveryId],
  );
  const found = planRow.parse(rows[0]);
  const wanted =
    found.told === "asks-calls"
      ? found.call_time === null
      : found.call_time !== null && found.call_time !== "team" && (found.told === "after-code" || !found.has_code);
  if (!from || !wanted || found.attempt >= MOST_CALLS) return { kind: "team" };
  if (found.under_way) return { kind: "join", callId: found.under_way };
  const message = toTell(found, anyTime);
  const due = whenToCall(message, now, zone, country);
  if (due > now) return { kind: "later", until: due, reason: "call-hours" };
  const lately = found.called_at && DateTime.fromJSDate(found.called_at).plus({ minutes: BETWEEN_CALLS_MINUTES });
  if (lately && lately > now && (!message.expiresAt || message.expiresAt > lately))
    return { kind: "later", until: whenToCall(message, lately, zone, country), reason: "called-lately" };
  return { kind: "now" };
}

/** A message's row, as far as it says when it may be told. */
export function toTell(
  row: { class: string; expires_at: Date | null; starts_at: Date | null; call_time: string | null },
  anyTime: boolean,
): ToTell {
  const instant = (at: Date | null) => at && DateTime.fromJSDate(at);
  return {
    class: row.class,
    anyTime,
    expiresAt: instant(row.expires_at),
    startsAt: instant(row.starts_at),
    time: CALL_TIMES.find((time) => time === row.call_time) ?? null,
  };
}
