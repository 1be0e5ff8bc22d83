import type { Db } from "../db.ts";

/** The delivery that brought a peer the request card of an appointment, if it was a card. */
export async function findRequestCard(db: Db, appointmentId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select delivery_id as id from delivery
     where appointment_id = $1 and card is not null and redraws_id is null and state in ('queued', 'sending', 'sent', 'delivered')
     order by created_at limit 1`,
    [appointmentId],
  );
  return rows[0]?.id;
}
