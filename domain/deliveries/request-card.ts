import type { Db } from "../db.ts";

/** The delivery that brought a peer the request card of an appointment, if it was a card. One that was given up may have arrived all the same. */
export async function findRequestCard(db: Db, appointmentId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select delivery_id as id from delivery
     where appointment_id = $1 and class = 'request' and card is not null and redraws_id is null
       and (state in ('queued', 'sending', 'sent', 'delivered') or provider_id is not null)
     order by created_at limit 1`,
    [appointmentId],
  );
  return rows[0]?.id;
}

/** The last card of a kind that a person was sent, by the verb that shows it anew. */
export async function findLastCard(db: Db, personId: string, verb: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select delivery_id as id from delivery
     where person_id = $1 and card #>> '{refresh,action,verb}' = $2 and redraws_id is null and state in ('queued', 'sending', 'sent', 'delivered')
     order by created_at desc limit 1`,
    [personId, verb],
  );
  return rows[0]?.id;
}

const NOT_TAKEN =
  "appointment_id = $1 and class = 'request' and card is not null and redraws_id is null and state in ('queued', 'sending', 'failed')";

/** Whether the request card of an appointment was written and has not been taken by Teams. */
export async function isCardWaiting(db: Db, appointmentId: string): Promise<boolean> {
  return Boolean((await db.query(`select from delivery where ${NOT_TAKEN}`, [appointmentId])).rowCount);
}

/** Such a card is not tried any more: the peer is asked otherwise. */
export async function giveUpCard(db: Db, appointmentId: string): Promise<void> {
  await db.query(`update delivery set state = 'skipped', reason = 'too-slow', updated_at = turn_now() where ${NOT_TAKEN}`, [appointmentId]);
}
