import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { stopQuestionnaires } from "../surveys/end-response.ts";

/** What can be stopped by itself: STOP RAPPELS, STOP QUESTIONS. */
export type OptOutTopic = "reminders" | "questionnaires";

/**
 * Stops everything to the address that a person writes from: the opt-out is kept by keyed hash, all that is queued for them is skipped,
 * and what they were being offered is free again. With an appointment agreed or asked for, a coordinator hears of it, and so does its peer.
 */
export async function optOut(db: Db, personId: string, addressId: string, source: "person" | "carrier"): Promise<void> {
  const { rows } = await db.query<{ appointment: string | null; isFirst: boolean }>(
    `with stopped as (
       insert into opt_out (programme_id, address_key, source)
       select programme_id, address_key, $3 from channel_address where address_id = $2
       on conflict do nothing
       returning address_key
     ), skipped as (
       update delivery set state = 'skipped', reason = 'opted-out', updated_at = turn_now() where person_id = $1 and state = 'queued'
     ), released as (
       update appointment set status = 'cancelled', reason_code = 'hold-ended', expires_at = null, version = version + 1
       where patient_id = $1 and status = 'proposed'
       returning appointment_id, offered_by
     ), freed as (
       select dequeue('expire ' || appointment_id), case when offered_by = 'peer' then enqueue('close-request', appointment_id) end from released
     ), pending as (
       select appointment_id from appointment where patient_id = $1 and status in ('pending', 'booked') and upper(during) > turn_now()
     )
     select pending.appointment_id as appointment, exists (select from stopped) as "isFirst", (select count(*) from freed)
     from (values (1)) as one left join pending on true`,
    [personId, addressId, source],
  );
  await stopQuestionnaires(db, personId, "opted-out");
  if (!rows[0]?.appointment) return;
  await openWorkItem(db, "opted-out-with-booking", personId);
  if (rows[0].isFirst)
    await db.query("select enqueue('warn-of-stop', id) from unnest($1::uuid[]) as id", [rows.map((row) => row.appointment)]);
}

/** Lets a person be written to again at the address they write from, after REPRENDRE or START, and about every topic. */
export async function optIn(db: Db, personId: string, addressId: string): Promise<"back" | "never-left"> {
  const { rowCount } = await db.query(
    `delete from opt_out using channel_address a
     where opt_out.address_key = a.address_key and a.person_id = $1 and (a.address_id = $2 or opt_out.topic <> 'all')`,
    [personId, addressId],
  );
  return rowCount ? "back" : "never-left";
}

/** Stops one topic, on every channel of the person, with what of it waits to be sent or is being asked. */
export async function optOutOf(db: Db, personId: string, topic: OptOutTopic): Promise<void> {
  await db.query(
    `insert into opt_out (programme_id, address_key, topic, source) select programme_id, address_key, $2, 'person' from channel_address where person_id = $1
     on conflict do nothing`,
    [personId, topic],
  );
  if (topic !== "questionnaires") return;
  await stopQuestionnaires(db, personId, "opted-out");
  await db.query(
    `update delivery set state = 'skipped', reason = 'opted-out-questionnaires', updated_at = turn_now()
     where person_id = $1 and state = 'queued' and class = 'questionnaire'`,
    [personId],
  );
}

export async function optInTo(db: Db, personId: string, topic: OptOutTopic): Promise<void> {
  await db.query(
    "delete from opt_out using channel_address a where opt_out.address_key = a.address_key and a.person_id = $1 and topic = $2",
    [personId, topic],
  );
}
