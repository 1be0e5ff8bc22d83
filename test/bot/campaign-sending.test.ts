import type pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pauseCampaign } from "../../domain/campaigns/steer-campaign.ts";
import { inProgramme } from "../../domain/db.ts";
import { claimDelivery } from "../../domain/deliveries/claim.ts";
import { closeAttempt } from "../../domain/deliveries/close.ts";
import { optOutOf } from "../../domain/people/opt-out.ts";
import {
  addTalked,
  draft,
  giveLandline,
  inDemo,
  LANDLINE_CODE,
  launch,
  preview,
  recipientStates,
  setCampaignSettings,
  talkedLandline,
  talkedPhone,
} from "../support/campaigns.ts";
import { oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { importQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall } from "../support/voice.ts";

let service: TestService;
let pool: pg.Pool;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 5);
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

const sent = () => service.provider.messages.filter(({ direction }) => direction === "outbound-api");
const offers = () => rowsOf(service, "select state, reason from delivery where class = 'questionnaire'");

/** Has offers written, and not claimed: the test claims them. */
async function holdUp(): Promise<void> {
  await service.owner.query(`create function hold_up() returns trigger language plpgsql as $$ begin
    if new.class = 'questionnaire' then perform dequeue('send ' || new.delivery_id); end if; return null; end $$`);
  await service.owner.query(
    "create constraint trigger hold_up after insert on delivery deferrable initially deferred for each row execute function hold_up()",
  );
}

describe("STOP QUESTIONS", () => {
  let id: string;
  let personId: string;
  let deliveryId: string;
  beforeEach(async () => {
    await holdUp();
    [personId = ""] = await addTalked(service, 1);
    id = await launch(service, pool);
    await service.drain();
    deliveryId = await oneValue<string>(service, "select delivery_id from delivery where class = 'questionnaire'");
  });

  test("after the offer was written takes it back, and the campaign knows why", async () => {
    await service.text(talkedPhone(0), "STOP QUESTIONS");
    expect(await offers()).toEqual([{ state: "skipped", reason: "opted-out-questionnaires" }]);
    expect(await inDemo(service, pool, (db) => claimDelivery(db, deliveryId))).toMatchObject({ kind: "nothing" });
    expect(await recipientStates(service, id)).toEqual({ "skipped opted-out": 1 });
    expect(sent()).toEqual([]);
  });

  test("that is just being written down holds the claim up until it stands, and then nothing is sent", async () => {
    const programmeId = await oneValue<string>(service, "select programme_id from campaign");
    let claimed: Promise<unknown> = Promise.resolve();
    await inProgramme(pool, programmeId, async (db) => {
      await optOutOf(db, personId, "questionnaires");
      claimed = inProgramme(pool, programmeId, (other) => claimDelivery(other, deliveryId));
      await waitUntilBlocked(1);
    });
    expect(await claimed).toEqual({ kind: "nothing", reason: "skipped" });
    expect(await recipientStates(service, id)).toEqual({ "skipped opted-out": 1 });
  });

  test("between the claim and the sending comes too late for this one, and nothing follows it", async () => {
    const claim = await inDemo(service, pool, (db) => claimDelivery(db, deliveryId));
    if (claim.kind !== "send") throw new Error(claim.kind);
    await service.text(talkedPhone(0), "STOP QUESTIONS");
    await inDemo(service, pool, (db) => closeAttempt(db, claim.claimed, { kind: "sent", providerId: "SM1" }));
    expect(await offers()).toEqual([{ state: "sent", reason: null }]);
    expect(await recipientStates(service, id)).toEqual({ "skipped opted-out": 1 });
    expect((await service.text(talkedPhone(0), "GO")).join()).not.toMatch(/0 pas du tout/);
    await service.moveClock("2026-11-27T12:00:00+01:00");
    expect(sent()).toEqual([]);
    expect(await offers()).toHaveLength(1);
  });

  test("after an attempt that failed stops the next one", async () => {
    const claim = await inDemo(service, pool, (db) => claimDelivery(db, deliveryId));
    if (claim.kind !== "send") throw new Error(claim.kind);
    await inDemo(service, pool, (db) => closeAttempt(db, claim.claimed, { kind: "temporary", reason: "provider" }));
    await service.text(talkedPhone(0), "STOP QUESTIONS");
    await service.moveClock("2026-11-23T12:00:00+01:00");
    expect(await offers()).toEqual([{ state: "skipped", reason: "opted-out-questionnaires" }]);
    expect(sent()).toEqual([]);
  });
});

/** Waits until so many connections wait for a lock that another holds. */
const waitUntilBlocked = (count: number): Promise<unknown> =>
  vi.waitUntil(
    async () =>
      (await oneValue<number>(
        service,
        "select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )) >= count,
    { timeout: 20_000, interval: 20 },
  );

test("an offer that is taken back while a shared phone's code is waited for is not there after the code", async () => {
  await holdUp();
  const [personId = ""] = await addTalked(service, 1);
  await giveLandline(service, pool, personId, 0, "evening");
  const id = await launch(service, pool);
  await service.drain();
  expect(await offers()).toEqual([{ state: "queued", reason: null }]);
  await inDemo(service, pool, (db) => pauseCampaign(db, null, id));
  await service.drain();
  expect(await offers()).toEqual([{ state: "skipped", reason: "campaign-paused" }]);
  const call = await openCall(service, talkedLandline(0));
  expect(call.said).not.toMatch(/message vous attend/);
  expect(await call.press(LANDLINE_CODE)).not.toMatch(/question/);
});

test("landlines that wait for their hours hold up neither each other nor anybody else", async () => {
  const ids = await addTalked(service, 30);
  for (let index = 0; index < 14; index++) await giveLandline(service, pool, ids[index] ?? "", index, "evening");
  const id = await launch(service, pool);
  await service.moveClock("2026-11-23T10:01:00+01:00");
  expect(await recipientStates(service, id)).toEqual({ sending: 14, sent: 16 });
  expect(service.provider.calls).toEqual([]);
});

test("past the day's money an offer waits for the next day, and nobody is lost", async () => {
  await addTalked(service, 4);
  // two offers are all of it, and four are on their way at once
  await setCampaignSettings(service, { sending: { dailyCapMicros: 160_000 }, campaigns: { dailyShare: 1, perMinute: 6000 } });
  const id = await launch(service, pool);
  await service.moveClock("2026-11-23T19:00:00+01:00");
  expect(sent()).toHaveLength(2);
  await service.moveClock("2026-11-24T12:00:00+01:00");
  expect(await recipientStates(service, id)).toEqual({ sent: 4 });
  expect(new Set(sent().map(({ to }) => to)).size).toBe(4);
});

test("what never arrived is not counted among what somebody was asked this week", async () => {
  await addTalked(service, 1);
  await setCampaignSettings(service, { surveys: { weeklyCap: 1 } });
  service.provider.answerNext({ status: 400, code: 21612 });
  const lost = await launch(service, pool, { name: "Perdue" });
  await service.drain();
  expect(await recipientStates(service, lost)).toEqual({ "skipped 21612": 1 });
  const next = await launch(service, pool);
  await service.moveClock("2026-11-23T10:05:00+01:00");
  expect(await recipientStates(service, next)).toEqual({ sent: 1 });
});

test("who can't be asked the questionnaire by their phone is not asked, and the preview says so", async () => {
  const [landline = ""] = await addTalked(service, 2);
  await giveLandline(service, pool, landline, 0, "morning");
  // ten ways to answer: there are nine keys
  const answerOption = Array.from({ length: 10 }, (_, index) => ({ valueCoding: { code: `c${index}`, display: `choix ${index}` } }));
  await importQuestionnaire(service, {
    resourceType: "Questionnaire",
    name: "humeur",
    version: "1",
    title: "Humeur",
    status: "active",
    language: "fr",
    item: [{ linkId: "1", text: "Comment allez-vous ?", type: "choice", required: true, answerOption }],
  } as never);
  const found = await preview(service, pool, await draft(service, pool, { name: "Avant", questionnaireName: "humeur" }));
  expect(found).toMatchObject({ recipients: 1, excluded: [{ reason: "no-channel", count: 1 }] });
  const id = await launch(service, pool, { questionnaireName: "humeur" });
  await service.moveClock("2026-11-23T10:05:00+01:00");
  expect(await recipientStates(service, id)).toEqual({ sent: 1, "skipped no-channel": 1 });
  expect(service.provider.calls).toEqual([]);
});
