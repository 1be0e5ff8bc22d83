import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import type { Session, Side } from "./session.ts";

/** Who was there, and for how long. */
export interface Attendance {
  present: Record<Side, boolean>;
  /** Seconds in the conference. */
  patientSeconds: number;
  peerSeconds: number;
  /** Seconds in which both were. */
  togetherSeconds: number;
  /** A call to one of them could not be made, for a reason of the provider's or of ours. */
  isTechnical: boolean;
  /** Messages that were passed on, from each. */
  patientMessages: number;
  peerMessages: number;
}

/** What a talk comes to: FHIR's status, and a reason code for what is finer. */
export interface Verdict {
  status: "fulfilled" | "noshow";
  reasonCode: "interrupted" | "patient-absent" | "peer-absent" | "nobody-came" | "technical" | null;
}

/**
 * Whether a talk took place, by who was there. It did if both were, however shortly; a short one was broken off. Who was there alone did not fail to come,
 * and neither did anybody who could not be called.
 */
export function judge(attendance: Attendance, modality: Session["modality"], interruptedBelowMinutes: number): Verdict {
  const came = {
    patient: modality === "phone" ? attendance.patientSeconds > 0 || attendance.present.patient : attendance.patientMessages > 0,
    peer: modality === "phone" ? attendance.peerSeconds > 0 || attendance.present.peer : attendance.peerMessages > 0,
  };
  const together = modality === "phone" ? attendance.togetherSeconds > 0 : came.patient && came.peer;
  if (together) {
    const isShort = modality === "phone" && attendance.togetherSeconds < interruptedBelowMinutes * 60;
    return { status: "fulfilled", reasonCode: isShort ? "interrupted" : null };
  }
  if (attendance.isTechnical) return { status: "noshow", reasonCode: "technical" };
  // both were there, one after the other
  if (came.patient && came.peer) return { status: "noshow", reasonCode: "interrupted" };
  return { status: "noshow", reasonCode: came.patient ? "peer-absent" : came.peer ? "patient-absent" : "nobody-came" };
}

/** Ends of calls that say nothing of whom they were for. */
const TECHNICAL = ["failed", "provider", "no-number"];

/**
 * Works out from all that is known who was in the conference from when to when. A call whose leaving was not told yet ended with the call, or goes on.
 */
export async function measureAttendance(db: Db, session: Session, now: DateTime): Promise<Attendance> {
  const until = now < session.closesAt ? now : session.closesAt;
  const { rows } = await db.query<{
    patient_here: boolean;
    peer_here: boolean;
    patient_seconds: number;
    peer_seconds: number;
    together_seconds: number;
    technical: boolean;
    patient_messages: number;
    peer_messages: number;
  }>(
    `with stay as (
       select l.person_id, joined.at as from_at,
         coalesce(
           (select min(e.at) from conference_event e where e.session_id = $1 and e.call_sid = l.call_sid and e.event = 'participant-leave'
              and e.conference_sid = joined.conference_sid and e.sequence > joined.sequence),
           (select min(e.at) from conference_event e where e.session_id = $1 and e.event = 'conference-end' and e.conference_sid = joined.conference_sid
              and e.sequence > joined.sequence),
           l.ended_at) as left_at
       from conference_event joined join session_leg l on l.session_id = $1 and l.call_sid = joined.call_sid
       where joined.session_id = $1 and joined.event = 'participant-join'
     ), during as (
       select person_id, bool_or(left_at is null) as here,
         range_agg(tstzrange(from_at, greatest(from_at, least(coalesce(left_at, $2), greatest($2, from_at))))) as times
       from stay group by person_id
     ), sides as (
       select (select times from during where person_id = s.patient_id) as patient, (select times from during where person_id = s.peer_id) as peer,
         coalesce((select here from during where person_id = s.patient_id), false) as patient_here,
         coalesce((select here from during where person_id = s.peer_id), false) as peer_here, s.patient_messages, s.peer_messages
       from session s where s.session_id = $1
     )
     select patient_here, peer_here, seconds_of(patient) as patient_seconds, seconds_of(peer) as peer_seconds, seconds_of(patient * peer) as together_seconds,
       exists (select from session_leg where session_id = $1 and end_status = any($3)) as technical, patient_messages, peer_messages
     from sides`,
    [session.id, until.toJSDate(), TECHNICAL],
  );
  const [found] = rows;
  return {
    present: { patient: found?.patient_here ?? false, peer: found?.peer_here ?? false },
    patientSeconds: found?.patient_seconds ?? 0,
    peerSeconds: found?.peer_seconds ?? 0,
    togetherSeconds: found?.together_seconds ?? 0,
    isTechnical: found?.technical ?? false,
    patientMessages: found?.patient_messages ?? 0,
    peerMessages: found?.peer_messages ?? 0,
  };
}
