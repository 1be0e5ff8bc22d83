import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, oneValue, openAppPool, peerPhone, personOf, rowsOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
  programmeId = await oneValue(service, "select programme_id from programme_slug where slug = 'demo'");
});
beforeEach(() => {
  phone = `+3363998${String(8000 + ++count)}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const say = async (text: string) => (await service.text(phone, text)).join(" ");
const isOut = async (topic: "reminders" | "questionnaires") => {
  const { rowCount } = await service.owner.query(
    `select from opt_out join channel_address a on a.address_key = opt_out.address_key
     where a.person_id = $1 and opt_out.topic in ($2, 'all')`,
    [await personOf(service, phone), topic],
  );
  return Boolean(rowCount);
};
const sendAs = async (kind: "reminder" | "appointment") => {
  const id = await writeTo(service, pool, phone, { class: kind, body: kind });
  await service.drain();
  return deliveryOf(service, id);
};

test("STOP RAPPELS stops reminders and nothing else, with one confirmation, until they are asked for again", async () => {
  await leadPatient(service, phone, "offers");
  expect(await sendAs("reminder")).toMatchObject({ state: "sent" });
  expect(await say("Stop rappels.")).toMatch(/^C'est noté: plus de rappels/);
  expect(await sendAs("reminder")).toMatchObject({ state: "skipped", reason: "opted-out-reminders" });
  expect(await sendAs("appointment")).toMatchObject({ state: "sent" });
  expect([await isOut("reminders"), await isOut("questionnaires")]).toEqual([true, false]);
  expect(await say("REPRENDRE RAPPELS")).toMatch(/de nouveau les rappels/);
  expect(await sendAs("reminder")).toMatchObject({ state: "sent" });
});

test("STOP QUESTIONS stops questionnaires; REPRENDRE alone ends every stop", async () => {
  await leadPatient(service, phone, "offers");
  await say("STOP QUESTIONS");
  await say("stop reminders");
  expect([await isOut("reminders"), await isOut("questionnaires")]).toEqual([true, true]);
  expect(await say("REPRENDRE")).toMatch(/Bon retour/);
  expect([await isOut("reminders"), await isOut("questionnaires")]).toEqual([false, false]);
});

test("a STOP of everything is one of every topic", async () => {
  await leadPatient(service, phone, "offers");
  await say("STOP");
  expect([await isOut("reminders"), await isOut("questionnaires")]).toEqual([true, true]);
});

test("only the whole message counts", async () => {
  await leadPatient(service, phone, "offers");
  for (const words of ["stop les rappels svp", "stop rappels et questions"]) await say(words);
  expect([await isOut("reminders"), await isOut("questionnaires")]).toEqual([false, false]);
});

test("STOP ends the question, the one aside and what waits for a code, frees what was held, and tells the team and the peer", async () => {
  await leadPatient(service, phone, "asked", { alias: "RIEN" });
  const personId = await personOf(service, phone);
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + 2 * 60_000).toISOString());
  // a second one, on its way
  await say("endométriose");
  await say("2");
  await say("1");
  await say("1");
  const question = { dialog: "erase", step: "confirm", version: 1, state: {} };
  const prompt = { kind: "yes-no" as const, text: { key: "erase.confirm" as const } };
  await runTurn(pool, `aside ${count}`, { kind: "job", programmeId, personId }, async () => ({
    say: [],
    prompt,
    question,
    mayStandAside: true,
  }));
  await service.owner.query("update conversation set locked = '[{\"say\": []}]' where person_id = $1", [personId]);
  const statuses = () =>
    rowsOf<{ status: string }>(service, "select status, reason_code from appointment where patient_id = $1 order by status", [personId]);
  expect((await statuses()).map(({ status }) => status)).toEqual(["pending", "proposed"]);

  expect(await service.text(phone, "STOP")).toHaveLength(1);
  expect(await rowsOf(service, "select question, aside, locked from conversation where person_id = $1", [personId])).toEqual([
    { question: null, aside: null, locked: null },
  ]);
  expect(await statuses()).toEqual([
    { status: "cancelled", reason_code: "hold-ended" },
    { status: "pending", reason_code: null },
  ]);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([
    { kind: "opted-out-with-booking" },
  ]);
  await service.drain();
  const peer = await oneValue<string>(
    service,
    "select display_name from peer join appointment a on a.peer_id = peer.person_id where a.patient_id = $1 and a.status = 'pending'",
    [personId],
  );
  const warned = () => service.provider.sentTo(peerPhone(peer)).filter((said) => said.includes("arret des messages"));
  expect(warned()).toHaveLength(1);
  await say("STOP");
  await service.drain();
  expect(warned()).toHaveLength(1);
});
