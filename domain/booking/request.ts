import { DateTime } from "luxon";
import { closeWorkItems, openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { dequeue } from "../enqueue.ts";

/** Lived it oneself, or beside someone. */
export const EXPERIENCES = ["lived", "relative"] as const;
export type Experience = (typeof EXPERIENCES)[number];

export interface PatientRequest {
  id: string;
  patientId: string;
  conditionId: string;
  experience: Experience;
  state: "open" | "waitlist" | "matched" | "with-coordinator" | "closed";
  /** How many peers declined or let it pass. */
  refusals: number;
  /** How often its patient was told, on the waitlist, that somebody is there. */
  notices: number;
  openedAt: DateTime;
}

/**
 * Opens a patient's request, or gives the open one; a patient has one open request at a time. A wish for something else begins anew: nobody has refused
 * it, and its time is counted from now.
 */
export async function openRequest(db: Db, patientId: string, conditionId: string, experience: Experience = "lived"): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `with before as (
       select condition_id = $2 and experience = $3 as same, state from request
       where patient_id = $1 and state in ('open', 'waitlist', 'with-coordinator')
     ), opened as (
       insert into request (programme_id, patient_id, condition_id, experience)
       values (current_programme(), $1, $2, $3)
       on conflict (programme_id, patient_id) where state in ('open', 'waitlist', 'with-coordinator')
         do update set condition_id = $2, experience = $3, state = 'open',
           refused_by = case when (select same from before) then request.refused_by else '{}' end,
           notices = case when (select same from before) then request.notices else 0 end,
           created_at = case when (select same from before) then request.created_at else turn_now() end
       returning request_id as id
     ), promised as (
       -- whoever waits longer than this is looked after by people
       select enqueue('check-promise', id, turn_now() + interval '24 hours', 'promise ' || id) from opened
       where not exists (select from before where same and state = 'open')
     )
     select id from opened where (select count(*) from promised) >= 0`,
    [patientId, conditionId, experience],
  );
  return rows[0]?.id ?? "";
}

/** Nobody could be found for a patient: the request waits for a coordinator, who finds it in the work queue. */
export async function handToCoordinator(db: Db, requestId: string): Promise<void> {
  const { rows } = await db.query<{ patient_id: string }>(
    "update request set state = 'with-coordinator' where request_id = $1 and state in ('open', 'waitlist') returning patient_id",
    [requestId],
  );
  const [handed] = rows;
  if (!handed) return;
  await dequeue(db, `waitlist ${requestId}`);
  await openWorkItem(db, "unmatched", handed.patient_id, { requestId });
}

/** The patient does not want to be looked for any more. */
export async function closeRequest(db: Db, requestId: string): Promise<void> {
  const { rows } = await db.query<{ patient_id: string }>(
    `update request set state = 'closed', closed_at = turn_now() where request_id = $1 and state in ('open', 'waitlist', 'with-coordinator')
     returning patient_id`,
    [requestId],
  );
  const [closed] = rows;
  if (!closed) return;
  await dequeue(db, `waitlist ${requestId}`);
  await dequeue(db, `promise ${requestId}`);
  await closeWorkItems(db, "unmatched", closed.patient_id);
}

const SELECT = `select request_id as id, patient_id, condition_id, experience, state, cardinality(refused_by) as refusals, notices, created_at from request`;

interface RequestRow {
  id: string;
  patient_id: string;
  condition_id: string;
  experience: Experience;
  state: PatientRequest["state"];
  refusals: number;
  notices: number;
  created_at: Date;
}

const toRequest = (row: RequestRow): PatientRequest => ({
  id: row.id,
  patientId: row.patient_id,
  conditionId: row.condition_id,
  experience: row.experience,
  state: row.state,
  refusals: row.refusals,
  notices: row.notices,
  openedAt: DateTime.fromJSDate(row.created_at),
});

export async function loadRequest(db: Db, requestId: string): Promise<PatientRequest | undefined> {
  const { rows } = await db.query<RequestRow>(`${SELECT} where request_id = $1`, [requestId]);
  return rows[0] && toRequest(rows[0]);
}

/** The request by which a patient is on the waitlist. */
export async function waitingRequest(db: Db, patientId: string): Promise<PatientRequest | undefined> {
  const { rows } = await db.query<RequestRow>(`${SELECT} where patient_id = $1 and state = 'waitlist'`, [patientId]);
  return rows[0] && toRequest(rows[0]);
}
