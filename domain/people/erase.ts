import { cancelAll } from "../booking/cancel-all.ts";
import { endTakeover, forgetPassedOn } from "../coordination/takeover.ts";
import type { Db } from "../db.ts";

/** What stands in for a card whose words are gone, so that the message in Teams is still found and redrawn. */
const EMPTY_CARD = '{"type": "AdaptiveCard"}';

/**
 * Erases a patient: what names, reaches or tells of them goes, also from what peers and coordinators were sent. Live appointments are cancelled, and their peers told
 * without a name. What is left is a row that nobody can be found by, so that counts stay. That they stopped messages, and that they had agreed, is kept by keyed hash;
 * so is, for two days, how often the number wrote: erasing oneself must not lift the limit.
 */
export async function erasePerson(db: Db, personId: string): Promise<void> {
  await cancelAll(db, personId, "erased");
  await endTalk(db, personId);
  await forgetAlias(db, personId);
  await keepProof(db, personId);
  await forgetJobs(db, personId);
  await db.query(
    `with told as (update delivery set body = '', card = null, address_id = null, reveals_person_id = null,
         state = case when state = 'queued' then 'skipped' else state end, reason = case when state = 'queued' then 'erased' else reason end
       where person_id = $1),
     hidden as (update delivery set reveals_person_id = null where reveals_person_id = $1),
     answered as (update turn_answer set answer = '{"messages": []}' where answer ->> 'personId' = $1::text),
     items as (update work_item set closed_at = coalesce(closed_at, turn_now()), outcome = null where person_id = $1),
     notes as (delete from work_note using work_item w where w.work_item_id = work_note.work_item_id and w.person_id = $1),
     legs as (delete from session_leg where person_id = $1),
     leases as (delete from number_lease where $1 in (person_id, other_id)),
     excluded as (delete from exclusion where patient_id = $1),
     changes as (delete from number_change where person_id = $1 or address_key in (select address_key from channel_address where person_id = $1)),
     calls as (delete from voice_call where person_id = $1),
     links as (delete from export_link where person_id = $1),
     meetings as (delete from meeting_link where person_id = $1),
     counted as (delete from rate_window r where r.subject like '%' || $1 or r.subject in (select 'number-code ' || address_key from channel_address where person_id = $1)),
     agreed as (delete from consent where person_id = $1),
     asked as (update campaign_recipient set state = 'skipped', reason = 'erased', updated_at = turn_now()
       where person_id = $1 and state not in ('answered', 'expired', 'skipped')),
     forms as (delete from questionnaire_response where person_id = $1),
     patients as (update patient set preferences = '{}', code_key = null, call_time = null where person_id = $1),
     talks as (delete from conversation where person_id = $1),
     people as (update person set alias = null, unit_id = null, erased_at = turn_now() where person_id = $1)
     insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, 'erase', $1)`,
    [personId],
  );
  await db.query("delete from channel_address where person_id = $1", [personId]);
}

/** A coordinator who writes with them learns that it is over, and keeps nothing of what they wrote. */
async function endTalk(db: Db, personId: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>("select takeover_id as id from takeover where person_id = $1 and ended_at is null", [
    personId,
  ]);
  if (rows[0]) await endTakeover(db, rows[0].id, "erased");
  await forgetPassedOn(db, personId);
}

/**
 * Takes a patient's alias out of what was written to others: the peers of their appointments, and coordinators. A peer's card is redrawn, and a question about
 * one of the appointments dropped, in a turn of the peer's own.
 */
async function forgetAlias(db: Db, personId: string): Promise<void> {
  await db.query(
    `update delivery set body = '', card = case when card is not null then '${EMPTY_CARD}'::jsonb end,
       state = case when state = 'queued' then 'skipped' else state end, reason = case when state = 'queued' then 'erased' else reason end
     from appointment a where a.appointment_id = delivery.appointment_id and a.patient_id = $1 and delivery.person_id <> $1`,
    [personId],
  );
  // as a whole word: a short name is in many others; it may begin or end with a sign
  await db.query(
    `with named as (
       select '(?<!\\w)' || regexp_replace(alias, '([^[:alnum:] ])', '\\\\\\1', 'g') || '(?!\\w)' as pattern from person where person_id = $1 and alias is not null
     ), others as (
       select peer_id as id from appointment where patient_id = $1 union select person_id from coordinator
     ), written as (
       update delivery set body = regexp_replace(body, pattern, '-', 'gi'), card = case when card::text ~* pattern then '${EMPTY_CARD}'::jsonb else card end
       from named where person_id in (select id from others) and (body ~* pattern or card::text ~* pattern)
     )
     update turn_answer set answer = '{"messages": []}' from named
     where answer ->> 'personId' in (select id::text from others) and answer::text ~* pattern`,
    [personId],
  );
  await db.query("select enqueue('forget-appointment', appointment_id) from appointment where patient_id = $1", [personId]);
}

/** That a person agreed, and to which words: by keyed hash only. */
async function keepProof(db: Db, personId: string): Promise<void> {
  await db.query(
    `insert into consent_proof (programme_id, address_key, text_version, given_at)
     select current_programme(), a.address_key, c.text_version, c.given_at from consent c join channel_address a on a.person_id = c.person_id
     where c.person_id = $1`,
    [personId],
  );
}

/** Takes back what waits and can be named; a job that only holds an id finds nobody. */
async function forgetJobs(db: Db, personId: string): Promise<void> {
  await db.query(
    `select dequeue('forget ' || $1::uuid), dequeue('link ' || $1::uuid)
     union all select dequeue('check-back ' || $1::uuid), null
     union all select dequeue(job || response_id), null
       from questionnaire_response, unnest(array['questionnaire ', 'questionnaire-end ', 'questionnaire-remind ']) as job where person_id = $1
     union all select dequeue('send ' || delivery_id), null from delivery where person_id = $1 and state = 'queued'
     union all select dequeue('remind ' || reminder_id), null from reminder where person_id = $1`,
    [personId],
  );
}
