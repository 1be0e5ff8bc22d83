import type { DateTime } from "luxon";
import { noteAttendance } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { loadRules } from "../programmes/load-rules.ts";
import { judge, measureAttendance, type Verdict } from "./attendance.ts";
import { lockSession, type Session } from "./session.ts";

/**
 * Settles what became of a session's talk, by who was there, and its appointment with it: `fulfilled` or `noshow`, with a reason code. Done again when
 * something more is told, it comes to what all that is known says; what a coordinator corrected stays.
 */
export async function settleSession(db: Db, session: Session, now: DateTime): Promise<Verdict | "not-agreed"> {
  if (!session.isAgreed) return "not-agreed";
  const { interruptedBelowMinutes } = (await loadRules(db)).settings.calls;
  const attendance = await measureAttendance(db, session, now);
  const verdict = judge(attendance, session.modality, interruptedBelowMinutes);
  const { rowCount: stands } = await db.query(
    `with settled as (
       update appointment set status = $2, reason_code = $3, version = case when status = 'booked' then version + 1 else version end
       where appointment_id = $1 and corrected_at is null and status in ('booked', 'arrived', 'fulfilled', 'noshow')
       returning request_id, during, status
     ), talked as (
       update request set first_talk_at = coalesce(first_talk_at, lower(settled.during))
       from settled where request.request_id = settled.request_id and settled.status = 'fulfilled'
     )
     select from settled`,
    [session.appointmentId, verdict.status, verdict.reasonCode],
  );
  const [state, reason] = verdict.status === "fulfilled" ? ["cooling", null] : ["failed", verdict.reasonCode];
  const seconds = session.modality === "phone" ? attendance.togetherSeconds : null;
  await db.query("update session set state = $2, reason = $3, talk_seconds = $4 where session_id = $1", [
    session.id,
    state,
    reason,
    seconds,
  ]);
  // of what a coordinator corrected nobody is asked again
  if (stands) await noteAttendance(db, session.patient.personId, session.appointmentId, verdict);
  return verdict;
}

/** The session's time is over: nobody gets in any more, and what it was is settled, unless it is. @returns undefined if there is nothing to settle */
export async function closeSession(db: Db, id: string, now: DateTime): Promise<Verdict | undefined> {
  const session = await lockSession(db, id);
  if (!session || session.state === "released" || session.state === "cooling" || session.state === "failed") return undefined;
  const verdict = await settleSession(db, session, now);
  return verdict === "not-agreed" ? undefined : verdict;
}
