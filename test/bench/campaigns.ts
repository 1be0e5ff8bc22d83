import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { DateTime } from "luxon";
import type pg from "pg";
import { campaignWording } from "../../bot/campaign-wording.ts";
import { CONCURRENCY } from "../../bot/worker.ts";
import { loadCampaign } from "../../domain/campaigns/campaign.ts";
import { draftCampaign, notePreviewed } from "../../domain/campaigns/draft-campaign.ts";
import { launchCampaign } from "../../domain/campaigns/launch-campaign.ts";
import { planRecipients } from "../../domain/campaigns/plan-recipients.ts";
import { scheduleTick } from "../../domain/campaigns/schedule-tick.ts";
import { inProgramme, openPool } from "../../domain/db.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import type { Figure, FigureRow } from "./figure.ts";
import { measurePairs } from "./pairs.ts";
import { openPopulation, type Population } from "./population.ts";
import { showProgress } from "./progress.ts";
import { recordOffer, replayOffers, type WaitingOffer } from "./replay-offers.ts";
import { rowOfPairs } from "./row-of-pairs.ts";
import type { BenchService } from "./service.ts";

const SENDING_AIM = 0.6;
const PLANNING_AIM = 3;
const PATIENCE_MS = 120_000;

/**
 * A campaign: how many a second the worker hands out, offers and sends, against the same statements of the application by `pg` and a bare request each; and
 * how long it takes to write its recipients down, against one `insert ... select` of the same rows.
 */
export const campaigns: Figure = {
  name: "campaigns",
  about: "a campaign of 5,000 until the provider has them, against their statements and a bare request each; planning 100,000",
  async measure(service) {
    return [await measureSending(service), await measurePlanning(service)];
  },
};

async function measureSending(service: BenchService): Promise<FigureRow> {
  const size = service.quick ? 300 : 5000;
  const population = await openPopulation(service, { peers: 10, patients: size });
  await prepare(population);
  const pool = openPool(population.url, "passerelle_app", CONCURRENCY, () => {});
  const provider = await service.startScript(new URL("./provider-stand-in.ts", import.meta.url), {});
  const providerUrl = `http://127.0.0.1:${provider.port}`;
  const campaignId = await launch(pool, population);
  await inProgramme(pool, population.programmeId, async (db) => planRecipients(db, (await loadCampaign(db, campaignId))!));
  const waiting = await listWaiting(population);
  const recorded = await recordOffer(service, population, providerUrl, waiting[0]!);
  const worker = await service.startWorker(population.url, providerUrl);
  const progress = showProgress(service.say, "Campaigns: five pairs and a warm-up", 6 * size + size);
  try {
    const pairs = await measurePairs(
      async (run) => {
        await forgetSent(population);
        // a fifth tells the floor's speed, which does not grow with their number
        const some = waiting.slice(0, run === 0 ? size / 10 : size / 5);
        return some.length / (await replayOffers(pool, population, providerUrl, recorded, some, progress));
      },
      async () => {
        await forgetSent(population);
        const startedAt = performance.now();
        await inProgramme(pool, population.programmeId, (db) => scheduleTick(db, campaignId, DateTime.now().minus({ minutes: 1 })));
        await untilSent(population, size, progress.advance);
        return size / ((performance.now() - startedAt) / 1000);
      },
    );
    return rowOfPairs(`campaigns: ${size.toLocaleString("en")} offered and sent`, pairs, "/s", { atLeast: SENDING_AIM });
  } finally {
    progress.end();
    await Promise.all([worker.stop(), provider.stop(), pool.end()]);
    await population.close();
  }
}

async function measurePlanning(service: BenchService): Promise<FigureRow> {
  const size = service.quick ? 5000 : 100_000;
  const population = await openPopulation(service, { peers: 10, patients: size });
  await prepare(population);
  const { owner, programmeId } = population;
  const pool = openPool(population.url, "passerelle_app", 1, () => {}, PATIENCE_MS);
  const campaignId = await launch(pool, population);
  const clear = async () => {
    await owner.query("truncate campaign_recipient");
    await owner.query("update campaign set planned_at = null");
  };
  try {
    await inProgramme(pool, programmeId, async (db) => planRecipients(db, (await loadCampaign(db, campaignId))!));
    await owner.query("create table planned as select * from campaign_recipient");
    await owner.query("grant select on planned to passerelle_app");
    const timed = async (work: (db: pg.PoolClient) => Promise<unknown>) => {
      await clear();
      const startedAt = performance.now();
      await inProgramme(pool, programmeId, work);
      return performance.now() - startedAt;
    };
    const pairs = await measurePairs(
      () => timed((db) => db.query("insert into campaign_recipient select * from planned")),
      () => timed(async (db) => planRecipients(db, (await loadCampaign(db, campaignId))!)),
    );
    return rowOfPairs(`campaigns: planning ${size.toLocaleString("en")}`, pairs, "ms", { atMost: PLANNING_AIM });
  } finally {
    await pool.end();
    await population.close();
  }
}

/** Everybody has had a talk; no pace, and no quiet hour: the clock is put to a Monday morning. */
async function prepare({ owner, peerIds }: Population): Promise<void> {
  await owner.query(
    `update programme set settings = settings || '{"campaigns": {"perMinute": 100000000, "dailyShare": 1}, "surveys": {"remindAfterDays": 0}}'::jsonb`,
  );
  await owner.query(
    `with past as materialized (select turn_now() - interval '30 days' as at)
     insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reference, booked_at)
     select current_programme(), request_id, patient_id, $1, 'phone', tstzrange(at, at + interval '45 minutes'), tstzrange(at, at + interval '1 hour'),
       at at time zone 'Europe/Paris', 'Europe/Paris', 'fulfilled', '00000000', at
     from request, past`,
    [peerIds[0]],
  );
  const monday = DateTime.now().setZone("Europe/Paris").startOf("week").plus({ weeks: 1 }).set({ hour: 8, minute: 30 });
  await owner.query("update clock set ahead = $1::timestamptz - clock_timestamp()", [monday.toJSDate()]);
  await owner.query("vacuum analyze");
}

async function launch(pool: pg.Pool, { programmeId, settings }: Population): Promise<string> {
  return inProgramme(pool, programmeId, async (db) => {
    const { rows } = await db.query<{ now: Date }>("select turn_now() as now");
    const now = DateTime.fromJSDate(rows[0]!.now);
    const draft = { name: randomUUID(), questionnaireName: "confidence", audience: {}, startsAt: now, endsAt: now.plus({ days: 30 }) };
    const made = await draftCampaign(db, null, draft, { surveys: settings.surveys, campaigns: { perMinute: 100_000_000, dailyShare: 1 } });
    if (typeof made === "string") throw new Error(made);
    await notePreviewed(db, null, made.id);
    await launchCampaign(db, null, made.id, campaignWording(shippedQuestionnaires.get("confidence")!, "Passerelle").offer);
    // the bench says when it begins
    await db.query("select dequeue('campaign ' || $1)", [made.id]);
    return made.id;
  });
}

async function listWaiting({ owner }: Population): Promise<WaitingOffer[]> {
  const { rows } = await owner.query<WaitingOffer>(
    `select recipient_id as "recipientId", r.person_id as "personId", conversation_id as "conversationId", address_id as "addressId"
     from campaign_recipient r join conversation c on c.person_id = r.person_id join channel_address a on a.person_id = r.person_id order by recipient_id`,
  );
  return rows;
}

/** Puts everything back to where nothing has been offered. */
async function forgetSent({ owner }: Population): Promise<void> {
  await owner.query(
    "update campaign_recipient set response_id = null, state = 'queued', taken_at = null where state <> 'queued' or response_id is not null",
  );
  await owner.query("truncate delivery, turn_answer, inbound_event, campaign_pace");
  await owner.query("delete from questionnaire_response");
  await owner.query(
    "delete from graphile_worker._private_jobs where key is not null and key not like 'sweep%' and key not like 'forget%' and locked_at is null",
  );
  await owner.query("delete from graphile_worker._private_job_queues where locked_at is null");
  await owner.query("update conversation set question = null, question_number = 0 where version > 0");
  await owner.query(
    "vacuum analyze graphile_worker._private_jobs, graphile_worker._private_job_queues, campaign_recipient, questionnaire_response, delivery, conversation",
  );
}

async function untilSent({ owner }: Population, count: number, advance: () => void): Promise<void> {
  const givenUpAt = performance.now() + 10 * PATIENCE_MS;
  for (let told = 0; ; ) {
    const { rows } = await owner.query<{ sent: number }>("select count(*)::integer as sent from campaign_recipient where state = 'sent'");
    const sent = rows[0]?.sent ?? 0;
    for (; told < sent; told++) advance();
    if (sent >= count) return;
    if (performance.now() > givenUpAt) throw new Error(`Of ${count} recipients ${sent} were sent it.`);
    await delay(50);
  }
}
