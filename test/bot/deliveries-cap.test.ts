import type pg from "pg";
import { expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE } from "../../bot/demo-codes.ts";
import { openLog } from "../../bot/log.ts";
import { startWorker } from "../../bot/worker.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { atOnce, deliveryOf, oneValue, openAppPool, rowsOf, writeTo } from "../support/people.ts";
import { MONDAY_10H, startService, type TestService } from "../support/service.ts";

const PHONE = "+33639980001";
const SEGMENT = 80_000;

/** A programme that may spend ten segments more today. */
async function withTenLeft(work: (service: TestService, pool: pg.Pool) => Promise<void>, options = {}): Promise<void> {
  const service = await startService(options);
  const pool = openAppPool(service);
  try {
    await leadPatient(service, PHONE, "age");
    await service.owner.query("delete from spending");
    await service.owner.query(
      `update programme set settings = jsonb_build_object('sending', jsonb_build_object('dailyCapMicros', $1::integer, 'perMinute', 1000))`,
      [10 * SEGMENT],
    );
    await work(service, pool);
  } finally {
    await pool.end();
    await service.stop();
  }
}

const spent = (service: TestService) =>
  oneValue<string | null>(
    service,
    "select (sum(micros) / $1)::integer from spending where day = (service_now() at time zone 'Europe/Paris')::date",
    [SEGMENT],
  );

test("coordinators are told once at 70 %, and at 100 % nothing but safety leaves", async () => {
  await withTenLeft(async (service, pool) => {
    const chat = await openPeerChat(service, DEMO_COORDINATOR_CODE);
    const told = () =>
      service.teams.activities.filter(
        ({ conversationId, activity }) => conversationId === chat.conversationId && String(activity.text).includes("plafond"),
      );
    for (let index = 0; index < 6; index++) await writeTo(service, pool, PHONE, { body: `${index}` });
    await service.drain();
    expect(told()).toHaveLength(0);
    await writeTo(service, pool, PHONE, { body: "6" });
    await service.drain();
    expect(told()).toHaveLength(1);
    for (let index = 7; index < 10; index++) await writeTo(service, pool, PHONE, { body: `${index}` });
    await service.drain();
    const over = await writeTo(service, pool, PHONE, { body: "de trop" });
    const urgent = await writeTo(service, pool, PHONE, { class: "urgent", body: "urgent aussi" });
    await service.drain();
    expect(service.provider.sentTo(PHONE)).toHaveLength(10);
    for (const id of [over, urgent])
      expect(await deliveryOf(service, id)).toMatchObject({ state: "skipped", reason: "spending-cap", attempt: 0 });
    // an answer in a webhook's response costs too
    expect(await service.text(PHONE, "INFO")).toEqual([]);
    expect((await service.text(PHONE, "je veux mourir")).join(" ")).toContain("3114");
    await writeTo(service, pool, PHONE, { class: "safety", body: "vous comptez" });
    await service.drain();
    expect(service.provider.sentTo(PHONE).at(-1)).toBe("vous comptez");
    expect(told()).toHaveLength(1);
    // a new day, a new purse
    await service.moveClock("2026-11-24T10:00:00+01:00");
    expect((await service.text(PHONE, "INFO"))[0]).toContain("gratuit");
  });
});

test("the cap holds for twenty sends at once, and across a restart of the worker", async () => {
  await withTenLeft(
    async (service, pool) => {
      await atOnce(15, (index) => writeTo(service, pool, PHONE, { body: `lot ${index}` }));
      const log = openLog("test", "silent");
      const first = await startWorker(service.config, log, { pollMs: 50 });
      await service.drain();
      await first.stop();
      expect(service.provider.sentTo(PHONE)).toHaveLength(10);
      expect(await spent(service)).toBe(10);
      await atOnce(5, (index) => writeTo(service, pool, PHONE, { body: `suite ${index}` }));
      const second = await startWorker(service.config, log, { pollMs: 50 });
      await service.drain();
      await second.stop();
      expect(service.provider.sentTo(PHONE)).toHaveLength(10);
      expect(await spent(service)).toBe(10);
      expect(await rowsOf(service, "select distinct state, reason from delivery where body like 'suite%'")).toEqual([
        { state: "skipped", reason: "spending-cap" },
      ]);
    },
    { withWorker: false, at: MONDAY_10H },
  );
});

test("sixteen answers to webhooks at once spend no more than is left, and the end of messages is confirmed all the same", async () => {
  await withTenLeft(
    async (service) => {
      const answers = await atOnce(16, (index) => service.text(`+336399803${String(index).padStart(2, "0")}`, "STOP"));
      expect(answers.every((said) => said.length === 1)).toBe(true);
      // the confirmation of an opt-out is never withheld; other answers are
      await service.owner.query("delete from spending");
      const infos = await atOnce(16, (index) => service.text(`+336399802${String(index).padStart(2, "0")}`, "INFO"));
      const segments = await oneValue<number>(
        service,
        "select segments from delivery where body like '%gratuit%' and state = 'sent' limit 1",
      );
      expect(infos.filter((said) => said.length > 0)).toHaveLength(Math.floor(10 / segments));
      expect(Number(await spent(service))).toBeLessThanOrEqual(10);
    },
    { withWorker: false },
  );
});

test("every attempt costs, not only the one that succeeds", async () => {
  await withTenLeft(async (service, pool) => {
    service.provider.answerNext({ status: 429 });
    await writeTo(service, pool, PHONE, { body: "deux essais" });
    await service.drain();
    await service.moveClock("2026-11-23T10:02:00+01:00");
    expect(service.provider.sentTo(PHONE)).toEqual(["deux essais"]);
    expect(await spent(service)).toBe(2);
  });
});
