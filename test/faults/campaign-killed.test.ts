import { DateTime } from "luxon";
import type pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addTalked, launch, recipientStates, setCampaignSettings } from "../support/campaigns.ts";
import { type Child, startChild } from "../support/child.ts";
import { oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

/** `CAMPAIGN_SIZE=10000` for the whole of it: docs/operating.md has what came out. */
const RECIPIENTS = Number(process.env.CAMPAIGN_SIZE ?? 500);
/** What shows that the checks can fail shows it with few as well. */
const FEW = 200;
const PATIENCE_MS = 300_000 + RECIPIENTS * 200;

let service: TestService;
let pool: pg.Pool;
let child: Child | undefined;
beforeEach(async () => {
  service = await startService({ withWorker: false, at: nextMonday() });
  pool = openAppPool(service, 3);
});
afterEach(async () => {
  await child?.kill();
  child = undefined;
  await pool.end();
  await service.stop();
});

/** No quiet hour, and ahead of the real clock: the service's is never behind it. */
function nextMonday(): string {
  const monday = DateTime.now().setZone("Europe/Paris").startOf("week").plus({ weeks: 1 });
  return monday.set({ hour: 10 }).toISO() ?? "";
}

/** The minute after which others take over what a dead worker held, on the clocks by which that is told. */
async function passMinute(): Promise<void> {
  await service.owner.query("update worker_heartbeat set beat_at = beat_at - interval '61 seconds'");
  for (const table of ["_private_jobs", "_private_job_queues"])
    await service.owner.query(
      `update graphile_worker.${table} set locked_at = locked_at - interval '61 seconds' where locked_at is not null`,
    );
}

/** Kills the worker with what it has in flight when the provider has taken so many: of the last one it never hears the answer. */
async function killAt(count: number, worker: Child): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const givenUp = setTimeout(() => reject(new Error(`Not ${count} were sent.`)), PATIENCE_MS);
  service.provider.onTaken(() => {
    if (service.provider.messages.length < count) return;
    worker.process.kill("SIGKILL");
    resolve();
  });
  await promise.finally(() => clearTimeout(givenUp));
  service.provider.onTaken();
  await worker.ended;
}

/**
 * Runs a campaign while workers are killed in the middle of sending; the last one goes on until nothing is left that it may do.
 *
 * @returns its id, and how many attempts had no end when their worker died
 */
async function runWhileKilling(recipients: number, kills: number): Promise<{ id: string; cutOff: number }> {
  await setCampaignSettings(service, { campaigns: { perMinute: 200_000, dailyShare: 1 }, sending: { dailyCapMicros: 10 ** 12 } });
  await addTalked(service, recipients);
  const id = await launch(service, pool);
  // the clock goes on, so that paces and looks again fall due by themselves
  await service.owner.query("update clock set ahead = standing_at - clock_timestamp(), standing_at = null");
  let cutOff = 0;
  for (let kill = 1; kill <= kills; kill++) {
    child = await startChild("bot/worker.ts", service.config);
    await killAt(Math.floor((recipients * kill) / (kills + 2)), child);
    cutOff += await oneValue<number>(service, "select count(*)::integer from delivery where state = 'sending'");
    await passMinute();
  }
  child = await startChild("bot/worker.ts", service.config);
  await vi.waitUntil(async () => (await isQuietNow()) || undefined, { timeout: PATIENCE_MS, interval: 500 });
  return { id, cutOff };
}

/** Nothing is due or running that the worker may take; what is looked up at the provider is looked up a minute later, so the clock is moved on. */
async function isQuietNow(): Promise<boolean> {
  const busy = await oneValue<boolean>(
    service,
    // what waits behind a dead worker's job waits for ever, where nothing releases that
    `select exists (select from graphile_worker._private_jobs j left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
       where j.run_at <= clock_timestamp() and j.locked_at is null and q.locked_at is null and j.attempts < j.max_attempts)
     or exists (select from graphile_worker._private_jobs j
       where j.locked_by in (select pool_id from worker_heartbeat where beat_at > clock_timestamp() - interval '60 seconds'))`,
  );
  if (busy) return false;
  const soon = await oneValue<boolean>(
    service,
    `select exists (select from graphile_worker._private_jobs j where j.locked_at is null and j.run_at between clock_timestamp() and clock_timestamp() + interval '2 hours'
       and j.payload::text <> '{}')`,
  );
  if (!soon) return true;
  await service.owner.query("select move_clock(service_now() + interval '2 minutes')");
  return false;
}

/** What became of each: how often the provider has an offer, how many attempts are on record, and how far the campaign says that it is. */
async function account(id: string) {
  const deliveries = await rowsOf<{ attempt: number; state: string; provider_id: string | null }>(
    service,
    `select d.attempt, d.state, d.provider_id from campaign_recipient r left join delivery d on d.response_id = r.response_id where r.campaign_id = $1`,
    [id],
  );
  const { messages } = service.provider;
  const perPhone = new Map<string, number>();
  for (const { to } of messages) perPhone.set(to, (perPhone.get(to) ?? 0) + 1);
  return {
    states: await recipientStates(service, id),
    forgotten: deliveries.filter(({ state }) => state !== "sent" && state !== "delivered").length,
    doubled: [...perPhone.values()].filter((count) => count > 1).length,
    reached: perPhone.size,
    offers: deliveries.length,
    unrecorded: messages.length - deliveries.reduce((sum, { attempt }) => sum + (attempt ?? 0), 0),
  };
}

test(
  `of ${RECIPIENTS} recipients none is forgotten and none asked twice, though three workers are killed in the middle of sending`,
  async () => {
    const { id, cutOff } = await runWhileKilling(RECIPIENTS, 3);
    const found = await account(id);
    expect(found.states).toEqual({ sent: RECIPIENTS });
    expect(found).toMatchObject({ forgotten: 0, doubled: 0, reached: RECIPIENTS, offers: RECIPIENTS });
    // never beyond a recorded attempt; one that was killed before it sent is an attempt too
    expect(found.unrecorded).toBeLessThanOrEqual(0);
    // the provider had taken one each time, and nobody knew
    expect(cutOff).toBeGreaterThanOrEqual(3);
  },
  2 * PATIENCE_MS,
);

test(
  "without the release of a dead worker's jobs some are forgotten: the test above can fail",
  async () => {
    await service.owner.query("create or replace function release_dead_workers() returns integer language sql as 'select 0'");
    const { id } = await runWhileKilling(process.env.CAMPAIGN_SIZE ? RECIPIENTS : FEW, 1);
    const found = await account(id);
    expect(found.forgotten).toBeGreaterThan(0);
    expect(found.doubled).toBe(0);
  },
  2 * PATIENCE_MS,
);

test(
  "where what has no end is sent again unasked, some are asked twice: the test above can fail",
  async () => {
    // as if the provider were not asked about an attempt whose worker died
    await service.owner.query(
      `create function send_again() returns trigger language plpgsql security definer as $$
       begin
         perform set_config('passerelle.programme', programme_id::text, true) from programme_slug where slug = 'demo';
         update delivery set state = 'queued' where state = 'sending';
         return null;
       end $$`,
    );
    await service.owner.query(
      "create trigger send_again after insert on worker_heartbeat for each statement execute function send_again()",
    );
    const { id } = await runWhileKilling(FEW, 3);
    const found = await account(id);
    expect(found.doubled).toBeGreaterThan(0);
    expect(found.forgotten).toBe(0);
  },
  2 * PATIENCE_MS,
);
