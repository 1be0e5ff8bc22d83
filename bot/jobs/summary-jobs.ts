import { DateTime } from "luxon";
import type pg from "pg";
import { planSummary, takeSummary } from "../../domain/coordination/summary-time.ts";
import { inProgramme } from "../../domain/db.ts";
import { reachableCoordinators } from "../../domain/people/coordinators.ts";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import { tellSummary } from "../summary.ts";
import { NOTHING, type TurnJob } from "./turn-job.ts";

export const summaryJobs: Record<string, TurnJob> = {
  /** Monday morning: every coordinator is told of the week that is over, once, and the next one is planned. Its id is the programme's. */
  "weekly-summary": {
    whose: async (db) => (await reachableCoordinators(db))[0]?.id,
    async handle(turn, id) {
      const { db, now, programme } = turn;
      const place = { zone: programme.zone, country: programme.settings.sending.holidayCountry };
      const isDue = await takeSummary(db, now, place);
      await planSummary(db, id, now, place);
      return isDue ? { ...NOTHING, outgoing: await tellSummary(turn, await reachableCoordinators(db), "notice") } : NOTHING;
    },
  },
};

/** Plans every programme's next summary: of one that is new, and of one whose last could not be told to anybody. */
export async function planSummaries(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string }>("select programme_id as id from programme_slug order by slug");
  for (const { id } of rows) {
    await inProgramme(pool, id, async (db) => {
      const { zone, settings } = await loadRules(db);
      const { rows: clock } = await db.query<{ now: Date }>("select turn_now() as now");
      const now = DateTime.fromJSDate(clock[0]?.now ?? new Date());
      await planSummary(db, id, now, { zone, country: settings.sending.holidayCountry });
    });
  }
}
