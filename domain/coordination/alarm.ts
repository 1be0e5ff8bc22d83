import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import type { ReachableCoordinator } from "../people/coordinators.ts";
import type { Duty } from "./duty.ts";

/** Who has been paged and has not taken it within this is followed by the next on the rota. */
const NEXT_AFTER_MINUTES = 15;

export interface Alarm {
  itemId: string;
  /** Who is to be paged now. */
  page: ReachableCoordinator[];
}

/**
 * Raises an alarm about a person: an item in the queue, and who is paged now. On duty that is the first on the rota, and the next ones
 * one after the other until somebody takes it; off duty it is everybody who can be reached, and the first on the rota when duty begins.
 * Raised again, it has to be taken again.
 */
export async function raiseAlarm(db: Db, kind: "safety" | "peer-alert", personId: string, duty: Duty, now: DateTime): Promise<Alarm> {
  const { rows } = await db.query<{ id: string }>(
    `insert into work_item (programme_id, kind, person_id) values (current_programme(), $1, $2)
     on conflict (programme_id, kind, person_id, appointment_id) where closed_at is null do update set assigned_to = null, acknowledged_at = null, paged = '{}', called_back_at = null
     returning work_item_id as id`,
    [kind, personId],
  );
  const itemId = rows[0]?.id ?? "";
  return { itemId, page: await nextToPage(db, itemId, [], duty, now) };
}

/** Who is paged next about an alarm that nobody has taken; nobody if it was taken or closed, or if all were paged. */
export async function escalate(db: Db, itemId: string, duty: Duty, now: DateTime): Promise<ReachableCoordinator[]> {
  const { rows } = await db.query<{ paged: string[] }>(
    "select paged from work_item where work_item_id = $1 and closed_at is null and assigned_to is null for update",
    [itemId],
  );
  return rows[0] ? nextToPage(db, itemId, rows[0].paged, duty, now) : [];
}

async function nextToPage(db: Db, itemId: string, paged: string[], duty: Duty, now: DateTime): Promise<ReachableCoordinator[]> {
  const key = `page ${itemId}`;
  if (duty.onDuty.length === 0) {
    // when duty begins they are paged anew, whoever was messaged out of hours
    await db.query("update work_item set paged = '{}' where work_item_id = $1", [itemId]);
    if (duty.next) await enqueue(db, "page-next", itemId, duty.next.toJSDate(), key);
    return duty.reachable.filter(({ id }) => !paged.includes(id));
  }
  const left = duty.onDuty.filter(({ id }) => !paged.includes(id));
  const next = left.filter(({ rank }) => rank === left[0]?.rank);
  if (next.length === 0) return [];
  await db.query("update work_item set paged = paged || $2 where work_item_id = $1", [itemId, next.map(({ id }) => id)]);
  await enqueue(db, "page-next", itemId, now.plus({ minutes: NEXT_AFTER_MINUTES }).toJSDate(), key);
  return next;
}
