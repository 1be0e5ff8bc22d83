import { afterAll, beforeAll, expect, test } from "vitest";
import { openLog } from "../../../bot/log.ts";
import { openWindow } from "../../../bot/playground/open-window.ts";
import { openPool } from "../../../domain/db.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: ReturnType<typeof openPool>;
let window: ReturnType<typeof openWindow>;

beforeAll(async () => {
  service = await startService();
  pool = openPool(service.config.databaseUrl, "passerelle_app", 2, () => {});
  window = openWindow(service.config, pool, openLog("test", "silent"));
});
afterAll(async () => {
  await window.close();
  await pool.end();
  await service.stop();
});

const quietly = { reached: () => {}, done: async () => true };

test("lists what was sent, newest first, with its number in clear until that is erased", async () => {
  await service.text("+33639980001", "Bonjour");
  const [newest] = await window.service.listDeliveries();
  expect(newest).toMatchObject({ channel: "sms", number: "+33639980001", name: undefined, class: "reply", state: "sent" });
  expect(newest?.body).toMatch(/OUI/);

  await service.text("+33639980001", "NON");
  const listed = await window.service.listDeliveries();
  expect(listed).toHaveLength(2);
  expect(listed.map(({ number }) => number)).toEqual([undefined, undefined]);
});

test("moves the clock from due time to due time, telling each stop before what is due there is done", async () => {
  const { now } = await window.service.readClock();
  const due = new Date(now.getTime() + 3_600_000);
  const programme = await service.owner.query<{ id: string }>("select programme_id as id from programme_slug where slug = 'demo'");
  await service.owner.query("begin");
  await service.owner.query("select set_config('passerelle.programme', $1, true)", [programme.rows[0]?.id]);
  await service.owner.query("select enqueue('forget-old-events', gen_random_uuid(), $1, 'playground test')", [due]);
  await service.owner.query("commit");
  expect((await window.service.readClock()).nextDue?.getTime()).toBeLessThanOrEqual(due.getTime());
  const waiting = async () =>
    (await service.owner.query("select from graphile_worker._private_jobs where key = 'playground test'")).rowCount ?? 0;
  const stops: Date[] = [];
  const target = new Date(due.getTime() + 3_600_000);
  let doneAtDue = -1;
  await window.service.moveClock(target, {
    reached: (at) => stops.push(at),
    async done() {
      if (stops.at(-1)?.getTime() === due.getTime()) doneAtDue = await waiting();
      return true;
    },
  });
  expect(stops).toContainEqual(due);
  expect(stops.at(-1)).toEqual(target);
  expect(doneAtDue).toBe(0);
});

test("ends a move where it is told to, and never moves back", async () => {
  const { now } = await window.service.readClock();
  await window.service.moveClock(new Date(now.getTime() + 3_600_000), { ...quietly, done: async () => false });
  await window.service.moveClock(new Date(now.getTime() - 3_600_000), quietly);
  expect((await window.service.readClock()).now).toEqual(now);
});
