import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { EXPERIENCES, type Experience } from "./request.ts";

export const MODALITIES = ["phone", "video", "in-person", "messages"] as const;
export type Modality = (typeof MODALITIES)[number];

export type AppointmentStatus = "proposed" | "pending" | "booked" | "arrived" | "fulfilled" | "cancelled" | "noshow" | "entered-in-error";

/** An appointment as it stands, with what either side may be told of the other: an alias, a chosen first name, never more. */
export interface Appointment {
  id: string;
  requestId: string;
  patientId: string;
  peerId: string;
  conditionId: string;
  /** Whether the patient lives it, or is close to somebody who does. */
  experience: Experience;
  modality: Modality;
  /** In the zone in which it was agreed. */
  startsAt: DateTime;
  endsAt: DateTime;
  status: AppointmentStatus;
  reasonCode: string | null;
  version: number;
  expiresAt: DateTime | null;
  peerName: string;
  patientAlias: string | null;
  peerZone: string;
  patientZone: string;
  /** Eight digits by which the patient can name it. */
  reference: string;
  offeredBy: "patient" | "peer";
  /** The appointment that this one takes the place of, once it is booked. */
  movesId: string | null;
  /** Which talk of the two it is, from 1. */
  talkNumber: number;
  /** Where to meet in person, if that is settled: a listed room. */
  place: { name: string; address: string; mapUrl: string | null; sign: Record<Locale, string> } | null;
  /** The link by which the reader of this turn comes to a video talk: each side has its own. Null where it is not booked, and outside of turns. */
  meetingUrl: string | null;
}

const appointmentRow = z.object({
  id: z.string(),
  request_id: z.string(),
  patient_id: z.string(),
  peer_id: z.string(),
  condition_id: z.string(),
  experience: z.enum(EXPERIENCES),
  modality: z.enum(MODALITIES),
  starts_at: z.date(),
  ends_at: z.date(),
  zone: z.string(),
  status: z.enum(["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error"]),
  reason_code: z.string().nullable(),
  version: z.number(),
  expires_at: z.date().nullable(),
  peer_name: z.string(),
  patient_alias: z.string().nullable(),
  peer_zone: z.string(),
  patient_zone: z.string(),
  reference: z.string(),
  offered_by: z.enum(["patient", "peer"]),
  moves_id: z.string().nullable(),
  talk_number: z.number(),
  place: z
    .object({ name: z.string(), address: z.string(), mapUrl: z.string().nullable(), sign: z.object({ fr: z.string(), en: z.string() }) })
    .nullable(),
});

const SELECT = `
  select a.appointment_id as id, a.request_id, a.patient_id, a.peer_id, r.condition_id, r.experience, a.modality, lower(a.during) as starts_at, upper(a.during) as ends_at,
    a.zone, a.status, a.reason_code, a.version, a.expires_at, peer.display_name as peer_name, patient.alias as patient_alias, peer_person.zone as peer_zone,
    patient.zone as patient_zone, a.reference, a.offered_by, a.moves_id, a.talk_number,
    case when place.place_id is not null then jsonb_build_object('name', place.name, 'address', place.address, 'mapUrl', place.map_url,
      'sign', jsonb_build_object('fr', place.sign_fr, 'en', place.sign_en)) end as place
  from appointment a
  join request r on r.request_id = a.request_id
  join peer on peer.person_id = a.peer_id
  join person peer_person on peer_person.person_id = a.peer_id
  join person patient on patient.person_id = a.patient_id
  left join place on place.place_id = a.place_id`;

function toAppointment(row: unknown): Appointment {
  const read = appointmentRow.parse(row);
  const at = (instant: Date) => DateTime.fromJSDate(instant, { zone: read.zone });
  return {
    id: read.id,
    requestId: read.request_id,
    patientId: read.patient_id,
    peerId: read.peer_id,
    conditionId: read.condition_id,
    experience: read.experience,
    modality: read.modality,
    startsAt: at(read.starts_at),
    endsAt: at(read.ends_at),
    status: read.status,
    reasonCode: read.reason_code,
    version: read.version,
    expiresAt: read.expires_at && at(read.expires_at),
    peerName: read.peer_name,
    patientAlias: read.patient_alias,
    peerZone: read.peer_zone,
    patientZone: read.patient_zone,
    reference: read.reference,
    offeredBy: read.offered_by,
    movesId: read.moves_id,
    talkNumber: read.talk_number,
    place: read.place,
    meetingUrl: null,
  };
}

export async function loadAppointment(db: Db, id: string): Promise<Appointment | undefined> {
  const { rows } = await db.query(`${SELECT} where a.appointment_id = $1`, [id]);
  return rows[0] && toAppointment(rows[0]);
}

/** The live appointments of a person, on either side, in the order of their time. */
export async function listAppointments(
  db: Db,
  side: "patient" | "peer",
  personId: string,
  statuses: AppointmentStatus[],
): Promise<Appointment[]> {
  const column = side === "patient" ? "a.patient_id" : "a.peer_id";
  const { rows } = await db.query(
    `${SELECT} where ${column} = $1 and a.status = any($2) and upper(a.during) > turn_now() order by lower(a.during), a.created_at`,
    [personId, statuses],
  );
  return rows.map(toAppointment);
}

/**
 * Locks an appointment for a change, after the turn's own conversation: that order is what keeps accepting and cancelling from waiting for each other.
 */
export async function lockAppointment(db: Db, id: string): Promise<Appointment | undefined> {
  await db.query("select from appointment where appointment_id = $1 for update", [id]);
  return loadAppointment(db, id);
}

/** Whether both had agreed to it, whatever has become of it. */
export async function wasBooked(db: Db, id: string): Promise<boolean> {
  return Boolean((await db.query("select from appointment where appointment_id = $1 and booked_at is not null", [id])).rowCount);
}
