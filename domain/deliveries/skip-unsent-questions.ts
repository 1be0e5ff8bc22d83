import type { Db } from "../db.ts";

/** Questions that wait for the end of quiet hours have been asked meanwhile, since the person wrote: they are not sent again. */
export async function skipUnsentQuestions(db: Db, personId: string): Promise<void> {
  await db.query(
    `update delivery set state = 'skipped', reason = 'asked-earlier', updated_at = turn_now()
     where person_id = $1 and state = 'queued' and asks and send_after > turn_now()`,
    [personId],
  );
}
