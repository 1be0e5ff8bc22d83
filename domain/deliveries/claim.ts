import { DateTime } from "luxon";
import * as z from "zod";
import { endCall, giveCallUp, REPORTED_AFTER_MINUTES } from "../calls/end-call.ts";
import { planCall } from "../calls/plan-call.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { programmeSettings } from "../programmes/settings.ts";
import { leavesAnyTime } from "./any-time.ts";
import { putOff } from "./put-off.ts";
import { endOfQuiet, isQuiet } from "./quiet-hours.ts";

/** The attempts of ours, and the minutes before each. */
export const ATTEMPT_DELAYS_MINUTES = [0, 1, 5, 15, 60];

/** An attempt without an answer is looked up for this long; then a person has to see to it. */
const LOOK_UP_HOURS = 24;

/** An attempt that failed before its campaign was paused, and a reminder, wait. */
const WHILE_PAUSED_MINUTES = 60;

/** After an opt-out: its one confirmation, and replies to what the person writes later. */
const AFTER_STOP = new Set(["reply", "stop-confirmation", "safety"]);
/** To somebody who is frozen: what people write, and replies to what they wrote themselves. */
const TO_FROZEN = new Set(["human", "reply", "stop-confirmation", "safety"]);

const claimRow = z.object({
  person_id: z.string(),
  class: z.string(),
  body: z.string(),
  card: z.looseObject({ type: z.string() }).nullable(),
  state: z.string(),
  attempt: z.number(),
  attempted_at: z.date().nullable(),
  segments: z.number(),
  expires_at: z.date().nullable(),
  redraws: z.string().nullable(),
  redraws_id: z.string().nullable(),
  asks: z.boolean(),
  by_call: z.boolean(),
  provider_id: z.string().nullable(),
  joins_id: z.string().nullable(),
  /** The state of the campaign that it belongs to. */
  campaign: z.string().nullable(),
  locale: z.enum(["fr", "en"]),
  /** It speaks of no appointment's version, or of the one that stands now. */
  current: z.boolean(),
  now: z.date(),
  zone: z.string(),
  frozen: z.boolean(),
  settings: z.unknown(),
  /** Whose days the money is counted by. */
  programme_zone: z.string(),
  /** Whose number is put in where the body says `{number}`, and for whom: a coordinator only. */
  reveals: z.object({ sealed: z.string().nullable(), toCoordinator: z.boolean() }).nullable(),
  address: z
    .object({
      id: z.string().nullable(),
      kind: z.enum(["sms", "whatsapp", "teams", "voice"]),
      sealed: z.string().nullable(),
      optedOut: z.boolean(),
      noReminders: z.boolean(),
      noQuestionnaires: z.boolean(),
    })
    .nullable(),
  sender: z.object({ address: z.string(), cost: z.number(), smsIn: z.boolean() }).nullable(),
});

export interface Claimed {
  deliveryId: string;
  personId: string;
  attempt: number;
  body: string;
  card: object | null;
  /** The provider's id of the card to redraw. */
  redraws: string | null;
  /** Without an id: a number that is to become the person's, and is not yet. */
  address: { id: string | null; kind: "sms" | "whatsapp" | "teams"; sealed: string };
  /** The sealed number to put in where the body says `{number}`. */
  reveals: string | null;
  /** Said by a call, in this language; null: written. */
  call: Locale | null;
  /** Told in a conversation by a call that we make: `url` says how it goes on. */
  dials: boolean;
  from: string | null;
  countries: string[];
}

export type Claim =
  | { kind: "send"; claimed: Claimed }
  /** An earlier attempt never came back: the provider knows whether it was sent. `since` is by the real clock, as the provider's is. */
  | { kind: "look-up"; claimed: Claimed; since: DateTime }
  | { kind: "nothing"; reason: string };

/**
 * Claims a delivery for one attempt, which is recorded before anything is sent. Everything that may have changed since it was written is checked
 * again here: expiry, opt-out, quiet hours, the address, the spending cap. What may not leave is skipped with its reason, or put off.
 */
export async function claimDelivery(db: Db, deliveryId: string): Promise<Claim> {
  const { rows } = await db.query(
    `select d.person_id, d.class, d.body, d.card, d.state, d.attempt, d.attempted_at, d.segments, d.expires_at, d.redraws_id, d.asks, d.by_call, d.provider_id, d.joins_id, person.locale,
       (select c.state from campaign_recipient r join campaign c on c.campaign_id = r.campaign_id where r.response_id = d.response_id) as campaign,
       d.appointment_version is null or exists (
         select from appointment p where p.appointment_id = d.appointment_id and p.version = d.appointment_version and p.status in ('proposed', 'booked')) as current,
       (select provider_id from delivery r where r.delivery_id = d.redraws_id) as redraws,
       turn_now() as now, person.zone, person.frozen_at is not null as frozen, programme.settings, programme.zone as programme_zone,
       case when d.reveals_person_id is not null then jsonb_build_object(
         'sealed', coalesce(
           (select n.sealed from channel_address n where n.person_id = d.reveals_person_id and n.kind <> 'teams' order by n.state = 'live' desc, n.rank limit 1),
           -- a landline that is proved by calling it
           (select n.sealed from number_change n where n.person_id = d.reveals_person_id and n.kind = 'voice' and n.expires_at > turn_now())),
         'toCoordinator', exists (select from coordinator c where c.person_id = d.person_id)) end as reveals,
       -- the code of a number that is to become the person's goes there and nowhere else
       case when d.class = 'number-code' then (
           select jsonb_build_object('id', null, 'kind', 'sms', 'sealed', n.sealed, 'noReminders', false, 'noQuestionnaires', false,
             'optedOut', exists (select from opt_out o where o.address_key = n.address_key and o.topic = 'all'))
           from number_change n where n.person_id = d.person_id and n.expires_at > turn_now())
         when a.address_id is not null then jsonb_build_object('id', a.address_id, 'kind', a.kind, 'sealed', a.sealed, 'optedOut', a.opted_out,
           'noReminders', exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'reminders'),
           'noQuestionnaires', exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'questionnaires')) end as address,
       case when s.sender_id is not null then jsonb_build_object('address', s.address, 'cost', s.segment_cost_micros, 'smsIn', s.sms_in) end as sender
     from delivery d
     join person on person.person_id = d.person_id
     join programme on programme.programme_id = d.programme_id
     left join lateral (
       select a.*, exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all') as opted_out
       from channel_address a
       where a.person_id = d.person_id and a.address_id = coalesce(d.address_id, a.address_id)
         and (d.redraws_id is null or a.kind = 'teams') and (a.state = 'live' or d.address_id is not null)
       order by opted_out, a.kind = 'voice', a.rank limit 1
     ) a on true
     left join lateral (
       -- the number that this person wrote to, else the programme's own that can be answered; a call shows one that may be shown, and by a machine one that may be so
       select s.* from sender s
       where s.programme_id = d.programme_id and case when d.sender_id is not null and coalesce(a.kind, 'sms') = 'sms' then s.sender_id = d.sender_id
         when d.by_call or a.kind = 'voice' then s.voice and s.caller_id and s.address like '+%' and (d.by_call or s.automated_calls and not s.pool)
         else s.sms_out and (s.address like 'whatsapp:%') = (d.class <> 'number-code' and coalesce(a.kind = 'whatsapp', false)) end
       order by s.sender_id is distinct from a.sender_id, s.pool, not s.sms_in, s.created_at limit 1
     ) s on true
     where d.delivery_id = $1
     for update of d`,
    [deliveryId],
  );
  if (!rows[0]) return { kind: "nothing", reason: "gone" };
  const found = claimRow.parse(rows[0]);
  if (found.state !== "queued" && found.state !== "sending") return { kind: "nothing", reason: found.state };
  const { sending, coordinatorsMaySeeNumbers } = programmeSettings.parse(found.settings);
  const now = DateTime.fromJSDate(found.now);
  const skip = async (reason: string): Promise<Claim> => {
    await db.query("update delivery set state = $2, reason = $3, updated_at = turn_now() where delivery_id = $1", [
      deliveryId,
      found.state === "sending" ? "failed" : "skipped",
      reason,
    ]);
    return { kind: "nothing", reason };
  };
  const { address } = found;
  if (!address?.sealed) {
    if (!found.redraws_id && found.class !== "number-code") await markUnreachable(db, found.person_id);
    return skip("no-address");
  }
  const claimed: Claimed = {
    deliveryId,
    personId: found.person_id,
    attempt: found.attempt + 1,
    body: found.body,
    card: found.card,
    redraws: found.redraws,
    address: { id: address.id, kind: address.kind === "voice" ? "sms" : address.kind, sealed: address.sealed },
    reveals: found.reveals?.sealed ?? null,
    call: found.by_call ? found.locale : null,
    dials: address.kind === "voice" && !found.by_call,
    from: found.sender?.address ?? null,
    countries: sending.countries,
  };
  if (found.state === "sending") {
    const attemptedAt = DateTime.fromJSDate(found.attempted_at ?? found.now);
    if (claimed.dials && (found.provider_id || found.joins_id))
      return awaitEnd(db, { deliveryId, attempt: found.attempt, attemptedAt, now });
    const elapsed = now.diff(attemptedAt);
    if (elapsed.as("hours") > LOOK_UP_HOURS) {
      if (claimed.dials) await giveCallUp(db, { deliveryId, attempt: found.attempt }, "never-confirmed");
      return claimed.dials ? { kind: "nothing", reason: "never-confirmed" } : skip("never-confirmed");
    }
    return { kind: "look-up", claimed: { ...claimed, attempt: found.attempt }, since: DateTime.now().minus(elapsed) };
  }
  if (found.redraws_id && !found.redraws) return skip("nothing-to-redraw");
  if (!found.current) return skip("outdated");
  if (found.frozen && !TO_FROZEN.has(found.class)) return skip("frozen");
  // a number is shown to a coordinator, in Teams, where the programme allows it
  const mayReveal = coordinatorsMaySeeNumbers && address.kind === "teams" && found.reveals?.toCoordinator && found.reveals.sealed;
  if (found.reveals && !mayReveal) return skip("number-not-shown");
  if (address.optedOut && !AFTER_STOP.has(found.class)) return skip("opted-out");
  if (address.noReminders && found.class === "reminder") return skip("opted-out-reminders");
  if (address.noQuestionnaires && found.class === "questionnaire") return skip("opted-out-questionnaires");
  if (found.campaign === "cancelled") return skip("campaign-ended");
  if (found.campaign === "paused") {
    await putOff(db, deliveryId, now.plus({ minutes: WHILE_PAUSED_MINUTES }));
    return { kind: "nothing", reason: "campaign-paused" };
  }
  if (found.expires_at && found.expires_at <= found.now) return skip("expired");
  if (found.attempt >= ATTEMPT_DELAYS_MINUTES.length) return skip("attempts-exhausted");
  // what takes calls only is not written to: it is called
  if (claimed.dials) {
    const about = {
      now,
      zone: found.zone,
      country: sending.holidayCountry,
      anyTime: leavesAnyTime(found.class),
      from: found.sender !== null,
    };
    const plan = await planCall(db, deliveryId, about);
    if (plan.kind === "team") {
      // nobody of the team calls to ask a questionnaire: it waits until the person calls
      if (found.class !== "questionnaire") await openWorkItem(db, "call-to-make", found.person_id);
      return skip("voice-only");
    }
    if (plan.kind === "later") {
      await putOff(db, deliveryId, plan.until);
      return { kind: "nothing", reason: plan.reason };
    }
    await recordAttempt(db, deliveryId, { addressId: address.id, cost: 0, isCall: true, joins: plan.kind === "join" ? plan.callId : null });
    return plan.kind === "join" ? { kind: "nothing", reason: "told-by-another-call" } : { kind: "send", claimed };
  }
  // a redrawn card rings nobody
  if (!found.redraws_id && !leavesAnyTime(found.class) && isQuiet(now, found.zone, sending.holidayCountry)) {
    await putOff(db, deliveryId, endOfQuiet(now, found.zone, sending.holidayCountry));
    return { kind: "nothing", reason: "quiet-hours" };
  }
  // what a call costs is not known before it ends
  const cost = address.kind === "teams" || found.by_call ? 0 : found.segments * (found.sender?.cost ?? 0);
  if (address.kind !== "teams" && !found.sender) return skip("no-sender");
  if (address.kind !== "teams" && found.asks && !found.sender?.smsIn) return skip("one-way-sender");
  if (cost > 0) {
    const { rows: spent } = await db.query<{ allowed: boolean }>("select spend($1, $2, $3) as allowed", [
      cost,
      sending.dailyCapMicros,
      found.class === "safety",
    ]);
    // what is only asked waits for another day's money
    if (!spent[0]?.allowed && found.class === "questionnaire") {
      const tomorrow = now.setZone(found.programme_zone).plus({ days: 1 }).startOf("day");
      await putOff(db, deliveryId, endOfQuiet(tomorrow, found.zone, sending.holidayCountry));
      return { kind: "nothing", reason: "spending-cap" };
    }
    if (!spent[0]?.allowed) return skip("spending-cap");
  }
  await recordAttempt(db, deliveryId, { addressId: address.id, cost, isCall: false, joins: null });
  return { kind: "send", claimed };
}

/** The attempt is on record before anything leaves. The id of an earlier call is not that of this one. */
async function recordAttempt(
  db: Db,
  deliveryId: string,
  { addressId, cost, isCall, joins }: { addressId: string | null; cost: number; isCall: boolean; joins: string | null },
): Promise<void> {
  await db.query(
    `update delivery set state = 'sending', attempt = attempt + 1, attempted_at = turn_now(), address_id = $2, joins_id = $4,
       provider_id = case when not $5 then provider_id end, cost_micros = cost_micros + $3, updated_at = turn_now()
     where delivery_id = $1`,
    [deliveryId, addressId, cost, joins, isCall],
  );
}

/** A call is under way, or its end was never reported. */
async function awaitEnd(
  db: Db,
  { deliveryId, attempt, attemptedAt, now }: { deliveryId: string; attempt: number; attemptedAt: DateTime; now: DateTime },
): Promise<Claim> {
  const reported = attemptedAt.plus({ minutes: REPORTED_AFTER_MINUTES });
  if (reported <= now) {
    await endCall(db, { deliveryId, attempt });
    return { kind: "nothing", reason: "never-reported" };
  }
  await db.query(
    "select enqueue('send-delivery', $1, $2, 'send ' || $1::text, person_queue(person_id)) from delivery where delivery_id = $1",
    [deliveryId, reported.toJSDate()],
  );
  return { kind: "nothing", reason: "under-way" };
}

/** Nobody can be reached there: a coordinator finds it in the work queue. */
async function markUnreachable(db: Db, personId: string): Promise<void> {
  await openWorkItem(db, "unreachable", personId);
}
