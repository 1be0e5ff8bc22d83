import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { recordAudit } from "./audit.ts";
import { noteWriting, type Takeover } from "./takeover.ts";
import type { WorkItemKind } from "./work-item.ts";

/** A coordinator's words to the person of an item, as they wait for that person's own turn. */
export interface WorkNote {
  personId: string;
  kind: WorkItemKind;
  body: string;
}

/** The same words again within this are a second press of the same button. */
const SAME_PRESS_MINUTES = 10;

/** Keeps what a coordinator writes to the person of an item that they have; it leaves in a turn of that person's. */
export async function writeNote(db: Db, coordinatorId: string, itemId: string, body: string): Promise<"written" | "again"> {
  const { rows } = await db.query<{ id: string; subject: string }>(
    `insert into work_note (programme_id, work_item_id, author_id, body)
     select current_programme(), work_item_id, $2, $3 from work_item
     where work_item_id = $1 and closed_at is null and assigned_to = $2
       and not exists (select from work_note n where n.work_item_id = $1 and n.author_id = $2 and n.body = $3
         and n.created_at > turn_now() - make_interval(mins => $4))
     returning work_note_id as id, (select person_id from work_item where work_item_id = $1) as subject`,
    [itemId, coordinatorId, body, SAME_PRESS_MINUTES],
  );
  const [note] = rows;
  if (!note) return "again";
  await recordAudit(db, coordinatorId, "text-back", note.subject);
  await sendNote(db, note);
  return "written";
}

/** Keeps what a coordinator writes in a conversation that they have taken over, and lets it leave. */
export async function writeInTakeover(db: Db, { id, personId, coordinatorId, workItemId }: Takeover, body: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `insert into work_note (programme_id, work_item_id, author_id, body) values (current_programme(), $1, $2, $3) returning work_note_id as id`,
    [workItemId, coordinatorId, body],
  );
  if (rows[0]) await sendNote(db, { id: rows[0].id, subject: personId });
  await noteWriting(db, id);
}

/** One after the other, as they were written. */
async function sendNote(db: Db, { id, subject }: { id: string; subject: string }): Promise<void> {
  await db.query("select enqueue('tell-note', $1, null, null, person_queue($2))", [id, subject]);
}

export async function loadNote(db: Db, id: string): Promise<WorkNote | undefined> {
  const { rows } = await db.query<{ person_id: string; kind: WorkItemKind; body: string }>(
    "select w.person_id, w.kind, n.body from work_note n join work_item w on w.work_item_id = n.work_item_id where n.work_note_id = $1",
    [id],
  );
  const [note] = rows;
  return note && { personId: note.person_id, kind: note.kind, body: note.body };
}

/** A coordinator is about to call: the person is told, once an item. Whether the number may be shown is for the caller to know. */
export async function announceCall(db: Db, coordinatorId: string, itemId: string): Promise<"announced" | "again"> {
  const { rows } = await db.query<{ subject: string }>(
    `update work_item set called_back_at = turn_now()
     where work_item_id = $1 and closed_at is null and assigned_to = $2 and called_back_at is null returning person_id as subject`,
    [itemId, coordinatorId],
  );
  if (!rows[0]) return "again";
  await recordAudit(db, coordinatorId, "reveal-number", rows[0].subject);
  await enqueue(db, "tell-called-back", itemId);
  return "announced";
}
