import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cancelCampaign, resumeCampaign } from "../../domain/campaigns/steer-campaign.ts";
import { inProgramme } from "../../domain/db.ts";
import { addCoordinator } from "../../domain/peers/add-peer.ts";
import { invite } from "../../domain/people/invitation.ts";
import {
  addTalked,
  draft,
  inDemo,
  launch,
  preview,
  recipientStates,
  setCampaignSettings,
  stateOf,
  talkedPhone,
} from "../support/campaigns.ts";
import { openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { addProgramme, oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

const sent = () => service.provider.messages.filter(({ direction }) => direction === "outbound-api");

test("offers the questionnaire to each recipient once, at the pace of its number, and ends when all have answered", async () => {
  await addTalked(service, 5);
  const id = await launch(service, pool);
  await service.drain();
  expect(sent()).toHaveLength(1);
  await service.moveClock("2026-11-23T10:00:02+01:00");
  expect(sent()).toHaveLength(3);
  await service.moveClock("2026-11-23T10:05:00+01:00");
  expect(
    sent()
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual([0, 1, 2, 3, 4].map(talkedPhone));
  expect(service.provider.sentTo(talkedPhone(0))).toEqual([
    "Passerelle: avez-vous 2 minutes pour une question? GO, PLUS TARD, ou CE N'EST PAS MOI. Plus jamais: STOP QUESTIONS",
  ]);
  expect(await recipientStates(service, id)).toEqual({ sent: 5 });

  for (const index of [0, 1, 2, 3, 4]) {
    expect((await service.text(talkedPhone(index), "GO")).join()).toMatch(/0/);
    expect(await service.text(talkedPhone(index), "7")).toEqual(["Merci, c'est noté."]);
  }
  expect(await recipientStates(service, id)).toEqual({ answered: 5 });
  await service.moveClock("2026-11-24T12:00:00+01:00");
  expect(await stateOf(service, pool, "Automne")).toBe("done");
});

test("says beforehand what it comes to: who is not asked and why, and what it costs", async () => {
  const ids = await addTalked(service, 12);
  await service.owner.query("update person set frozen_at = service_now() where person_id = $1", [ids[0]]);
  await service.text(talkedPhone(1), "STOP QUESTIONS");
  await service.owner.query("update person set locale = 'en' where person_id = $1", [ids[2]]);
  await service.owner.query("update channel_address set state = 'unreachable' where person_id = $1", [ids[3]]);
  await service.owner.query("delete from appointment where patient_id = $1", [ids[4]]);
  await service.owner.query("update consent set withdrawn_at = service_now() where person_id = $1", [ids[5]]);
  const id = await draft(service, pool);
  const found = await preview(service, pool, id);
  expect(Object.fromEntries(found.excluded.map(({ reason, count }) => [reason, count]))).toEqual({
    frozen: 1,
    "opted-out": 1,
    "no-address": 1,
    "no-booking": 1,
    "not-agreed": 1,
  });
  expect(found).toMatchObject({
    audience: 12,
    recipients: 7,
    channels: [{ channel: "sms", count: 7 }],
    segments: 7,
    costMicros: 7 * 80_000,
  });
  expect(found.lastOfferAt?.toISO()).toBe("2026-11-23T10:00:07.000+01:00");
  expect(await oneValue(service, "select count(*)::integer from campaign_recipient")).toBe(0);

  const launched = await launch(service, pool, { name: "Le même" });
  await service.moveClock("2026-11-23T11:00:00+01:00");
  expect(await recipientStates(service, launched)).toEqual({
    sent: 7,
    "skipped frozen": 1,
    "skipped no-address": 1,
    "skipped no-booking": 1,
    "skipped not-agreed": 1,
    "skipped opted-out": 1,
  });
  const [spent] = await rowsOf(
    service,
    "select sum(segments)::integer as segments, sum(cost_micros)::integer as micros from delivery where class = 'questionnaire'",
  );
  expect(spent).toEqual({ segments: found.segments, micros: found.costMicros });
});

test("asks only whom it is for: of those domains, with so many talks, on those days, who have not answered yet", async () => {
  const ids = await addTalked(service, 4);
  await addTalked(service, 3, { from: 10, condition: "depression" });
  await service.owner.query(
    "update appointment set during = tstzrange(lower(during) - interval '60 days', upper(during) - interval '60 days'), blocks = tstzrange(lower(blocks) - interval '60 days', upper(blocks) - interval '60 days') where patient_id = $1",
    [ids[0]],
  );
  await service.owner.query(
    "insert into questionnaire_response (programme_id, person_id, questionnaire_name, questionnaire_id, occasion, state, sent_at) select programme_id, person_id, 'phq4', null, 'entry', 'planned', null from person where person_id = $1",
    [ids[1]],
  );
  const count = async (audience: Parameters<typeof draft>[2] extends infer Wishes ? NonNullable<Wishes> : never) =>
    (await preview(service, pool, await draft(service, pool, { ...audience, name: crypto.randomUUID().slice(0, 20) }))).recipients;
  expect(await count({ audience: {} })).toBe(7);
  expect(await count({ audience: { families: ["sante_mentale"] } })).toBe(3);
  expect(await count({ audience: { families: ["chronique_cancer"], talks: { from: 1 } } })).toBe(4);
  expect(await count({ audience: { talks: { from: 2 } } })).toBe(0);
  expect(await count({ audience: { talkDates: { from: "2026-10-01", to: "2026-10-31" } } })).toBe(6);
  expect(await count({ audience: { answered: { questionnaireName: "phq4", has: true } } })).toBe(0);
  expect(await count({ audience: { answered: { questionnaireName: "phq4", has: false } } })).toBe(7);
});

test("two campaigns of one number keep to its pace together", async () => {
  await setCampaignSettings(service, { surveys: { weeklyCap: 9 } });
  await addTalked(service, 3);
  await addTalked(service, 3, { from: 10, condition: "depression" });
  await launch(service, pool, { name: "Un", audience: { families: ["chronique_cancer"] } });
  await launch(service, pool, { name: "Deux", audience: { families: ["sante_mentale"] } });
  await service.drain();
  expect(sent()).toHaveLength(1);
  await service.moveClock("2026-11-23T10:00:03+01:00");
  expect(sent()).toHaveLength(4);
  await service.moveClock("2026-11-23T10:01:00+01:00");
  expect(sent()).toHaveLength(6);
});

test("the cards of campaigns do nothing for a peer, nor for a coordinator of another programme", async () => {
  await addTalked(service, 2);
  const id = await draft(service, pool);
  const before = () =>
    rowsOf(service, "select state, version, (select count(*)::integer from campaign) as campaigns from campaign where campaign_id = $1", [
      id,
    ]);
  const then = await before();
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  const peer = await openPeerChat(service, "DEMO-PAIR");
  const elsewhere = await openCoordinatorChat(service, await coordinatorElsewhere());
  const other = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'ailleurs'");
  const one = { campaignId: id };
  const form = { name: "Non", questionnaire: "confidence", talks: "any", answered: "any", days: "7" };
  for (const [verb, data] of [
    ["show-campaigns", {}],
    ["new-campaign", {}],
    ["create-campaign", form],
    ["show-campaign", one],
    ["launch-campaign", { ...one, confirmed: true }],
    ["pause-campaign", one],
    ["resume-campaign", one],
    ["cancel-campaign", { ...one, confirmed: true }],
  ] as const) {
    expect(wordsOf((await peer.click(verb, { ...data, programmeId })).card), verb).toContain("n'est pas de votre programme");
    if ("campaignId" in data) {
      expect(wordsOf((await elsewhere.click(verb, { ...data, programmeId: other })).card), verb).toContain("n'est pas de votre programme");
      // the programme that a card names must be one of theirs
      expect(JSON.stringify(await elsewhere.click(verb, { ...data, programmeId })), verb).not.toContain("Automne");
    }
  }
  expect(await before()).toEqual(then);
});

/** Gives the code of a coordinator of another programme. */
async function coordinatorElsewhere(): Promise<string> {
  const programmeId = await addProgramme(pool, "ailleurs", "+33199000002");
  return inProgramme(pool, programmeId, async (db) =>
    invite(db, service.config.keys.addressKey, await addCoordinator(db, { displayName: "Dominique", locale: "fr", zone: "Europe/Paris" })),
  );
}

test("waits for another day once its share of the day's money is spent", async () => {
  await addTalked(service, 5);
  // two offers are half of it
  await setCampaignSettings(service, { sending: { dailyCapMicros: 320_000 }, campaigns: { dailyShare: 0.5 } });
  const id = await launch(service, pool);
  await service.moveClock("2026-11-23T19:00:00+01:00");
  expect(sent().length).toBe(2);
  await service.moveClock("2026-11-24T07:59:00+01:00");
  expect(sent().length).toBe(2);
  await service.moveClock("2026-11-24T12:00:00+01:00");
  expect(sent().length).toBe(4);
  await inDemo(service, pool, (db) => cancelCampaign(db, null, id));
  await service.moveClock("2026-11-26T12:00:00+01:00");
  expect(sent().length).toBe(4);
  expect(await recipientStates(service, id)).toEqual({ sent: 4, "skipped campaign-ended": 1 });
  await inDemo(service, pool, (db) => resumeCampaign(db, null, id));
  expect(await stateOf(service, pool, "Automne")).toBe("cancelled");
});
