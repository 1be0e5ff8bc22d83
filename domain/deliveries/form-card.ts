import type { Db } from "../db.ts";

/** The last delivery that brought somebody the card of a form. */
export async function findFormCard(db: Db, personId: string, responseId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select delivery_id as id from delivery
     where person_id = $1 and redraws_id is null and state in ('queued', 'sending', 'sent', 'delivered') and card @> $2
     order by created_at desc limit 1`,
    [personId, { actions: [{ verb: "submit-form", data: { responseId } }] }],
  );
  return rows[0]?.id;
}
