import { setTimeout as wait } from "node:timers/promises";
import type pg from "pg";

const LOOK_AGAIN_MS = 40;
/** A turn takes milliseconds; who waits longer than this has a worker that does not work. */
const DRAIN_WITHIN_MS = 30_000;

/** The service's time, and when the next waiting job falls due. `jobs` works as `passerelle_jobs`, the one role that may ask. */
export async function readClock(jobs: pg.Pool): Promise<{ now: Date; nextDue: Date | undefined }> {
  const { rows } = await jobs.query<{ now: Date; due: Date | null }>("select service_now() as now, next_due() as due");
  return { now: rows[0]?.now ?? new Date(), nextDue: rows[0]?.due ?? undefined };
}

/** As the playground wants to hear of it: where the clock has come to, and that all is done there; `done` gives false to end the move. */
export interface ClockStops {
  reached(now: Date): void;
  done(): Promise<boolean>;
}

/**
 * Moves the service's clock forward from due time to due time: to the earliest, until its jobs are done, and on, so that a reminder is never late.
 *
 * @throws {Error} if no worker does what is due
 */
export async function moveClock(jobs: pg.Pool, target: Date, stops: ClockStops): Promise<void> {
  for (;;) {
    await drain(jobs);
    if (!(await stops.done())) return;
    // what was sent may have been reported meanwhile, and have made work
    await drain(jobs);
    const { now, nextDue } = await readClock(jobs);
    if (now >= target) return;
    const stop = nextDue && nextDue < target ? nextDue : target;
    await jobs.query("select move_clock(greatest($1, service_now()))", [stop]);
    stops.reached((await readClock(jobs)).now);
    // the worker looks for work every second; told, it looks at once
    await jobs.query(`select pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":1}')`);
  }
}

async function drain(jobs: pg.Pool): Promise<void> {
  const deadline = Date.now() + DRAIN_WITHIN_MS;
  for (;;) {
    const { rows } = await jobs.query<{ busy: boolean }>(
      `select exists (select from graphile_worker._private_jobs
         where (run_at <= clock_timestamp() or locked_at is not null) and attempts < max_attempts) as busy`,
    );
    if (!rows[0]?.busy) return;
    if (Date.now() > deadline) throw new Error("jobs are due, and no worker does them");
    await wait(LOOK_AGAIN_MS);
  }
}
