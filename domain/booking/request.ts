import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

/** Opens a patient's request for a condition, or gives the open one; a patient has one open request at a time. */
export async function openRequest(db: Db, patientId: string, conditionId: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into request (programme_id, patient_id, condition_id)
     values (current_programme(), $1, $2)
     on conflict (programme_id, patient_id) where state in ('open', 'waitlist', 'with-coordinator')
       do update set condition_id = $2, state = 'open',
         refused_by = case when request.condition_id = $2 then request.refused_by else '{}' end
     returning request_id as id`,
    [patientId, conditionId],
  );
  return rows[0]?.id ?? "";
}

/** Nobody could be found for a patient: the request waits for a coordinator, who finds it in the work queue. */
export async function handToCoordinator(db: Db, requestId: string): Promise<void> {
  await db.query(
    `with handed as (update request set state = 'with-coordinator' where request_id = $1 and state in ('open', 'waitlist') returning patient_id)
     insert into work_item (programme_id, kind, person_id) select current_programme(), 'unmatched', patient_id from handed on conflict do nothing`,
    [requestId],
  );
  await enqueue(db, "tell-unmatched", requestId);
}

export async function loadRequest(db: Db, requestId: string): Promise<{ id: string; conditionId: string; refusals: number } | undefined> {
  const { rows } = await db.query<{ id: string; condition_id: string; refusals: number }>(
    "select request_id as id, condition_id, cardinality(refused_by) as refusals from request where request_id = $1",
    [requestId],
  );
  const [row] = rows;
  return row && { id: row.id, conditionId: row.condition_id, refusals: row.refusals };
}
