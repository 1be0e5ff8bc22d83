import { DateTime } from "luxon";
import * as z from "zod";
import { type ConditionDomain, conditions } from "../conditions/catalogue.ts";
import type { Db } from "../db.ts";
import { CORRECTABLE_DAYS } from "../sessions/correct-attendance.ts";
import { type CallWish, callWish } from "./call-wish.ts";
import { WORK_ITEM_KINDS, type WorkItemKind } from "./work-item.ts";

/** What waits for a coordinator, as it may be shown: an alias or a chosen first name, no number, a condition only as its domain. */
export interface WorkItem {
  id: string;
  kind: WorkItemKind;
  personId: string;
  /** The alias of a patient, the first name of a peer; null if none was given. */
  who: string | null;
  /** It is about one of the coordinators, who are neither written to nor stopped from here. */
  isColleague: boolean;
  openedAt: DateTime;
  isOpen: boolean;
  outcome: string | null;
  /** The coordinator who took it. */
  takenBy: { id: string; name: string } | null;
  /** The appointment that it is about. */
  startsAt: DateTime | null;
  requestId: string | null;
  /** What the person looks for, where a peer is to be found. */
  conditionDomain: ConditionDomain | null;
  appointmentId: string | null;
  /** What became of that appointment's talk, once it is over. */
  attendance: Attendance | null;
  /** When whoever has it said that they have seen the page. */
  acknowledgedAt: DateTime | null;
  calledBackAt: DateTime | null;
  /** When they would like to be called. */
  callWish: CallWish | null;
  /** The coordinator who writes with this person in the robot's place. */
  writtenBy: { id: string; name: string } | null;
  isPeer: boolean;
  frozen: boolean;
  /** Whether this person can be written to: nothing is sent after a STOP. */
  mayBeWritten: boolean;
}

export interface Attendance {
  status: "fulfilled" | "noshow";
  reasonCode: string | null;
  isCorrected: boolean;
  /** A coordinator can correct it until then. */
  correctableUntil: DateTime;
}

/** Where a peer is to be found, and so what the person looks for is told, by its domain. */
const SEEKS_PEER = new Set<WorkItemKind>(["unmatched", "withdrawn", "unconfirmed"]);
/** What the person wrote, or a peer: it may be answered after a STOP too. */
const ALARMS = new Set<WorkItemKind>(["safety", "peer-alert"]);

export const seeksPeer = (kind: WorkItemKind): boolean => SEEKS_PEER.has(kind);
export const isAlarm = (kind: WorkItemKind): boolean => ALARMS.has(kind);

const row = z.object({
  id: z.string(),
  kind: z.enum(WORK_ITEM_KINDS),
  person_id: z.string(),
  who: z.string().nullable(),
  is_colleague: z.boolean(),
  opened_at: z.date(),
  is_open: z.boolean(),
  outcome: z.string().nullable(),
  taken_by: z.object({ id: z.string(), name: z.string() }).nullable(),
  starts_at: z.date().nullable(),
  request_id: z.string().nullable(),
  condition_id: z.string().nullable(),
  appointment_id: z.string().nullable(),
  attendance: z
    .object({ status: z.enum(["fulfilled", "noshow"]), reasonCode: z.string().nullable(), isCorrected: z.boolean(), endedAt: z.string() })
    .nullable(),
  acknowledged_at: z.date().nullable(),
  called_back_at: z.date().nullable(),
  call_wish: callWish.nullable(),
  written_by: z.object({ id: z.string(), name: z.string() }).nullable(),
  is_peer: z.boolean(),
  frozen: z.boolean(),
  reachable: z.boolean(),
});

const SELECT = `
  select w.work_item_id as id, w.kind, w.person_id, coalesce(peer.display_name, person.alias) as who,
    exists (select from coordinator own where own.person_id = w.person_id) as is_colleague,
    w.opened_at, w.closed_at is null as is_open, w.outcome,
    case when c.person_id is not null then jsonb_build_object('id', c.person_id, 'name', c.display_name) end as taken_by,
    lower(a.during) as starts_at, r.request_id, r.condition_id, w.appointment_id, w.acknowledged_at, w.called_back_at, w.call_wish,
    case when a.status in ('fulfilled', 'noshow') then jsonb_build_object('status', a.status, 'reasonCode', a.reason_code,
      'isCorrected', a.corrected_at is not null, 'endedAt', upper(a.during)) end as attendance,
    (select jsonb_build_object('id', own.person_id, 'name', own.display_name) from takeover t join coordinator own on own.person_id = t.coordinator_id
      where t.person_id = w.person_id and t.ended_at is null) as written_by,
    peer.person_id is not null as is_peer, person.frozen_at is not null as frozen,
    exists (select from channel_address ca where ca.person_id = w.person_id and ca.state = 'live' and ca.kind <> 'voice' and ca.sealed is not null
      and not exists (select from opt_out o where o.address_key = ca.address_key and o.topic = 'all'
        -- after STOP only to who has written of danger since
        and not (w.kind = 'safety' and exists (select from incident i where i.person_id = w.person_id and i.level >= 2 and i.at > o.since)))) as reachable
  from work_item w
  join person on person.person_id = w.person_id
  left join peer on peer.person_id = w.person_id
  left join coordinator c on c.person_id = w.assigned_to
  left join appointment a on a.appointment_id = w.appointment_id
  left join lateral (
    select request_id, condition_id from request
    where request.request_id = coalesce(w.request_id, a.request_id) or (w.request_id is null and a.request_id is null and request.patient_id = w.person_id
      and request.state in ('open', 'waitlist', 'with-coordinator'))
    limit 1
  ) r on true`;

function toWorkItem(found: unknown): WorkItem {
  const read = row.parse(found);
  const condition = read.condition_id;
  return {
    id: read.id,
    kind: read.kind,
    personId: read.person_id,
    who: read.who,
    isColleague: read.is_colleague,
    openedAt: DateTime.fromJSDate(read.opened_at),
    isOpen: read.is_open,
    outcome: read.outcome,
    takenBy: read.taken_by,
    startsAt: read.starts_at && DateTime.fromJSDate(read.starts_at),
    requestId: seeksPeer(read.kind) ? read.request_id : null,
    conditionDomain: condition && seeksPeer(read.kind) ? (conditions.get(condition)?.domain ?? (condition as ConditionDomain)) : null,
    appointmentId: read.appointment_id,
    callWish: read.call_wish,
    attendance: read.attendance && {
      status: read.attendance.status,
      reasonCode: read.attendance.reasonCode,
      isCorrected: read.attendance.isCorrected,
      correctableUntil: DateTime.fromISO(read.attendance.endedAt).plus({ days: CORRECTABLE_DAYS }),
    },
    acknowledgedAt: read.acknowledged_at && DateTime.fromJSDate(read.acknowledged_at),
    calledBackAt: read.called_back_at && DateTime.fromJSDate(read.called_back_at),
    writtenBy: read.written_by,
    isPeer: read.is_peer,
    frozen: read.frozen,
    mayBeWritten: read.reachable,
  };
}

/** What is open, the most urgent kind first and then the oldest; and how much there is in all. */
export async function listQueue(db: Db, limit: number): Promise<{ items: WorkItem[]; total: number }> {
  const { rows } = await db.query(
    `${SELECT} where w.closed_at is null order by array_position($1::text[], w.kind), w.opened_at, w.work_item_id limit $2`,
    [WORK_ITEM_KINDS, limit],
  );
  const { rows: counted } = await db.query<{ total: number }>("select count(*)::integer as total from work_item where closed_at is null");
  return { items: rows.map(toWorkItem), total: counted[0]?.total ?? 0 };
}

export async function loadWorkItem(db: Db, id: string): Promise<WorkItem | undefined> {
  const { rows } = await db.query(`${SELECT} where w.work_item_id = $1`, [id]);
  return rows[0] && toWorkItem(rows[0]);
}
