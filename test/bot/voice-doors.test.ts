import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { collectData } from "../../domain/privacy/collect-data.ts";
import { addProgramme, oneValue, openAppPool, personOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";
import { callRowOf, leadByVoice, openCall } from "../support/voice.ts";

let service: TestService;
let pool: pg.Pool;
let phone: string;
let other: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
});
beforeEach(() => {
  count++;
  phone = `+3363998${String(4400 + count)}`;
  other = `+3363998${String(5400 + count)}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

describe("the doors", () => {
  const parameters = () => ({ CallSid: `CA${"a".repeat(32)}`, AccountSid: service.provider.accountSid, From: phone, To: DEMO_NUMBER });

  test.each(["/twilio/voice", "/twilio/voice?n=2&q=1", "/twilio/voice/status"])(
    "%s is shut to what is not signed, or of another account",
    async (path) => {
      expect(await service.post(path, parameters(), null)).toEqual({ status: 403, body: "" });
      expect((await service.post(path, parameters(), "AAAA")).status).toBe(403);
      expect((await service.post(path, { ...parameters(), AccountSid: `AC${"0".repeat(32)}` })).status).toBe(403);
    },
  );

  test("a signature covers the step and the question", async () => {
    const { default: webhooks } = await import("twilio/lib/webhooks/webhooks.js");
    const { config, provider } = service;
    const signature = webhooks.getExpectedTwilioSignature(provider.authToken, `${config.publicUrl}/twilio/voice?n=1`, parameters());
    expect((await service.post("/twilio/voice?n=2", parameters(), signature)).status).toBe(403);
  });

  test("a number that takes no calls is not answered as its programme's", async () => {
    const silent = `+339379900${String(50 + count)}`;
    await addProgramme(pool, `silent-${count}`, silent);
    const talk = await openCall(service, phone, { to: silent });
    expect(talk.said).toMatch(/Un problème de notre côté/);
    expect(await callRowOf(service, talk)).toBeUndefined();
  });

  test("a number of the pool is not the one that answers a person later, whichever way they came", async () => {
    const pooled = `+339379900${String(50 + count)}`;
    const demo = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
    await service.owner.query(
      "insert into sender (programme_id, address, sms_out, sms_in, voice, caller_id, pool) values ($1, $2, true, true, true, true, true)",
      [demo, pooled],
    );
    const senderOf = async (from: string) =>
      oneValue(service, "select s.address from channel_address a left join sender s using (sender_id) where a.person_id = $1", [
        await personOf(service, from),
      ]);
    await openCall(service, phone, { to: pooled });
    await service.text(other, "bonjour", { To: pooled });
    expect([await senderOf(phone), await senderOf(other)]).toEqual([null, null]);
    await service.text(other, "bonjour");
    await service.text(other, "bonjour", { To: pooled });
    expect(await senderOf(other)).toBe(DEMO_NUMBER);
  });

  test("what is signed and can't be read is answered, and ends", async () => {
    const { status, body } = await service.post("/twilio/voice?n=1000", { ...parameters() });
    expect([status, body.includes("<Hangup/>")]).toEqual([200, true]);
    expect((await service.post("/twilio/voice", { ...parameters(), CallSid: "x" })).body).toContain("<Hangup/>");
  });
});

test("calls are forgotten after twelve months, and with the person who is erased", async () => {
  const talk = await leadByVoice(service, phone);
  const old = await leadByVoice(service, other);
  await service.owner.query("update voice_call set started_at = service_now() - interval '13 months' where call_sid = $1", [old.sid]);
  await service.owner.query("select forget_old_events()");
  expect(await callRowOf(service, old)).toBeUndefined();
  expect(await callRowOf(service, talk)).toBeDefined();
  await talk.say("supprimer mes données");
  expect(await talk.press("1")).toMatch(/tout est effacé/);
  expect(talk.ended).toBe(true);
  expect(await callRowOf(service, talk)).toBeUndefined();
});

test("of somebody who calls once and agrees to nothing the number is forgotten after two hours", async () => {
  await openCall(service, phone);
  const personId = await personOf(service, phone);
  const sealed = () => oneValue(service, "select sealed from channel_address where person_id = $1", [personId]);
  expect(await sealed()).not.toBeNull();
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + 3 * 3_600_000).toISOString());
  expect(await sealed()).toBeNull();
});

test("a person's data tell of their calls, when and how long, and no more", async () => {
  const talk = await leadByVoice(service, phone);
  await talk.hangUp();
  const personId = await personOf(service, phone);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  const { keys } = service.config;
  const { calls } = await inProgramme(pool, programmeId, (db) => collectData(db, { id: keys.fieldKeyId, key: keys.fieldKey }, personId));
  expect(calls).toEqual([{ at: expect.anything(), seconds: 42 }]);
});
