import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openProvider } from "../../adapters/twilio/client.ts";
import { sweepInbound } from "../../bot/jobs/sweep-inbound.ts";
import { openLog } from "../../bot/log.ts";
import { startWorker } from "../../bot/worker.ts";
import { leadPatient } from "../support/patient.ts";
import { atOnce, oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
  await service.drain();
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const log = openLog("test", "silent");
const sweep = () => sweepInbound({ pool, provider: openProvider(service.config.twilio), config: service.config, log });
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

test("messages that no turn has seen are run oldest first, and answered by the outbox, once", async () => {
  const lou = "+33639980001";
  await leadPatient(service, lou, "offers");
  // chosen, then the way, while the webhook could not be reached; the order is what makes sense of them
  const first = service.provider.receive(lou, DEMO_NUMBER, "3", ago(300));
  const second = service.provider.receive(lou, DEMO_NUMBER, "2", ago(200));
  expect(await sweep()).toBe(2);
  await service.drain();
  const answers = service.provider.sentTo(lou);
  expect(answers).toHaveLength(2);
  expect(answers[0]).toContain("Comment parler avec Sonia");
  expect(answers[1]).toContain("Quand?");
  expect(await sweep()).toBe(0);
  await service.drain();
  expect(service.provider.sentTo(lou)).toHaveLength(2);
  // and the provider's own late try finds the same turn, whose answer has left already
  for (const sid of [first, second]) {
    const late = await service.post("/twilio/sms", {
      MessageSid: sid,
      AccountSid: service.provider.accountSid,
      From: lou,
      To: DEMO_NUMBER,
      Body: "1",
      NumMedia: "0",
    });
    expect(late.status).toBe(200);
    expect(late.body).not.toContain("<Message");
  }
});

test("a message younger than 30 seconds is left to the provider's own tries", async () => {
  service.provider.receive("+33639980002", DEMO_NUMBER, "bonjour", ago(20));
  expect(await sweep()).toBe(0);
  expect(await personOf(service, "+33639980002")).toBeUndefined();
});

test("messages that were answered are left alone, and so is what we wrote ourselves", async () => {
  const before = await oneValue<number>(service, "select count(*)::integer from turn_answer");
  await service.drain();
  expect(await sweep()).toBe(0);
  expect(await oneValue(service, "select count(*)::integer from turn_answer")).toBe(before);
});

test("two sweeps at once answer once", async () => {
  const ana = "+33639980003";
  service.provider.receive(ana, DEMO_NUMBER, "AIDE", ago(100));
  await atOnce(4, sweep);
  await service.drain();
  expect(service.provider.sentTo(ana)).toHaveLength(1);
});

test("danger that was found late gets its lines, at any hour", async () => {
  const eva = "+33639980004";
  service.provider.receive(eva, DEMO_NUMBER, "je veux mourir", ago(100));
  await service.moveClock("2026-11-23T23:00:00+01:00");
  await sweep();
  await service.drain();
  expect(service.provider.sentTo(eva).join(" ")).toContain("3114");
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [await personOf(service, eva)])).toEqual([
    { kind: "safety" },
  ]);
});

test("a first message in English that was found late is answered in English", async () => {
  const sam = "+33639980005";
  service.provider.receive(sam, DEMO_NUMBER, "hello I am looking for someone to talk to about my endometriosis", ago(100));
  await sweep();
  await service.drain();
  expect(service.provider.sentTo(sam)[0]).toMatch(/YES or NO/);
});

test("who erased themselves by a message that was found late is in nobody's queue, though the last answer can't reach them", async () => {
  const zoe = "+33639980009";
  await leadPatient(service, zoe, "offers");
  await service.text(zoe, "SUPPRIMER");
  const personId = await personOf(service, zoe);
  service.provider.receive(zoe, DEMO_NUMBER, "oui", ago(100));
  await sweep();
  await service.drain();
  expect(await oneValue(service, "select erased_at from person where person_id = $1", [personId])).not.toBeNull();
  expect(await rowsOf(service, "select state from delivery where person_id = $1 and reason = 'no-address'", [personId])).toEqual([
    { state: "skipped" },
  ]);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([]);
});

test("one message that can't be handled does not keep the later ones from being answered", async () => {
  const [bad, good] = ["+33639980006", "+33639980007"];
  // a turn that fails every time, as a damaged row would make it
  await service.text(bad, "bonjour");
  await service.owner.query("update conversation set question = jsonb_set(question, '{state}', '\"damaged\"') where person_id = $1", [
    await personOf(service, bad),
  ]);
  service.provider.receive(bad, DEMO_NUMBER, "oui", ago(200));
  service.provider.receive(good, DEMO_NUMBER, "AIDE", ago(100));
  await sweep().catch(() => {});
  await service.drain();
  expect(service.provider.sentTo(good)).toHaveLength(1);
});

test("a worker that starts looks for lost messages by itself", async () => {
  const own = await startService({ withWorker: false });
  try {
    own.provider.receive("+33639980008", DEMO_NUMBER, "AIDE", ago(100));
    const worker = await startWorker(own.config, log, { pollMs: 50 });
    // the clock of real jobs: the sweep waits a few seconds, unless it is brought forward
    await own.owner.query("update graphile_worker._private_jobs set run_at = now() where key = 'sweep-inbound' and locked_at is null");
    await own.provider.waitForMessage("+33639980008", /Passerelle/);
    await worker.stop();
  } finally {
    await own.stop();
  }
});
