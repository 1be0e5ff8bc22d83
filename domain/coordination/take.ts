import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { recordAudit } from "./audit.ts";
import { leaveTakeover } from "./takeover.ts";
import { isPaged, type WorkItemKind } from "./work-item.ts";

/** Nobody is paged about it any more: somebody has it. */
const stopPaging = (db: Db, itemId: string): Promise<void> => dequeue(db, `page ${itemId}`);

/** A coordinator has seen a page, and has what it was about: the next on the rota is not paged. */
export async function acknowledgePage(db: Db, coordinatorId: string, itemId: string, from: string | null = null): Promise<boolean> {
  if (!(await takeItem(db, coordinatorId, itemId, from))) return false;
  const { rows } = await db.query<{ subject: string }>(
    "update work_item set acknowledged_at = turn_now() where work_item_id = $1 and acknowledged_at is null returning person_id as subject",
    [itemId],
  );
  if (rows[0]) await recordAudit(db, coordinatorId, "acknowledge-page", rows[0].subject);
  return true;
}

/**
 * A coordinator takes an item. Two may press at once: the first has it. It may be taken over from whom one saw having it.
 *
 * @param from who had it when the button was shown; null: nobody
 * @returns whether this coordinator has it now
 */
export async function takeItem(db: Db, coordinatorId: string, itemId: string, from: string | null = null): Promise<boolean> {
  const { rows } = await db.query<{ subject: string }>(
    `update work_item set assigned_to = $2, called_back_at = null, acknowledged_at = null
     where work_item_id = $1 and closed_at is null and (assigned_to is null or assigned_to = $3) and assigned_to is distinct from $2
     returning person_id as subject`,
    [itemId, coordinatorId, from],
  );
  if (rows[0]) {
    await stopPaging(db, itemId);
    if (from) await leaveTakeover(db, from, itemId, "taken-on");
    await recordAudit(db, coordinatorId, "take-work-item", rows[0].subject);
    return true;
  }
  const { rowCount } = await db.query("select from work_item where work_item_id = $1 and closed_at is null and assigned_to = $2", [
    itemId,
    coordinatorId,
  ]);
  return Boolean(rowCount);
}

/** Gives an item back to the queue. An alarm is nobody's again, so paging begins anew. */
export async function releaseItem(db: Db, coordinatorId: string, itemId: string): Promise<void> {
  const { rows } = await db.query<{ subject: string; kind: WorkItemKind }>(
    `update work_item set assigned_to = null, acknowledged_at = null, paged = '{}' where work_item_id = $1 and closed_at is null and assigned_to = $2
     returning person_id as subject, kind`,
    [itemId, coordinatorId],
  );
  if (!rows[0]) return;
  await leaveTakeover(db, coordinatorId, itemId, "handed-back");
  if (isPaged(rows[0].kind)) await enqueue(db, "page-next", itemId, undefined, `page ${itemId}`);
  await recordAudit(db, coordinatorId, "release-work-item", rows[0].subject);
}

/** Closes an item that this coordinator has, with what came of it, if they said. */
export async function closeItem(db: Db, coordinatorId: string, itemId: string, outcome: string | null): Promise<void> {
  const { rows } = await db.query<{ subject: string }>(
    `update work_item set closed_at = turn_now(), outcome = $3
     where work_item_id = $1 and closed_at is null and assigned_to = $2 returning person_id as subject`,
    [itemId, coordinatorId, outcome],
  );
  if (!rows[0]) return;
  await stopPaging(db, itemId);
  await leaveTakeover(db, coordinatorId, itemId, "handed-back");
  await recordAudit(db, coordinatorId, "close-work-item", rows[0].subject);
}
