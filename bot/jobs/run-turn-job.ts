import type pg from "pg";
import { inProgramme } from "../../domain/db.ts";
import { type TurnAnswer, takeTurn } from "../turn.ts";
import type { TurnSecrets } from "../turn-effects.ts";
import { turnJobs } from "./turn-jobs.ts";

/**
 * Runs a turn job on the conversation of whoever it concerns. The job's own id is its event key: run twice, it has one effect.
 *
 * @returns `"nobody"` if there is nobody to tell
 */
export async function runTurnJob(
  pool: pg.Pool,
  name: string,
  jobId: string,
  { programmeId, id }: { programmeId: string; id: string },
  secrets: TurnSecrets,
): Promise<TurnAnswer["outcome"] | "nobody"> {
  const job = turnJobs[name];
  if (!job) throw new Error(`There is no turn job ${name}.`);
  return inProgramme(pool, programmeId, async (db) => {
    const personId = await job.whose(db, id);
    if (!personId) return "nobody";
    const door = { kind: "job" as const, programmeId, personId, byPhone: job.byPhone, runsFrozen: job.runsFrozen };
    return (await takeTurn(db, `job:${jobId}`, door, (turn) => job.handle(turn, id), secrets)).outcome;
  });
}
