import type { Db } from "../db.ts";

/**
 * Takes back the offers of a campaign that nobody has seen: they are queued, and their first attempt is not on record. Who was to have one waits as before, and
 * the question, which stands in their conversation already, is dropped in a turn of their own.
 */
export async function withdrawOffers(db: Db, campaignId: string): Promise<void> {
  // whoever claims one at this moment has it; the others wait here
  const { rows } = await db.query<{ id: string; deliveryId: string }>(
    `select r.recipient_id as id, d.delivery_id as "deliveryId" from delivery d join campaign_recipient r on r.response_id = d.response_id
     where r.campaign_id = $1 and r.state = 'sending' and d.state = 'queued' and d.attempt = 0 order by d.delivery_id for update of d`,
    [campaignId],
  );
  const ids = rows.map(({ id }) => id);
  await db.query(
    `with back as (
       update campaign_recipient set state = 'queued', response_id = null, send_after = turn_now(), updated_at = turn_now() where recipient_id = any($1)
     )
     delete from questionnaire_response where response_id = any($1)`,
    [ids],
  );
  await db.query("update delivery set state = 'skipped', reason = 'campaign-paused', updated_at = turn_now() where delivery_id = any($1)", [
    rows.map(({ deliveryId }) => deliveryId),
  ]);
  await db.query(
    `select dequeue('questionnaire-end ' || id), dequeue('questionnaire-remind ' || id), enqueue('withdraw-offer', id) from unnest($1::uuid[]) as id`,
    [ids],
  );
}
