import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

const BACK_AFTER_HOURS = 24;

/** Puts what else somebody has in hand back for another day: nobody has two forms open. It keeps its answers, and can be taken up. */
export async function makeRoom(db: Db, responseId: string): Promise<void> {
  const { rows } = await db.query<{ id: string; back: Date }>(
    `update questionnaire_response other set state = 'planned'
     from questionnaire_response own
     where own.response_id = $1 and other.person_id = own.person_id and other.response_id <> $1 and other.state in ('offered', 'in-progress')
     returning other.response_id as id, turn_now() + make_interval(hours => ${BACK_AFTER_HOURS}) as back`,
    [responseId],
  );
  for (const { id, back } of rows) await enqueue(db, "offer-questionnaire", id, back, `questionnaire ${id}`);
}
