import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

export const WORK_ITEM_KINDS = [
  "safety",
  "peer-alert",
  "peer-absent",
  "withdrawn",
  "no-meeting",
  "unmatched",
  "unconfirmed",
  "asked-for-human",
  "unreachable",
  "channel-down",
  "opted-out-with-booking",
  "frozen",
  "number-change",
  "data-by-post",
  "hard-talk",
  "disputed",
  "session-failed",
  "call-to-make",
  "spending",
] as const;
/** What waits for a coordinator, the most urgent first. */
export type WorkItemKind = (typeof WORK_ITEM_KINDS)[number];

/** Told otherwise: danger and alerts are paged at once (see page.ts), spending has a message of its own. */
const TOLD_OTHERWISE = new Set<WorkItemKind>(["safety", "peer-alert", "spending"]);

/**
 * Puts something in the coordinators' queue, once while it is open, and has them told of it, unless one of them made it.
 * There is nothing about somebody who was erased: nobody could do anything.
 *
 * @returns the new item's id; undefined if the same was open already
 */
export async function openWorkItem(
  db: Db,
  kind: WorkItemKind,
  personId: string,
  about: { appointmentId?: string; requestId?: string; madeByCoordinator?: boolean } = {},
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into work_item (programme_id, kind, person_id, appointment_id, request_id)
     select current_programme(), $1, person_id, $3, $4 from person where person_id = $2 and erased_at is null
     on conflict do nothing returning work_item_id as id`,
    [kind, personId, about.appointmentId ?? null, about.requestId ?? null],
  );
  const id = rows[0]?.id;
  if (id && !about.madeByCoordinator && !TOLD_OTHERWISE.has(kind)) await enqueue(db, "tell-work-item", id);
  return id;
}

/** Closes what is open of a kind about a person, or about an appointment: the thing has settled itself. */
export async function closeWorkItems(db: Db, kind: WorkItemKind, personOrAppointmentId: string): Promise<void> {
  await db.query(
    "update work_item set closed_at = turn_now() where kind = $1 and closed_at is null and (person_id = $2 or appointment_id = $2)",
    [kind, personOrAppointmentId],
  );
}
