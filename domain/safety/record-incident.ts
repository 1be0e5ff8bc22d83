import type { Db } from "../db.ts";
import type { SafetyAssessment } from "./assessment.ts";

/** Keeps that an alarm was raised: level, situation, rule, time and how many were paged; never the text. */
export async function recordIncident(db: Db, personId: string, safety: SafetyAssessment, paged: number): Promise<void> {
  await db.query(
    `insert into incident (programme_id, person_id, level, situation, rule, paged) values (current_programme(), $1, $2, $3, $4, $5)`,
    [personId, safety.level, safety.situation, safety.rule, paged],
  );
}
