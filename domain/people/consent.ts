import type { DateTime } from "luxon";
import { forgetPassedOn } from "../coordination/takeover.ts";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";

/** Which wording people agree to; raised when the consent text changes in meaning. */
const CONSENT_VERSION = "2026-11";

/** Records that a person agreed to be served: versioned text, channel and time (GDPR art. 7 and 9). Saying it twice changes nothing. */
export async function giveConsent(db: Db, personId: string, locale: string, channel: string): Promise<void> {
  await db.query(
    `insert into consent (programme_id, person_id, purpose, text_version, locale, channel)
     values (current_programme(), $1, 'service', $2, $3, $4)
     on conflict do nothing`,
    [personId, CONSENT_VERSION, locale, channel],
  );
}

/** Who told of danger or asked for a human is kept as long as this, while that is open: a coordinator must be able to reach them. */
const AWAITED_KEPT_HOURS = 72;

/** Forgets someone who did not agree in time, later if a coordinator is to reach them; leaves a person who agreed, a peer or a coordinator as they are. */
export async function forgetUnconsented(db: Db, personId: string): Promise<"forgotten" | "consented" | "awaited"> {
  const { rowCount } = await db.query(
    `select from consent where person_id = $1 and withdrawn_at is null
     union all select from peer where person_id = $1
     union all select from coordinator where person_id = $1`,
    [personId],
  );
  if (rowCount) return "consented";
  const { rows } = await db.query<{ until: Date | null }>(
    `select max(opened_at) + make_interval(hours => $2) as until from work_item
     where person_id = $1 and closed_at is null and kind in ('safety', 'asked-for-human', 'data-by-post') and opened_at > turn_now() - make_interval(hours => $2)`,
    [personId, AWAITED_KEPT_HOURS],
  );
  const until = rows[0]?.until;
  if (until) {
    await enqueue(db, "forget-unconsented", personId, until, `forget ${personId}`);
    return "awaited";
  }
  await forgetWords(db, personId);
  return "forgotten";
}

/**
 * Forgets what was said by someone who does not agree, or may not: words, alias, unit, consent and sealed number go, the keyed hash stays.
 *
 * @param answersLater the number is kept for an answer that has yet to be sent; `forgetUnlessConsented` then takes it away
 */
export async function forgetWords(db: Db, personId: string, answersLater = false): Promise<void> {
  await forgetPassedOn(db, personId);
  // what was answered holds no name and no number, but may repeat what the person named
  await db.query(
    `with withdrawn as (delete from consent where person_id = $1),
       unsealed as (update channel_address set sealed = null where person_id = $1 and kind <> 'teams' and not $2),
       unnamed as (update person set alias = null, unit_id = null where person_id = $1),
       emptied as (update delivery set body = '' where person_id = $1 and state not in ('queued', 'sending'))
     update turn_answer set answer = '{"messages": []}' where answer ->> 'personId' = $1::text`,
    [personId, answersLater],
  );
}

/** Has what somebody said forgotten at `due`, unless they agree before; each new question moves it. */
export async function forgetUnlessConsented(db: Db, personId: string, due: DateTime): Promise<void> {
  await enqueue(db, "forget-unconsented", personId, due.toJSDate(), `forget ${personId}`);
}
