import * as z from "zod";
import type { Db } from "../db.ts";

/** Parts of a day in which a coordinator may call. */
export const CALL_PARTS = ["soon", "morning", "afternoon", "evening"] as const;

/** When somebody would like to be called: a part of any day, or from then on (ISO). */
export const callWish = z.object({ part: z.enum(CALL_PARTS).optional(), from: z.string().optional() });
export type CallWish = z.infer<typeof callWish>;

/** Puts when somebody would like to be called to what they asked the team, and to what the team writes to them about. */
export async function noteCallWish(db: Db, personId: string, wish: CallWish): Promise<void> {
  await db.query(
    `update work_item set call_wish = $2 where person_id = $1 and closed_at is null
       and (kind = 'asked-for-human' or work_item_id in (select work_item_id from takeover where takeover.person_id = $1 and ended_at is null))`,
    [personId, wish],
  );
}
