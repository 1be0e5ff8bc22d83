import type { Db } from "../db.ts";

/** Keeps that a coordinator did something about a person: who, what, about whom, when. */
export async function recordAudit(db: Db, actorId: string | null, action: string, subjectId: string): Promise<void> {
  await db.query("insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, $2, $3)", [
    actorId,
    action,
    subjectId,
  ]);
}
