import { EventEmitter } from "node:events";
import { fileURLToPath } from "node:url";
import { Logger, makeWorkerUtils, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import * as z from "zod";
import { createSendProactively } from "../adapters/teams/send-proactively.ts";
import { openProvider } from "../adapters/twilio/client.ts";
import { loadCampaign } from "../domain/campaigns/campaign.ts";
import { releaseResults } from "../domain/campaigns/results/release-results.ts";
import { tickCampaign } from "../domain/campaigns/tick-campaign.ts";
import { inProgramme, openPool } from "../domain/db.ts";
import { type Config, readConfig } from "./config.ts";
import { callJobs } from "./jobs/call-jobs.ts";
import { runTurnJob } from "./jobs/run-turn-job.ts";
import { sendDelivery } from "./jobs/send-delivery.ts";
import { planSummaries } from "./jobs/summary-jobs.ts";
import { sweepInbound } from "./jobs/sweep-inbound.ts";
import { turnJobs } from "./jobs/turn-jobs.ts";
import { type Log, openLog } from "./log.ts";
import { runAsProcess } from "./process.ts";
import { turnSecrets } from "./turn-effects.ts";

const payload = z.object({ programmeId: z.uuid(), id: z.uuid() });

/** Jobs at the same time. */
export const CONCURRENCY = 4;
/**
 * Jobs are fetched so many at once: each fetch looks through all queues, and there is one for each person who is written to. What has waited here for
 * longer, behind a slow provider, is given back to whichever worker is free.
 */
const LOCAL_QUEUE = { size: 100, ttl: 5_000 };
/** A campaign writes down whom it is for in one statement: a hundred thousand take longer than any answer may. */
const CAMPAIGN_PATIENCE_MS = 5 * 60_000;
const HEARTBEAT_MS = 15_000;
/** What came while we were away is looked for a little after the start: the provider tries again by itself at first. */
const SWEEP_AFTER_START_MS = 5_000;
const CRONTAB = [
  "*/5 * * * * sweep-inbound ?jobKey=sweep-inbound&max=3",
  "23 3 * * * forget-old-events ?jobKey=forget-old-events&max=3",
  "41 3 * * * plan-summaries ?jobKey=plan-summaries&max=3",
].join("\n");

export interface Worker {
  stop(): Promise<void>;
  /** Settles when the worker has ended, and rejects if it died: the process must then end too. */
  ended: Promise<void>;
}

/** Starts a worker: jobs as `passerelle_jobs`, what they do as `passerelle_app`, with a heartbeat by which others see that it lives. */
export async function startWorker(config: Config, log: Log, { pollMs = 1000 } = {}): Promise<Worker> {
  const died = Promise.withResolvers<never>();
  const onLost = (error: Error) => log.error("a database connection broke", { error });
  const jobs = openPool(config.databaseUrl, "passerelle_jobs", 6, onLost);
  const app = openPool(config.databaseUrl, "passerelle_app", config.databasePoolSize, onLost);
  const campaigns = openPool(config.databaseUrl, "passerelle_app", 1, onLost, CAMPAIGN_PATIENCE_MS);
  const provider = openProvider(config.twilio);
  const secrets = turnSecrets(config);
  const services = {
    pool: app,
    log,
    fieldKey: { id: config.keys.fieldKeyId, key: config.keys.fieldKey },
    publicUrl: config.publicUrl,
    provider,
    sendToTeams: createSendProactively({ ...config.teams, now: () => new Date() }),
  };

  const tasks: TaskList = {
    "send-delivery": async (given) => sendDelivery(services, payload.parse(given)),
    ...Object.fromEntries(Object.entries(callJobs).map(([name, run]) => [name, (given: unknown) => run(services, payload.parse(given))])),
    "campaign-tick": async (given) => {
      const { programmeId, id } = payload.parse(given);
      await inProgramme(campaigns, programmeId, (db) => tickCampaign(db, id));
    },
    "campaign-results": async (given) => {
      const { programmeId, id } = payload.parse(given);
      await inProgramme(app, programmeId, async (db) => {
        const campaign = await loadCampaign(db, id);
        if (campaign) await releaseResults(db, campaign);
      });
    },
    "sweep-inbound": async () => {
      await sweepInbound({ pool: app, provider, config, log });
    },
    "forget-old-events": async () => {
      await jobs.query("select forget_old_events()");
    },
    "plan-summaries": () => planSummaries(app),
  };
  for (const name of Object.keys(turnJobs)) {
    tasks[name] = async (given, { job: { id: jobId } }) => {
      const outcome = await runTurnJob(app, name, jobId, payload.parse(given), secrets);
      // at the start of a playground nobody is linked yet
      if (outcome === "nobody") log[config.playground ? "info" : "warn"]("a job found nobody to tell", { job: name });
      else log.info("turn job", { job: name, outcome });
    };
  }

  const events = new EventEmitter() as WorkerEvents;
  const poolCreated = new Promise<string>((resolve) => events.once("pool:create", ({ workerPool }) => resolve(workerPool.id)));
  const runner: Runner = await run({
    pgPool: jobs,
    taskList: tasks,
    crontab: CRONTAB,
    concurrency: CONCURRENCY,
    pollInterval: pollMs,
    preset: { worker: { localQueue: LOCAL_QUEUE } },
    noHandleSignals: true,
    events,
    logger: new Logger(() => (level, message) => {
      // the message may hold what a job worked with: only its kind is kept
      if (level === "error") log.warn("a job failed and is tried again", { code: /task/i.test(message) ? "job/failed" : "job/runner" });
    }),
  });
  const heartbeat = startHeartbeat(await poolCreated);
  const utils = await makeWorkerUtils({ pgPool: jobs, logger: new Logger(() => () => {}) });
  await utils.addJob("plan-summaries", {}, { jobKey: "plan-summaries", maxAttempts: 3 });
  await utils.addJob("sweep-inbound", {}, { jobKey: "sweep-inbound", maxAttempts: 3, runAt: new Date(Date.now() + SWEEP_AFTER_START_MS) });

  function startHeartbeat(poolId: string): NodeJS.Timeout {
    let known = false;
    const beat = async () => {
      try {
        const { rowCount } = known
          ? await jobs.query("update worker_heartbeat set beat_at = clock_timestamp() where pool_id = $1", [poolId])
          : await jobs.query("insert into worker_heartbeat (pool_id) values ($1) on conflict do nothing", [poolId]);
        // others took this worker for dead and run its jobs: it must not go on
        if (known && rowCount === 0) died.reject(new Error("This worker was released as dead."));
        known = true;
        const { rows } = await jobs.query<{ released: number }>("select release_dead_workers() as released");
        if (rows[0]?.released) log.warn("dead workers were released", { count: rows[0].released });
      } catch (error) {
        log.error("heartbeat failed", { error });
      }
    };
    void beat();
    return setInterval(() => void beat(), HEARTBEAT_MS);
  }

  return {
    async stop() {
      clearInterval(heartbeat);
      await runner.stop().catch(() => {});
      await jobs.query("delete from worker_heartbeat where pool_id = $1", [await poolCreated]).catch(() => {});
      await Promise.all([jobs.end(), app.end(), campaigns.end()]);
    },
    ended: Promise.race([runner.promise, died.promise]),
  };
}

if (import.meta.main) {
  await runAsProcess("worker", async () => {
    const config = readConfig(
      (await import("./local-environment.ts")).readLocalEnvironment(process.env, fileURLToPath(new URL("..", import.meta.url))),
    );
    return startWorker(config, openLog("worker", config.logLevel));
  });
}
