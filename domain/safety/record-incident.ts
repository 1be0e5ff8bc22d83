import type { Db } from "../db.ts";
import type { SafetyAssessment } from "./assess-safety.ts";

/** Keeps that an alarm was raised: level, rule, time and how many were paged; never the text. From level 2 on it waits in the work queue. */
export async function recordIncident(db: Db, personId: string, safety: SafetyAssessment, paged: number): Promise<void> {
  await db.query(`insert into incident (programme_id, person_id, level, rule, paged) values (current_programme(), $1, $2, $3, $4)`, [
    personId,
    safety.level,
    safety.rule,
    paged,
  ]);
  if (safety.level < 2) return;
  await db.query(
    `insert into work_item (programme_id, kind, person_id) values (current_programme(), 'safety', $1) on conflict do nothing`,
    [personId],
  );
}
