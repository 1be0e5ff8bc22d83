import type pg from "pg";
import { openPool } from "../../domain/db.ts";
import { findProgramme } from "../../domain/programmes/create-programme.ts";
import type { Config } from "../config.ts";
import { DEMO_SLUG } from "../demo-codes.ts";
import type { Log } from "../log.ts";
import { type ClockStops, moveClock, readClock } from "./clock.ts";
import { listDeliveries } from "./list-deliveries.ts";

/**
 * What the playground may see and do past the public endpoints: read and move the clock, and list the demo programme's deliveries.
 * Opened with the playground only, so never in production; its connections are its own, and the clock's work as the one role that may move it.
 */
export function openWindow(config: Config, pool: pg.Pool, log: Log) {
  const jobs = openPool(config.databaseUrl, "passerelle_jobs", 2, (error) => log.error("a database connection broke", { error }));
  const fieldKey = { id: config.keys.fieldKeyId, key: config.keys.fieldKey };
  return {
    service: {
      readClock: () => readClock(jobs),
      moveClock: (target: Date, stops: ClockStops) => moveClock(jobs, target, stops),
      async listDeliveries() {
        const programmeId = await findProgramme(pool, DEMO_SLUG);
        return programmeId ? listDeliveries(pool, fieldKey, programmeId) : [];
      },
    },
    close: () => jobs.end(),
  };
}
