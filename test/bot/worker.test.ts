import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openLog } from "../../bot/log.ts";
import { startWorker, type Worker } from "../../bot/worker.ts";
import { type Child, startChild } from "../support/child.ts";
import { oneValue, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let worker: Worker | undefined;
let child: Child | undefined;
beforeEach(async () => {
  service = await startService({ withWorker: false });
});
afterEach(async () => {
  vi.useRealTimers();
  await worker?.stop();
  await child?.kill();
  worker = child = undefined;
  await service.stop();
});

const beats = () =>
  rowsOf<{ pool_id: string; age: number }>(
    service,
    "select pool_id, extract(epoch from clock_timestamp() - beat_at)::float as age from worker_heartbeat",
  );
const begin = async () => {
  worker = await startWorker(service.config, openLog("test", "silent"), { pollMs: 50 });
  return worker;
};

test("a worker shows that it lives, again and again, and takes its sign away when it stops", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  await begin();
  await vi.waitUntil(async () => (await beats()).length === 1);
  await service.owner.query("update worker_heartbeat set beat_at = beat_at - interval '40 seconds'");
  vi.advanceTimersByTime(15_000);
  await vi.waitUntil(async () => ((await beats())[0]?.age ?? 99) < 30);
  await worker?.stop();
  worker = undefined;
  expect(await beats()).toEqual([]);
});

test("a worker that was taken for dead ends with an error, since others do its work", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const started = await begin();
  let end = "lives";
  started.ended.then(
    () => {
      end = "ended well";
    },
    (error: Error) => {
      end = error.message;
    },
  );
  await vi.waitUntil(async () => (await beats()).length === 1);
  vi.advanceTimersByTime(15_000);
  expect(end).toBe("lives");
  await service.owner.query("delete from worker_heartbeat");
  vi.advanceTimersByTime(15_000);
  await vi.waitUntil(() => end !== "lives");
  expect(end).toMatch(/released as dead/);
});

test("its heartbeat has the name under which its jobs are locked", async () => {
  await begin();
  await vi.waitUntil(async () => (await beats()).length === 1);
  await service.owner.query("create table seen_lock (locked_by text)");
  await service.owner.query("grant insert on seen_lock to public");
  await service.owner.query(
    "create function keep_lock() returns trigger language plpgsql security definer as $$ begin if new.locked_by is not null then insert into public.seen_lock values (new.locked_by); end if; return new; end $$",
  );
  await service.owner.query(
    "create trigger keep_lock after update on graphile_worker._private_jobs for each row execute function keep_lock()",
  );
  await service.owner.query("update graphile_worker._private_jobs set run_at = now() where key = 'sweep-inbound'");
  await vi.waitUntil(async () => (await oneValue<number>(service, "select count(*)::integer from seen_lock")) > 0, { timeout: 10_000 });
  expect(await oneValue(service, "select distinct locked_by from seen_lock")).toBe((await beats())[0]?.pool_id);
});

test("a worker's process ends well when it is told to, and leaves no sign of life behind", async () => {
  child = await startChild("bot/worker.ts", service.config);
  await vi.waitUntil(async () => (await beats()).length === 1, { timeout: 10_000 });
  child.process.kill("SIGTERM");
  expect(await child.ended).toBe(0);
  expect(await beats()).toEqual([]);
});
