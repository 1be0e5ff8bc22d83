import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLog } from "../../bot/log.ts";
import { startWorker, type Worker } from "../../bot/worker.ts";
import { type Child, startChild } from "../support/child.ts";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, oneValue, openAppPool, rowsOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const PHONE = "+33639980001";

let service: TestService;
let pool: pg.Pool;
let child: Child | undefined;
let second: Worker | undefined;
beforeEach(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 3);
  await leadPatient(service, PHONE, "age");
});
afterEach(async () => {
  await child?.kill();
  await second?.stop();
  child = second = undefined;
  await pool.end();
  await service.stop();
});

/** The minute that has to pass before others take over. */
async function passMinute(): Promise<void> {
  await service.owner.query("update worker_heartbeat set beat_at = beat_at - interval '61 seconds'");
  for (const table of ["_private_jobs", "_private_job_queues"]) {
    await service.owner.query(
      `update graphile_worker.${table} set locked_at = locked_at - interval '61 seconds' where locked_at is not null`,
    );
  }
}

const locked = () => oneValue<number>(service, "select count(*)::integer from graphile_worker._private_jobs where locked_by is not null");
const takeOver = async () => {
  second = await startWorker(service.config, openLog("test", "silent"), { pollMs: 50 });
};

/** Kills a worker in its first send, lets a second one take over, and gives what the provider has then. */
async function killAt(point: "after-claim" | "after-provider-accept"): Promise<{ id: string; before: string[] }> {
  const id = await writeTo(service, pool, PHONE, { body: "une seule fois" });
  child = await startChild("bot/worker.ts", service.config, { FAIL_AT: point });
  expect(await child.ended).toBe("SIGKILL");
  const before = service.provider.sentTo(PHONE);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sending", attempt: 1, provider_id: null });
  expect(await locked()).toBeGreaterThan(0);
  return { id, before };
}

test("a worker killed after the provider took a message: a second one finds it there and sends nothing", async () => {
  const { id, before } = await killAt("after-provider-accept");
  expect(before).toEqual(["une seule fois"]);
  await passMinute();
  await takeOver();
  await service.drain();
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 1, provider_id: service.provider.messages[0]?.sid });
  await service.moveClock("2026-11-23T12:00:00+01:00");
  expect(service.provider.sentTo(PHONE)).toEqual(["une seule fois"]);
});

test("a worker killed before it sent: a second one asks the provider, then sends once", async () => {
  const { id, before } = await killAt("after-claim");
  expect(before).toEqual([]);
  await passMinute();
  await takeOver();
  await service.drain();
  expect(service.provider.sentTo(PHONE)).toEqual([]);
  await service.moveClock("2026-11-23T10:02:00+01:00");
  expect(service.provider.sentTo(PHONE)).toEqual(["une seule fois"]);
  expect(await deliveryOf(service, id)).toMatchObject({ state: "sent", attempt: 2 });
});

test("a dead worker's jobs are its own until its minute has passed", async () => {
  await killAt("after-claim");
  const held = await locked();
  expect(await oneValue(service, "select release_dead_workers()")).toBe(0);
  expect(await locked()).toBe(held);
  await passMinute();
  expect(await oneValue(service, "select release_dead_workers()")).toBe(1);
  expect(await locked()).toBe(0);
  expect(await rowsOf(service, "select from worker_heartbeat")).toEqual([]);
});

test("one that died before its first sign of life is released by the age of its lock", async () => {
  await killAt("after-claim");
  await service.owner.query("delete from worker_heartbeat");
  expect(await oneValue(service, "select release_dead_workers()")).toBe(0);
  await passMinute();
  expect(await oneValue(service, "select release_dead_workers()")).toBe(1);
});

test("every message of a person that waited behind the killed one leaves after it, in order, once", async () => {
  await writeTo(service, pool, PHONE, { body: "un" });
  await writeTo(service, pool, PHONE, { body: "deux" });
  await writeTo(service, pool, PHONE, { body: "trois" });
  child = await startChild("bot/worker.ts", service.config, { FAIL_AT: "after-provider-accept" });
  expect(await child.ended).toBe("SIGKILL");
  await passMinute();
  await takeOver();
  await service.drain();
  expect(service.provider.sentTo(PHONE)).toEqual(["un", "deux", "trois"]);
});

test("a job that does the same again has one effect, though its worker died before it could say that it was done", async () => {
  await leadPatient(service, "+33639980002", "asked");
  const [job] = await rowsOf<{ id: string }>(
    service,
    "select j.id from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'ask-peer'",
  );
  // the very same job, by its id, is put back as a release puts it back
  await service.owner.query("create table kept as select * from graphile_worker._private_jobs where id = $1", [job?.id]);
  await takeOver();
  await service.drain();
  const asked = () => oneValue<number>(service, "select count(*)::integer from delivery where class = 'request'");
  expect(await asked()).toBe(1);
  const generated = await rowsOf<{ name: string }>(
    service,
    "select attname as name from pg_attribute where attrelid = 'graphile_worker._private_jobs'::regclass and attgenerated <> '' and attnum > 0",
  );
  const columns = await rowsOf<{ name: string }>(
    service,
    "select attname as name from pg_attribute where attrelid = 'kept'::regclass and attnum > 0 and not attisdropped",
  );
  const names = columns
    .map(({ name }) => name)
    .filter((name) => !generated.some((other) => other.name === name))
    .join(", ");
  await service.owner.query(`insert into graphile_worker._private_jobs (${names}) overriding system value select ${names} from kept`);
  await service.drain();
  expect(await asked()).toBe(1);
  expect(await oneValue(service, "select count(*)::integer from inbound_event where event_key = $1", [`job:${job?.id}`])).toBe(1);
});
