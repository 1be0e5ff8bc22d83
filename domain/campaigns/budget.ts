import type { Db } from "../db.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";

type Settings = Pick<ProgrammeSettings, "sending" | "campaigns">;

/** What all that a programme sends in a day may have cost for campaigns to send more: the rest is for what can't wait. */
export const budgetMicros = ({ sending, campaigns }: Settings): number => sending.dailyCapMicros * campaigns.dailyShare;

/** Whether today's share of the money is used up, by the programme's own day. */
export async function isBudgetSpent(db: Db, settings: Settings): Promise<boolean> {
  const { rows } = await db.query<{ micros: string }>(
    `select micros from spending
     where day = (turn_now() at time zone (select zone from programme where programme_id = current_programme()))::date`,
  );
  return Number(rows[0]?.micros ?? 0) >= budgetMicros(settings);
}
