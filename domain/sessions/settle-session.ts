import type { DateTime } from "luxon";
import { recordAudit } from "../coordination/audit.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { loadRules } from "../programmes/load-rules.ts";
import { judge, measureAttendance, type Verdict } from "./attendance.ts";
import { lockSession, type Session } from "./session.ts";

/** A coordinator may correct what was recorded until so long after the talk. */
const CORRECTABLE_DAYS = 7;

/**
 * Settles what became of a session's talk, by who was there, and its appointment with it: `fulfilled` or `noshow`, with a reason code. Done again when
 * something more is told, it comes to what all that is known says; what a coordinator corrected stays.
 */
export async function settleSession(db: Db, session: Session, now: DateTime): Promise<Verdict | "not-agreed"> {
  if (!session.isAgreed) return "not-agreed";
  const { interruptedBelowMinutes } = (await loadRules(db)).settings.calls;
  const verdict = judge(await measureAttendance(db, session, now), session.modality, interruptedBelowMinutes);
  await db.query(
    `with settled as (
       update appointment set status = $2, reason_code = $3, version = case when status = 'booked' then version + 1 else version end
       where appointment_id = $1 and corrected_at is null and status in ('booked', 'arrived', 'fulfilled', 'noshow')
       returning request_id, during, status
     )
     update request set first_talk_at = coalesce(first_talk_at, lower(settled.during))
     from settled where request.request_id = settled.request_id and settled.status = 'fulfilled'`,
    [session.appointmentId, verdict.status, verdict.reasonCode],
  );
  const [state, reason] = verdict.status === "fulfilled" ? ["cooling", null] : ["failed", verdict.reasonCode];
  await db.query("update session set state = $2, reason = $3 where session_id = $1", [session.id, state, reason]);
  if (verdict.reasonCode === "technical")
    await openWorkItem(db, "session-failed", session.patient.personId, { appointmentId: session.appointmentId });
  return verdict;
}

/** The session's time is over: nobody gets in any more, and what it was is settled, unless it is. @returns undefined if there is nothing to settle */
export async function closeSession(db: Db, id: string, now: DateTime): Promise<Verdict | undefined> {
  const session = await lockSession(db, id);
  if (!session || session.state === "released" || session.state === "cooling" || session.state === "failed") return undefined;
  const verdict = await settleSession(db, session, now);
  return verdict === "not-agreed" ? undefined : verdict;
}

/**
 * A coordinator says how it was, within 7 days of the talk; nothing that is told later changes that.
 *
 * @param actorId the coordinator; null: the operator, by a command
 * @throws {DomainError} `attendance/too-late`, `attendance/not-settled` (it was not to take place, or is still to come)
 */
export async function correctAttendance(
  db: Db,
  appointmentId: string,
  status: "fulfilled" | "noshow",
  actorId: string | null,
): Promise<void> {
  const { rows } = await db.query<{ patient_id: string; status: string; late: boolean }>(
    `select patient_id, status, upper(during) < turn_now() - make_interval(days => ${CORRECTABLE_DAYS}) as late from appointment where appointment_id = $1 for update`,
    [appointmentId],
  );
  const [found] = rows;
  if (!found || (found.status !== "fulfilled" && found.status !== "noshow"))
    throw new DomainError("attendance/not-settled", "Only what is recorded as held or missed can be corrected.");
  if (found.late) throw new DomainError("attendance/too-late", `What took place can be corrected for ${CORRECTABLE_DAYS} days.`);
  await db.query("update appointment set status = $2, reason_code = 'corrected', corrected_at = turn_now() where appointment_id = $1", [
    appointmentId,
    status,
  ]);
  await recordAudit(db, actorId, "correct-attendance", found.patient_id);
}
