import type { Db } from "../db.ts";
import type { CallTime } from "./call-time.ts";

/**
 * Notes how somebody whose phone takes no texts is told what waits: by an automated call at a time of day, or by a person of the team.
 * Their phone counts as shared from then on: anybody may pick it up. What asked them has been answered.
 */
export async function chooseCallTime(db: Db, personId: string, time: CallTime | "team"): Promise<void> {
  await db.query(
    `with asked as (
       update delivery set state = 'delivered', updated_at = turn_now()
       where person_id = $1 and told = 'asks-calls' and state in ('queued', 'sending'))
     update patient set call_time = $2, shared_phone = true where person_id = $1`,
    [personId, time],
  );
}

/** Whether it is still to be asked how they are told: a patient who agreed to be kept, and whose every number takes calls only. */
export async function neverChoseCallTime(db: Db, personId: string): Promise<boolean> {
  const { rowCount } = await db.query("select from patient where person_id = $1 and call_time is null", [personId]);
  return Boolean(rowCount);
}
