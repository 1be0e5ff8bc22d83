import { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { endOfQuiet } from "../deliveries/quiet-hours.ts";
import { loadRules } from "../programmes/load-rules.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { isBudgetSpent } from "./budget.ts";
import { type Campaign, loadCampaign } from "./campaign.ts";
import { planRecipients, recheckRecipients } from "./plan-recipients.ts";
import { scheduleTick } from "./schedule-tick.ts";
import { takePace } from "./take-pace.ts";

/** As much of the pace as is handed out at a time. */
const WINDOW_SECONDS = 1;
/** Of this much of the pace at most are on their way at a time, so that a provider that is down leaves no heap behind. */
const ON_THEIR_WAY_SECONDS = 10;
const FEWEST_ON_THEIR_WAY = 10;
const MOST_ON_THEIR_WAY = 500;
/** What has been on its way for longer waits for something of its own, and holds up nobody; neither does what waits for the hours of a landline. */
const STALE_MINUTES = 15;
/** Some are on their way: one of them may come back. */
const LOOK_AGAIN_SECONDS = 60;

/**
 * What a campaign does next: it begins, hands out the turns that its pace allows, waits for the end of quiet hours or for another day's money, or ends. All in the
 * present transaction, so that whatever stops it in the middle has done nothing; twice it hands out nothing twice.
 */
export async function tickCampaign(db: Db, id: string): Promise<void> {
  const before = await loadCampaign(db, id);
  if (!before || !["scheduled", "running"].includes(before.state)) return;
  const { settings, zone } = await loadRules(db);
  const now = await turnNow(db);
  if (before.startsAt > now) return scheduleTick(db, id, before.startsAt);
  const campaign = await begin(db, before);
  if (!campaign) return;
  if (campaign.endsAt <= now) return end(db, id);
  const awake = endOfQuiet(now, zone, settings.sending.holidayCountry);
  const next = awake > now ? awake : await handOut(db, campaign, settings, now, zone);
  if (!next) return end(db, id);
  await scheduleTick(db, id, DateTime.min(next, campaign.endsAt));
}

async function begin(db: Db, campaign: Campaign): Promise<Campaign | undefined> {
  if (campaign.state === "scheduled") {
    const { rowCount } = await db.query("update campaign set state = 'running' where campaign_id = $1 and state = 'scheduled'", [
      campaign.id,
    ]);
    // paused at this moment
    if (!rowCount) return undefined;
  }
  if (!campaign.isPlanned) await planRecipients(db, campaign);
  else if (campaign.wantsCheck) await recheckRecipients(db, campaign);
  return campaign;
}

/** @returns when to look again; undefined: there is nobody left of whom anything could come */
async function handOut(
  db: Db,
  campaign: Campaign,
  settings: ProgrammeSettings,
  now: DateTime,
  zone: string,
): Promise<DateTime | undefined> {
  const perMinute = Math.min(campaign.ratePerMinute, settings.campaigns.perMinute);
  const { due, onTheirWay } = await findDue(db, campaign.id);
  if (due.length === 0) return lookLater(db, campaign.id, onTheirWay > 0, now);
  if (await isBudgetSpent(db, settings)) return now.setZone(zone).plus({ days: 1 }).startOf("day");
  const most = Math.min(Math.max(Math.ceil((perMinute / 60) * ON_THEIR_WAY_SECONDS), FEWEST_ON_THEIR_WAY), MOST_ON_THEIR_WAY);
  let room = Math.max(0, most - onTheirWay);
  const nexts: DateTime[] = [];
  for (const senderId of due) {
    const { count, freeAt } = await takePace(db, senderId, { perMinute, windowSeconds: WINDOW_SECONDS, wanted: room });
    room -= await enqueueTurns(db, campaign.id, senderId, count);
    nexts.push(freeAt);
  }
  // with no room left it is looked soon whether there is
  return DateTime.max(DateTime.min(now.plus({ days: 1 }), ...nexts), room > 0 ? now : now.plus({ seconds: WINDOW_SECONDS }));
}

/** The numbers whose recipients are due, and how many are on their way. Asked often, so each number is looked up in the index. */
async function findDue(db: Db, id: string): Promise<{ due: (string | null)[]; onTheirWay: number }> {
  const { rows } = await db.query<{ senders: string[] | null; others: boolean; onTheirWay: number }>(
    `select
       (select array_agg(s.sender_id) from sender s where s.programme_id = current_programme() and exists (
          select from campaign_recipient r where r.campaign_id = $1 and r.sender_id = s.sender_id and r.state = 'queued' and r.send_after <= turn_now())) as senders,
       exists (select from campaign_recipient r where r.campaign_id = $1 and r.sender_id is null and r.state = 'queued' and r.send_after <= turn_now()) as others,
       (select count(*)::integer from campaign_recipient r where r.campaign_id = $1 and r.state = 'sending'
          and r.taken_at > turn_now() - make_interval(mins => ${STALE_MINUTES})
          and not exists (select from delivery d where d.response_id = r.response_id and d.state in ('queued', 'skipped') and d.attempt = 0
            and (d.send_after > turn_now() or d.state = 'skipped'))) as "onTheirWay"`,
    [id],
  );
  const { senders, others = false, onTheirWay = 0 } = rows[0] ?? {};
  return { due: [...(senders ?? []), ...(others ? [null] : [])], onTheirWay };
}

/** Nobody is due. @returns when to look again; undefined: there is nobody left of whom anything could come */
async function lookLater(db: Db, id: string, areOnTheirWay: boolean, now: DateTime): Promise<DateTime | undefined> {
  const { rows } = await db.query<{ nextDue: Date | null; open: boolean }>(
    `select (select min(send_after) from campaign_recipient where campaign_id = $1 and state = 'queued') as "nextDue",
       exists (select from campaign_recipient where campaign_id = $1 and state in ('sending', 'sent', 'delivered', 'started')) as open`,
    [id],
  );
  const { nextDue, open } = rows[0] ?? {};
  const times = [
    ...(nextDue ? [DateTime.fromJSDate(nextDue)] : []),
    ...(areOnTheirWay ? [now.plus({ seconds: LOOK_AGAIN_SECONDS })] : []),
    ...(open ? [now.plus({ days: 1 })] : []),
  ];
  return times.length > 0 ? DateTime.min(...times) : undefined;
}

/** Has the turn of so many come, whoever has waited longest first. @returns how many there were */
async function enqueueTurns(db: Db, campaignId: string, senderId: string | null, count: number): Promise<number> {
  if (count <= 0) return 0;
  const { rows } = await db.query<{ taken: number }>(
    `with due as (
       select recipient_id from campaign_recipient
       where campaign_id = $1 and (sender_id = $2::uuid or ($2::uuid is null and sender_id is null)) and state = 'queued' and send_after <= turn_now()
       order by send_after limit $3 for update skip locked
     ), taken as (
       update campaign_recipient r set state = 'sending', taken_at = turn_now(), updated_at = turn_now()
       from due where r.recipient_id = due.recipient_id returning r.recipient_id
     )
     select count(enqueue('offer-campaign', recipient_id, null, 'campaign-offer ' || recipient_id))::integer as taken from taken`,
    [campaignId, senderId, count],
  );
  return rows[0]?.taken ?? 0;
}

/** Its time is over, or all of it is done. */
async function end(db: Db, id: string): Promise<void> {
  const { rowCount } = await db.query(
    "update campaign set state = 'done', version = version + 1 where campaign_id = $1 and state = 'running'",
    [id],
  );
  if (!rowCount) return;
  await db.query(
    `update campaign_recipient set state = 'expired', reason = 'campaign-ended', updated_at = turn_now()
     where campaign_id = $1 and (state = 'queued' or state = 'sending' and response_id is null)`,
    [id],
  );
}

async function turnNow(db: Db): Promise<DateTime> {
  const { rows } = await db.query<{ now: Date }>("select turn_now() as now");
  return DateTime.fromJSDate(rows[0]?.now ?? new Date());
}
