import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Door } from "../../bot/outcome.ts";
import { runTurn } from "../../bot/turn.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { leadPatient } from "../support/patient.ts";
import { atOnce, oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const newSid = () => `SM${randomBytes(16).toString("hex")}`;

function send(from: string, body: string, sid: string): Promise<{ status: number; body: string }> {
  return service.post("/twilio/sms", {
    MessageSid: sid,
    AccountSid: service.provider.accountSid,
    From: from,
    To: DEMO_NUMBER,
    Body: body,
    NumMedia: "0",
  });
}

const doorOf = (phone: string): Door => ({
  kind: "sms",
  sender: DEMO_NUMBER,
  addressKey: addressKey(service.config.keys.addressKey, phone),
  sealed: "sealed",
});

test("turns of jobs and of a message on one conversation, all at once, each read what the one before left", async () => {
  const from = "+33639980011";
  await leadPatient(service, from, "age");
  const personId = await personOf(service, from);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  const before = await oneValue<number>(service, "select question_number from conversation where person_id = $1", [personId]);
  const seen = await atOnce(10, async (index) => {
    let read = -1;
    await runTurn(pool, `job:at-once-${index}`, { kind: "job", programmeId, personId }, async (turn) => {
      read = turn.question?.number ?? -1;
      return {
        say: [],
        prompt: { kind: "yes-no", text: { key: "appointment.confirmCancel", args: { at: "demain" } } },
        question: { dialog: "appointments", step: "confirm", version: 1, state: {} },
      };
    });
    return read;
  });
  // each saw another question: nobody read what somebody else was about to replace
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, index) => before + index));
});

test("a first contact by ten messages at once makes one person with one conversation", async () => {
  const from = "+33639980004";
  const answers = await atOnce(10, () => send(from, "bonjour", newSid()));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const key = addressKey(service.config.keys.addressKey, from);
  const [counted] = await rowsOf(
    service,
    `select count(distinct a.person_id)::integer as people, count(distinct c.conversation_id)::integer as conversations, max(c.version) as version
     from channel_address a join conversation c on c.person_id = a.person_id where a.address_key = $1`,
    [key],
  );
  expect(counted).toEqual({ people: 1, conversations: 1, version: 10 });
  // nobody was left over who has no address
  expect(
    await oneValue(
      service,
      "select count(*)::integer from person p where not exists (select from channel_address a where a.person_id = p.person_id) and not exists (select from coordinator c where c.person_id = p.person_id)",
    ),
  ).toBe(0);
});

test("two first events are the same, whichever comes first", async () => {
  for (const [from, order] of [
    ["+33639980005", ["STOP", "bonjour"]],
    ["+33639980006", ["bonjour", "STOP"]],
  ] as const) {
    for (const said of order) await service.text(from, said);
    const personId = await personOf(service, from);
    expect(await oneValue(service, "select count(*)::integer from conversation where person_id = $1", [personId])).toBe(1);
    expect(
      await oneValue(service, "select count(*)::integer from opt_out where address_key = $1", [
        addressKey(service.config.keys.addressKey, from),
      ]),
    ).toBe(1);
  }
});

test("a handler that throws leaves nothing behind: no person, no event, no delivery, no job", async () => {
  const key = newSid();
  const phone = "+33639980007";
  const jobs = await oneValue<number>(service, "select count(*)::integer from graphile_worker._private_jobs");
  const people = await oneValue<number>(service, "select count(*)::integer from person");
  await expect(
    runTurn(pool, key, doorOf(phone), async (turn) => {
      await turn.db.query(
        "insert into delivery (programme_id, person_id, class, body, state) values (current_programme(), $1, 'notice', 'perdu', 'queued')",
        [turn.speaker.id],
      );
      await turn.db.query("select enqueue('tell-accepted', $1)", [randomUUID()]);
      throw new Error("the handler failed");
    }),
  ).rejects.toThrow("the handler failed");
  expect(await oneValue(service, "select count(*)::integer from inbound_event where event_key = $1", [key])).toBe(0);
  expect(await oneValue(service, "select count(*)::integer from delivery where body = 'perdu'")).toBe(0);
  expect(await oneValue(service, "select count(*)::integer from graphile_worker._private_jobs")).toBe(jobs);
  expect(await oneValue(service, "select count(*)::integer from person")).toBe(people);
  expect(
    await oneValue(service, "select count(*)::integer from rate_window where subject like $1", [
      `%${addressKey(service.config.keys.addressKey, phone)}`,
    ]),
  ).toBe(0);
  // the provider tries again: now it is handled, as the first time
  const answer = await runTurn(pool, key, doorOf(phone), async () => ({ say: [{ key: "talk.fallback" }], question: null }));
  expect(answer).toMatchObject({ outcome: "taken", deliveryIds: [expect.any(String)] });
  expect(answer.messages).toHaveLength(1);
});

test("a database error in the middle of a turn leaves nothing behind, and the connection serves the next turn", async () => {
  const phone = "+33639980008";
  const one = openAppPool(service, 1);
  try {
    const failing = runTurn(one, newSid(), doorOf(phone), async (turn) => {
      await turn.db.query("select 1 / 0");
      return { say: [], question: null };
    });
    await expect(failing).rejects.toThrow("division by zero");
    expect((await runTurn(one, newSid(), doorOf(phone), async () => ({ say: [{ key: "talk.empty" }], question: null }))).outcome).toBe(
      "taken",
    );
  } finally {
    await one.end();
  }
});

test("a number of no programme makes nobody, and keeps nothing", async () => {
  const people = await oneValue<number>(service, "select count(*)::integer from person");
  const answer = await runTurn(pool, newSid(), { ...doorOf("+33639980009"), sender: "+33199000099" } as Door, async () => {
    throw new Error("no turn was to be had");
  });
  expect(answer).toMatchObject({ outcome: "unknown-sender", messages: [] });
  expect(await oneValue(service, "select count(*)::integer from person")).toBe(people);
});

test("a turn's answer to a repeated event carries the same deliveries, not new ones", async () => {
  const key = newSid();
  const handle = async () => ({ say: [{ key: "talk.empty" as const }], question: null });
  const first = await runTurn(pool, key, doorOf("+33639980010"), handle);
  const second = await runTurn(pool, key, doorOf("+33639980010"), async () => {
    throw new Error("it was handled already");
  });
  expect(second).toEqual({ ...first, outcome: "repeated" });
});
