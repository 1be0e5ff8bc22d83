import { DateTime } from "luxon";
import { giveCallUp, noteDialled, putCallOff, REPORTED_AFTER_MINUTES } from "../calls/end-call.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { optOut } from "../people/opt-out.ts";
import { ATTEMPT_DELAYS_MINUTES, type Claimed } from "./claim.ts";
import { putOff } from "./put-off.ts";

/** How an attempt ended. `ambiguous`: it may have been sent, and is looked up before it is repeated. */
export type AttemptEnd =
  | { kind: "sent"; providerId: string }
  | { kind: "temporary"; reason: string; retryAfterSeconds?: number }
  | { kind: "ambiguous" }
  | { kind: "permanent"; reason: string; providerCode?: number; channelDown?: boolean };

/** Twilio's codes: https://www.twilio.com/docs/api/errors */
const OPTED_OUT = 21610;
const NOT_BY_SMS = new Set([21614, 30005, 30006]);

/** Records how an attempt ended, and what follows: another attempt, the person's next channel, an opt-out, an address marked unreachable. */
export async function closeAttempt(db: Db, claimed: Claimed, end: AttemptEnd, random: () => number = Math.random): Promise<void> {
  const { deliveryId, attempt } = claimed;
  switch (end.kind) {
    case "sent":
      if (claimed.dials) {
        // told is what is said in it; should its end never be reported, it is looked after
        await noteDialled(db, deliveryId, end.providerId);
        await lookAgain(db, deliveryId, REPORTED_AFTER_MINUTES);
        return;
      }
      // a callback may have been faster: states never move backwards
      await db.query(
        `update delivery set provider_id = coalesce(provider_id, $2), state = case when state in ('queued', 'sending') then 'sent' else state end, updated_at = turn_now()
         where delivery_id = $1`,
        [deliveryId, end.providerId],
      );
      return;
    case "ambiguous":
      await lookAgain(db, deliveryId, 1);
      return;
    case "temporary": {
      const delayMinutes = ATTEMPT_DELAYS_MINUTES[attempt];
      if (delayMinutes === undefined) {
        await fail(db, deliveryId, "attempts-exhausted");
        return;
      }
      // up to a fifth more, so that many that failed together do not come back together
      const seconds = Math.max(delayMinutes * 60 * (1 + random() / 5), end.retryAfterSeconds ?? 0);
      const { rows } = await db.query<{ now: Date }>("select turn_now() as now");
      const until = DateTime.fromJSDate(rows[0]?.now ?? new Date()).plus({ seconds });
      await (claimed.dials ? putCallOff(db, claimed, until) : putOff(db, deliveryId, until));
      return;
    }
    case "permanent":
      if (claimed.dials) {
        await giveCallUp(db, claimed, end.reason);
        return;
      }
      if (end.channelDown) {
        await db.query("update channel_address set state = 'down', state_reason = $2 where address_id = $1", [
          claimed.address.id,
          end.reason,
        ]);
        await openWorkItem(db, "channel-down", claimed.personId);
        if (await askAgain(db, deliveryId)) return;
        // the attempts that are left go to the next channel, if there is one
        await db.query("update delivery set address_id = null where delivery_id = $1", [deliveryId]);
        await putOff(db, deliveryId, DateTime.fromSeconds(0));
        return;
      }
      await fail(db, deliveryId, end.reason);
      if (end.providerCode !== undefined) await applyProviderCode(db, claimed.personId, claimed.address.id, end.providerCode);
  }
}

/** The attempt is looked at again, unless it has come to an end by then. */
async function lookAgain(db: Db, deliveryId: string, minutes: number): Promise<void> {
  await db.query(
    `select enqueue('send-delivery', delivery_id, turn_now() + make_interval(mins => $2), 'send ' || delivery_id, person_queue(person_id))
     from delivery where delivery_id = $1 and state = 'sending'`,
    [deliveryId, minutes],
  );
}

/** A request's card is of no use by text: its peer is asked anew, on the next channel in that channel's own way. */
async function askAgain(db: Db, deliveryId: string): Promise<boolean> {
  const { rows } = await db.query<{ appointment_id: string }>(
    `update delivery set state = 'skipped', reason = 'channel-down', updated_at = turn_now()
     where delivery_id = $1 and class = 'request' and card is not null and redraws_id is null and appointment_id is not null
     returning appointment_id`,
    [deliveryId],
  );
  const [skipped] = rows;
  if (skipped) await enqueue(db, "ask-peer", skipped.appointment_id);
  return skipped !== undefined;
}

async function fail(db: Db, deliveryId: string, reason: string): Promise<void> {
  await db.query(
    "update delivery set state = 'failed', reason = $2, updated_at = turn_now() where delivery_id = $1 and state in ('queued', 'sending', 'sent')",
    [deliveryId, reason],
  );
}

async function applyProviderCode(db: Db, personId: string, addressId: string | null, code: number): Promise<void> {
  // a number that never became the person's
  if (!addressId) return;
  if (code === OPTED_OUT) await optOut(db, personId, addressId, "carrier");
  if (NOT_BY_SMS.has(code)) {
    // a patient's landline, or a phone that is off for texts: it may still ring, and its owner is asked by a call whether that is right
    const { rowCount: rings } = await db.query(
      `update channel_address a set kind = 'voice', state_reason = $2 where a.address_id = $1 and a.kind = 'sms' and a.state = 'live'
         and exists (select from patient p where p.person_id = a.person_id)`,
      [addressId, String(code)],
    );
    if (rings) await enqueue(db, "ask-calls", personId);
    else
      await db.query("update channel_address set state = 'unreachable', state_reason = $2 where address_id = $1 and kind <> 'voice'", [
        addressId,
        String(code),
      ]);
    await openWorkItem(db, "unreachable", personId);
  }
}

/** What a provider says of a message or a call. https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export interface ProviderStatus {
  deliveryId: string;
  providerId: string;
  status: string;
  errorCode: number | undefined;
}

/** A call that was picked up, perhaps by a voicemail, is `completed`. https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const STATES = new Map([
  ...["sent"].map((status) => [status, "sent"] as const),
  ...["delivered", "read", "completed"].map((status) => [status, "delivered"] as const),
  ...["undelivered", "failed", "busy", "no-answer", "canceled"].map((status) => [status, "failed"] as const),
]);

/** Takes a status callback, in any order and however often: a delivery's state only moves forward, and an error stays. */
export async function recordStatus(db: Db, { deliveryId, providerId, status, errorCode }: ProviderStatus): Promise<void> {
  const state = STATES.get(status);
  const { rows } = await db.query<{ person_id: string; address_id: string | null }>(
    `update delivery set provider_id = coalesce(provider_id, $2),
       state = case when $3::text is not null and delivery_rank($3) > delivery_rank(state) and not ($3 = 'failed' and state = 'delivered') then $3 else state end,
       reason = case when $3 = 'failed' and state not in ('delivered', 'failed') then $4 else reason end,
       updated_at = turn_now()
     where delivery_id = $1 and state <> 'skipped' and (provider_id is null or provider_id = $2)
     returning person_id, address_id`,
    [deliveryId, providerId, state ?? null, errorCode === undefined ? status : String(errorCode)],
  );
  const [row] = rows;
  if (row?.address_id && errorCode !== undefined) await applyProviderCode(db, row.person_id, row.address_id, errorCode);
}
