import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";

/** A coordinator may correct what was recorded until so long after the talk. */
export const CORRECTABLE_DAYS = 7;

/** What a talk can be corrected to. */
export const ATTENDANCES = ["fulfilled", "patient-absent", "peer-absent", "technical"] as const;
export type AttendanceWord = (typeof ATTENDANCES)[number];

/**
 * A coordinator says how it was, within 7 days of the talk; nothing that is told later changes that. That it took place counts for the first talk of its request.
 *
 * @param actorId the coordinator; null: the operator, by a command
 * @throws {DomainError} `attendance/too-late`, `attendance/not-settled` (it was not to take place, or is still to come)
 */
export async function correctAttendance(db: Db, appointmentId: string, as: AttendanceWord, actorId: string | null): Promise<void> {
  const { rows } = await db.query<{ patient_id: string; status: string; late: boolean }>(
    `select patient_id, status, upper(during) < turn_now() - make_interval(days => ${CORRECTABLE_DAYS}) as late from appointment where appointment_id = $1 for update`,
    [appointmentId],
  );
  const [found] = rows;
  if (!found || (found.status !== "fulfilled" && found.status !== "noshow"))
    throw new DomainError("attendance/not-settled", "Only what is recorded as held or missed can be corrected.");
  if (found.late) throw new DomainError("attendance/too-late", `What took place can be corrected for ${CORRECTABLE_DAYS} days.`);
  const [status, reason] = as === "fulfilled" ? ["fulfilled", "corrected"] : ["noshow", as];
  await db.query("update appointment set status = $2, reason_code = $3, corrected_at = turn_now() where appointment_id = $1", [
    appointmentId,
    status,
    reason,
  ]);
  await db.query(
    `update request set first_talk_at = (select min(lower(during)) from appointment a where a.request_id = request.request_id and a.status = 'fulfilled')
     where request_id = (select request_id from appointment where appointment_id = $1)`,
    [appointmentId],
  );
  await recordAudit(db, actorId, "correct-attendance", found.patient_id);
}
