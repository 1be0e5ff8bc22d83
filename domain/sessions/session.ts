import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";

export const SESSION_STATES = ["scheduled", "open", "live", "grace", "cooling", "released", "failed"] as const;
/** `live` while both are in, `grace` after they were; `cooling` once its time is over and its number still belongs to the pair; `failed` if it never was live. */
export type SessionState = (typeof SESSION_STATES)[number];

export type Side = "patient" | "peer";
export const otherSide = (side: Side): Side => (side === "patient" ? "peer" : "patient");

/** One of the two, as the other may know them: by a chosen name, never more. */
export interface SessionSide {
  personId: string;
  /** The alias of a patient, if one was given; the first name of a peer. */
  name: string | null;
  locale: Locale;
  zone: string;
  /** Six digits by which this side is known that calls from a withheld number. */
  pin: string;
  /** Others may pick up this phone, or read along. */
  sharedPhone: boolean;
}

/** The talk itself: by phone, or by messages that are passed on. */
export interface Session {
  id: string;
  appointmentId: string;
  modality: "phone" | "messages";
  state: SessionState;
  reason: string | null;
  /** The number that both talk over. */
  senderId: string;
  number: string;
  /** Several pairs have this number: who calls it gives a PIN. */
  shared: boolean;
  /** From when to when it may be used, and the talk itself. */
  opensAt: DateTime;
  closesAt: DateTime;
  startsAt: DateTime;
  endsAt: DateTime;
  /** Its appointment still stands. */
  isAgreed: boolean;
  patient: SessionSide;
  peer: SessionSide;
}

const side = z.object({
  personId: z.string(),
  name: z.string().nullable(),
  locale: z.enum(["fr", "en"]),
  zone: z.string(),
  pin: z.string(),
  sharedPhone: z.boolean(),
});
const row = z.object({
  id: z.string(),
  appointment_id: z.string(),
  modality: z.enum(["phone", "messages"]),
  state: z.enum(SESSION_STATES),
  reason: z.string().nullable(),
  sender_id: z.string(),
  number: z.string(),
  shared: z.boolean(),
  opens_at: z.date(),
  closes_at: z.date(),
  starts_at: z.date(),
  ends_at: z.date(),
  agreed: z.boolean(),
  patient: side,
  peer: side,
});

const SELECT = `
  select s.session_id as id, s.appointment_id, s.modality, s.state, s.reason, s.sender_id, sender.address as number, s.shared,
    lower(s.during) as opens_at, upper(s.during) as closes_at, lower(a.during) as starts_at, upper(a.during) as ends_at,
    a.status in ('booked', 'arrived', 'fulfilled', 'noshow') as agreed,
    jsonb_build_object('personId', s.patient_id, 'name', p.alias, 'locale', p.locale, 'zone', p.zone, 'pin', s.patient_pin,
      'sharedPhone', coalesce(patient.shared_phone, false)) as patient,
    jsonb_build_object('personId', s.peer_id, 'name', peer.display_name, 'locale', q.locale, 'zone', q.zone, 'pin', s.peer_pin, 'sharedPhone', false) as peer
  from session s
  join appointment a on a.appointment_id = s.appointment_id
  join sender on sender.sender_id = s.sender_id
  join person p on p.person_id = s.patient_id
  join person q on q.person_id = s.peer_id
  join peer on peer.person_id = s.peer_id
  left join patient on patient.person_id = s.patient_id`;

function toSession(found: unknown): Session {
  const read = row.parse(found);
  return {
    id: read.id,
    appointmentId: read.appointment_id,
    modality: read.modality,
    state: read.state,
    reason: read.reason,
    senderId: read.sender_id,
    number: read.number,
    shared: read.shared,
    opensAt: DateTime.fromJSDate(read.opens_at),
    closesAt: DateTime.fromJSDate(read.closes_at),
    startsAt: DateTime.fromJSDate(read.starts_at),
    endsAt: DateTime.fromJSDate(read.ends_at),
    isAgreed: read.agreed,
    patient: read.patient,
    peer: read.peer,
  };
}

export async function loadSession(db: Db, id: string): Promise<Session | undefined> {
  const { rows } = await db.query(`${SELECT} where s.session_id = $1`, [id]);
  return rows[0] && toSession(rows[0]);
}

export async function sessionOf(db: Db, appointmentId: string): Promise<Session | undefined> {
  const { rows } = await db.query(`${SELECT} where s.appointment_id = $1`, [appointmentId]);
  return rows[0] && toSession(rows[0]);
}

/** Locks a session: what happens to its calls happens one thing after the other. */
export async function lockSession(db: Db, id: string): Promise<Session | undefined> {
  await db.query("select from session where session_id = $1 for update", [id]);
  return loadSession(db, id);
}

/**
 * The sessions of a person that may be used now, the one that began last first: two only where one runs into the next one's first minutes.
 *
 * @param over the number that was called or texted; any, if left out
 */
export async function openSessionsOf(db: Db, personId: string, over?: string): Promise<Session[]> {
  const { rows } = await db.query(
    `${SELECT} where $1 in (s.patient_id, s.peer_id) and s.during @> turn_now() and s.state in ('scheduled', 'open', 'live', 'grace')
       and a.status in ('booked', 'arrived') and ($2::text is null or sender.address = $2)
     order by lower(s.during) desc`,
    [personId, over ?? null],
  );
  return rows.map(toSession);
}

/** The next session of a person that is still to come, over a number or over any. */
export async function nextSessionOf(db: Db, personId: string, over?: string): Promise<Session | undefined> {
  const { rows } = await db.query(
    `${SELECT} where $1 in (s.patient_id, s.peer_id) and lower(s.during) > turn_now() and s.state = 'scheduled' and a.status = 'booked'
       and ($2::text is null or sender.address = $2)
     order by lower(s.during) limit 1`,
    [personId, over ?? null],
  );
  return rows[0] && toSession(rows[0]);
}

/** The last session of a person over a number that is past. */
export async function lastSessionOf(db: Db, personId: string, over: string): Promise<Session | undefined> {
  const { rows } = await db.query(
    `${SELECT} where $1 in (s.patient_id, s.peer_id) and upper(s.during) <= turn_now() and sender.address = $2 order by upper(s.during) desc limit 1`,
    [personId, over],
  );
  return rows[0] && toSession(rows[0]);
}

/** The session of which one side has this PIN, among those over a number that may be used now. Undefined, too, if the PIN is of two of them. */
export async function findByPin(db: Db, number: string, pin: string): Promise<{ session: Session; side: Side } | undefined> {
  const { rows } = await db.query(
    `${SELECT} where sender.address = $1 and s.during @> turn_now() and s.state in ('scheduled', 'open', 'live', 'grace') and a.status in ('booked', 'arrived')
       and $2 in (s.patient_pin, s.peer_pin)`,
    [number, pin],
  );
  if (rows.length !== 1) return undefined;
  const session = toSession(rows[0]);
  return { session, side: session.patient.pin === pin ? "patient" : "peer" };
}

/** Which of the two a person is. */
export const sideIn = ({ patient }: Session, personId: string): Side => (patient.personId === personId ? "patient" : "peer");
