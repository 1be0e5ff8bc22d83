import type { Db } from "../db.ts";
import { dequeue, enqueue } from "../enqueue.ts";
import { recordAudit } from "./audit.ts";

/** A conversation in which a coordinator writes to a person in the robot's place, as long as it lasts. */
export interface Takeover {
  id: string;
  personId: string;
  coordinatorId: string;
  workItemId: string;
  /** The number of the last question that the person was asked before they were told; null: they have not been told yet. */
  afterQuestion: number | null;
}

/** Handed back by the coordinator, or by itself after silence; taken on by another coordinator; the person stopped all messages, or was erased. */
export type TakeoverEnd = "handed-back" | "silence" | "taken-on" | "stopped" | "erased";

/** When nobody has written for so long, the conversation is handed back by itself. */
const SILENT_MINUTES = 120;

const endKey = (id: string) => `takeover ${id}`;

/**
 * A coordinator takes over the conversation with the person of an item that they have; the person is told in a turn of their own.
 * One coordinator at a time writes to a person, and to one person at a time: what is typed in the chat must reach nobody else.
 *
 * @returns `"busy"` if they write with somebody else, `"with-another"` if another coordinator writes with this person
 */
export async function beginTakeover(
  db: Db,
  coordinatorId: string,
  itemId: string,
): Promise<"begun" | "already" | "busy" | "with-another" | "not-theirs"> {
  const { rows } = await db.query<{ id: string; subject: string }>(
    `insert into takeover (programme_id, person_id, coordinator_id, work_item_id)
     select current_programme(), person_id, $2, work_item_id from work_item
     where work_item_id = $1 and closed_at is null and assigned_to = $2
     on conflict do nothing returning takeover_id as id, person_id as subject`,
    [itemId, coordinatorId],
  );
  const [begun] = rows;
  if (begun) {
    await recordAudit(db, coordinatorId, "take-over", begun.subject);
    await enqueue(db, "tell-takeover", begun.id);
    await postponeEnd(db, begun.id);
    return "begun";
  }
  const { rows: live } = await db.query<{ mine: boolean; same: boolean }>(
    `select t.coordinator_id = $2 as mine, t.person_id = w.person_id as same from takeover t, work_item w
     where w.work_item_id = $1 and t.ended_at is null and (t.coordinator_id = $2 or t.person_id = w.person_id) order by same desc`,
    [itemId, coordinatorId],
  );
  const [found] = live;
  if (!found) return "not-theirs";
  if (!found.mine) return "with-another";
  return found.same ? "already" : "busy";
}

/** The person has been told; questions up to that number take no answer meanwhile. @returns undefined if it is over by now */
export async function noteTold(db: Db, id: string, afterQuestion: number): Promise<Takeover | undefined> {
  const { rowCount } = await db.query("update takeover set after_question = $2 where takeover_id = $1 and ended_at is null", [
    id,
    afterQuestion,
  ]);
  return rowCount ? (await loadTakeover(db, id))?.takeover : undefined;
}

/** Somebody wrote: the silence begins anew. */
export async function noteWriting(db: Db, id: string): Promise<void> {
  await db.query("update takeover set last_at = turn_now() where takeover_id = $1", [id]);
  await postponeEnd(db, id);
}

async function postponeEnd(db: Db, id: string): Promise<void> {
  await db.query("select enqueue('end-takeover', $1, turn_now() + make_interval(mins => $2), $3)", [id, SILENT_MINUTES, endKey(id)]);
}

/** Ends a conversation, unless it is over; those of the two who don't know of it are told, each in a turn of their own. */
export async function endTakeover(db: Db, id: string, reason: TakeoverEnd): Promise<boolean> {
  const { rows } = await db.query<{ subject: string; coordinator: string }>(
    `update takeover set ended_at = turn_now(), end_reason = $2
     where takeover_id = $1 and ended_at is null and ($2 <> 'silence' or last_at <= turn_now() - make_interval(mins => $3))
     returning person_id as subject, coordinator_id as coordinator`,
    [id, reason, SILENT_MINUTES],
  );
  if (!rows[0]) return false;
  await dequeue(db, endKey(id));
  if (reason === "handed-back") await recordAudit(db, rows[0].coordinator, "hand-back", rows[0].subject);
  else await enqueue(db, "tell-coordinator-over", id);
  if (reason !== "stopped" && reason !== "erased") await enqueue(db, "tell-takeover-over", id);
  return true;
}

/** A coordinator no longer has an item: the conversation that they had about it ends with that. */
export async function leaveTakeover(db: Db, coordinatorId: string, itemId: string, reason: TakeoverEnd): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    "select takeover_id as id from takeover where work_item_id = $1 and coordinator_id = $2 and ended_at is null",
    [itemId, coordinatorId],
  );
  if (rows[0]) await endTakeover(db, rows[0].id, reason);
}

export async function loadTakeover(
  db: Db,
  id: string,
): Promise<{ takeover: Takeover; endReason: TakeoverEnd | null; who: string | null } | undefined> {
  const { rows } = await db.query<Takeover & { endReason: TakeoverEnd | null; who: string | null }>(
    `select takeover_id as id, t.person_id as "personId", coordinator_id as "coordinatorId", work_item_id as "workItemId",
       after_question as "afterQuestion", end_reason as "endReason", person.alias as who
     from takeover t join person on person.person_id = t.person_id where takeover_id = $1`,
    [id],
  );
  if (!rows[0]) return undefined;
  const { endReason, who, ...takeover } = rows[0];
  return { takeover, endReason, who };
}

/** Whether a conversation of theirs ended so lately that a coordinator may take it for being under way. */
export async function endedLately(db: Db, coordinatorId: string): Promise<boolean> {
  const { rowCount } = await db.query("select from takeover where coordinator_id = $1 and ended_at > turn_now() - interval '12 hours'", [
    coordinatorId,
  ]);
  return Boolean(rowCount);
}

/** Takes what a person wrote to coordinators out of what those were sent; what has not left yet does not, if they are erased. */
export async function forgetPassedOn(db: Db, personId: string): Promise<void> {
  await db.query(
    `update delivery d set body = '', state = case when d.state = 'queued' then 'skipped' else d.state end,
       reason = case when d.state = 'queued' then 'erased' else d.reason end
     from takeover t
     where t.person_id = $1 and d.person_id = t.coordinator_id and d.class = 'relay' and d.state <> 'sending'
       and d.created_at between t.started_at and coalesce(t.ended_at, turn_now())`,
    [personId],
  );
}
