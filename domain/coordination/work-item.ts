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
  "no-show",
  "session-failed",
  "call-to-make",
  "spending",
] as const;
/** What waits for a coordinator, the most urgent first. */
export type WorkItemKind = (typeof WORK_ITEM_KINDS)[number];

/** Coordinators are paged about these, one after the other, until one of them has it. */
const PAGED = new Set<WorkItemKind>(["safety", "peer-alert", "peer-absent"]);

export const isPaged = (kind: WorkItemKind): boolean => PAGED.has(kind);

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

/**
 * Keeps in the queue what became of a talk: missed, or not possible for a technical reason. What is known of it may change: what nobody needs to look at any
 * more goes, and what somebody has looked at does not come back. A peer whom the team was paged about while the call was on is looked after there.
 */
export async function noteAttendance(
  db: Db,
  patientId: string,
  appointmentId: string,
  { status, reasonCode }: { status: string; reasonCode: string | null },
): Promise<void> {
  const kind = status !== "noshow" ? null : reasonCode === "technical" ? "session-failed" : "no-show";
  const { rows } = await db.query<{ seen: boolean }>(
    `with settled as (
       update work_item set closed_at = turn_now()
       where appointment_id = $1 and closed_at is null and kind is distinct from $2
         and (kind in ('no-show', 'session-failed') or kind = 'peer-absent' and $2::text is null and assigned_to is null)
     )
     select exists (select from work_item where appointment_id = $1 and (kind = $2 and closed_at is not null and assigned_to is not null
       or kind = 'peer-absent' and $2 = 'no-show')) as seen`,
    [appointmentId, kind],
  );
  if (kind && !rows[0]?.seen) await openWorkItem(db, kind, patientId, { appointmentId });
}

/** Closes what is open of a kind about a person, or about an appointment: the thing has settled itself. */
export async function closeWorkItems(db: Db, kind: WorkItemKind, personOrAppointmentId: string): Promise<void> {
  await db.query(
    "update work_item set closed_at = turn_now() where kind = $1 and closed_at is null and (person_id = $2 or appointment_id = $2)",
    [kind, personOrAppointmentId],
  );
}
