import { randomInt } from "node:crypto";
import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { refuseDestination } from "../deliveries/destination.ts";
import { enqueue } from "../enqueue.ts";
import { addressKey } from "./address-key.ts";
import { type FieldKey, seal } from "./seal.ts";

const CODE_MINUTES = 30;
const CODE_TRIES = 5;
/** Codes that one person may have sent, and that one number may be sent, in a day: who asks often plays, or pumps messages. */
const CODES_A_DAY = 3;
/** References that one number may try in a day. */
const REFERENCES_A_DAY = 10;
/** How long a coordinator has to speak to somebody whose old phone is lost. */
const APPROVAL_DAYS = 7;

/** A mobile number as people write it, in E.164; undefined if it is none. National numbers are of the programme's first country. */
export function readMobile(said: string, country: string): string | undefined {
  const number = parsePhoneNumberFromString(said, country as "FR");
  if (!number?.isPossible()) return undefined;
  // no type: a range that was given out after the library's tables were made, or one kept for fiction
  const type = number.getType();
  return !type || type === "MOBILE" || type === "FIXED_LINE_OR_MOBILE" ? number.number : undefined;
}

/**
 * Begins a change of number: a code is to be sent there. Whose the number is at present shows only to who has that code.
 *
 * @returns the code, for the message that brings it there and for nothing else
 */
export async function requestNumberChange(
  db: Db,
  keys: { secret: Buffer; field: FieldKey },
  personId: string,
  said: string,
  countries: string[],
): Promise<{ code: string } | "not-a-number" | "refused" | "too-often"> {
  const number = readMobile(said, countries[0] ?? "FR");
  if (!number) return "not-a-number";
  if (refuseDestination(number, countries)) return "refused";
  const key = addressKey(keys.secret, number);
  const { rows: own } = await db.query("select from channel_address where person_id = $1 and address_key = $2", [personId, key]);
  if (own.length > 0) return "refused";
  const { rows: counted } = await db.query<{ seen: number }>("select greatest(count_rate($1, 1440), count_rate($2, 1440)) as seen", [
    `number-change ${personId}`,
    `number-code ${key}`,
  ]);
  if ((counted[0]?.seen ?? 0) > CODES_A_DAY) return "too-often";
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await db.query(
    `insert into number_change (programme_id, person_id, address_key, sealed, code_key, expires_at)
     values (current_programme(), $1, $2, $3, $4, turn_now() + make_interval(mins => $5))
     on conflict (programme_id, person_id) do update set address_key = $2, sealed = $3, kind = 'sms', code_key = $4, reference = null, tries = 0, expires_at = excluded.expires_at`,
    [personId, key, seal(keys.field, number), codeKey(keys.secret, personId, code), CODE_MINUTES],
  );
  return { code };
}

/**
 * Leaves the number of a landline, which can be sent no code: it becomes the person's once a coordinator has spoken to them there.
 * Whose it is at present shows in no answer.
 */
export async function leaveLandline(
  db: Db,
  keys: { secret: Buffer; field: FieldKey },
  personId: string,
  said: string,
  countries: string[],
): Promise<"left" | "not-a-number"> {
  const number = parsePhoneNumberFromString(said, (countries[0] ?? "FR") as "FR");
  if (!number?.isPossible() || refuseDestination(number.number, countries)) return "not-a-number";
  await db.query(
    `insert into number_change (programme_id, person_id, address_key, sealed, kind, reference, expires_at)
     values (current_programme(), $1, $2, $3, 'voice', '', turn_now() + make_interval(days => $4))
     on conflict (programme_id, person_id) do update
       set address_key = excluded.address_key, sealed = excluded.sealed, kind = 'voice', reference = '', code_key = null, tries = 0, expires_at = excluded.expires_at`,
    [personId, addressKey(keys.secret, number.number), seal(keys.field, number.number), APPROVAL_DAYS],
  );
  await openWorkItem(db, "number-change", personId);
  return "left";
}

/** Takes the code that came to the new number: five tries, thirty minutes. With the right one the number is the person's. */
export async function confirmNumberChange(
  db: Db,
  secret: Buffer,
  personId: string,
  code: string,
): Promise<"moved" | "wrong" | "over" | "refused"> {
  const { rows } = await db.query<{ right: boolean; tries: number }>(
    `update number_change set tries = tries + 1
     where person_id = $1 and code_key is not null and expires_at > turn_now() and tries < $3
     returning code_key = $2 as right, tries`,
    [personId, codeKey(secret, personId, code), CODE_TRIES],
  );
  const [tried] = rows;
  if (!tried) return "over";
  if (!tried.right) return tried.tries >= CODE_TRIES ? "over" : "wrong";
  return moveNumber(db, personId);
}

/**
 * Makes the number that was asked for the person's, in a turn of theirs. The old one's row goes: it gets nothing more, and who writes from it is somebody new;
 * deliveries and reminders that wait go to the new number, and what was stopped stays stopped.
 *
 * @returns `"refused"` if the number is that of another person who agreed to be known; a coordinator hears of it
 */
export async function moveNumber(db: Db, personId: string): Promise<"moved" | "refused" | "over"> {
  const { rows } = await db.query<{ key: string }>("select address_key as key from number_change where person_id = $1", [personId]);
  const [change] = rows;
  if (!change) return "over";
  // a first message from that number at this moment waits, or is waited for
  await db.query("select pg_advisory_xact_lock(hashtextextended(current_programme()::text || $1, 0))", [change.key]);
  await dropUnknown(db, personId, change.key);
  const { rowCount: taken } = await db.query("select from channel_address where address_key = $1 and person_id <> $2", [
    change.key,
    personId,
  ]);
  if (taken) {
    await db.query("delete from number_change where person_id = $1", [personId]);
    await openWorkItem(db, "number-change", personId);
    return "refused";
  }
  await db.query(
    `insert into opt_out (programme_id, address_key, topic, source)
     select current_programme(), $2, topic, o.source from opt_out o join channel_address a on a.address_key = o.address_key
     where a.person_id = $1 and a.kind <> 'teams'
     on conflict do nothing`,
    [personId, change.key],
  );
  const { rows: old } = await db.query<{ sender: string | null }>(
    "delete from channel_address where person_id = $1 and kind <> 'teams' returning case when kind = 'sms' then sender_id end as sender",
    [personId],
  );
  await db.query(
    `with changed as (delete from number_change where person_id = $1 returning kind, address_key, sealed)
     insert into channel_address (programme_id, person_id, kind, address_key, sealed, sender_id)
     select current_programme(), $1, kind, address_key, sealed, $2 from changed`,
    [personId, old.find(({ sender }) => sender)?.sender ?? null],
  );
  await db.query(
    `with used as (
       update delivery set body = '', state = case when state = 'queued' then 'skipped' else state end, reason = case when state = 'queued' then 'used' else reason end
       where person_id = $1 and class = 'number-code'
     )
     insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, 'change-number', $1)`,
    [personId],
  );
  return "moved";
}

/** Somebody wrote from that number and agreed to nothing: they are the one who changes their number, so danger they told of is this person's. */
async function dropUnknown(db: Db, personId: string, key: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `select a.person_id as id from channel_address a
     where a.address_key = $2 and a.person_id <> $1
       and not exists (select from consent where consent.person_id = a.person_id and withdrawn_at is null)
       and not exists (select from patient where patient.person_id = a.person_id)
       and not exists (select from peer where peer.person_id = a.person_id)
       and not exists (select from coordinator where coordinator.person_id = a.person_id)`,
    [personId, key],
  );
  for (const { id } of rows) {
    await db.query("update incident set person_id = $1 where person_id = $2", [personId, id]);
    await db.query(
      `update work_item set person_id = $1 where person_id = $2 and closed_at is null
         and not exists (select from work_item mine where mine.person_id = $1 and mine.kind = work_item.kind and mine.closed_at is null)`,
      [personId, id],
    );
    await db.query("delete from person where person_id = $1", [id]);
  }
}

/**
 * Somebody who writes from a new number gives the reference of an appointment, since the old phone is lost. What is given is kept and looked up later, by a job,
 * so that neither the answer nor its time tells whether it fits.
 */
export async function claimByReference(db: Db, writerId: string, addressId: string, said: string): Promise<void> {
  const reference = said.replace(/\D/g, "");
  const { rows } = await db.query<{ seen: number }>("select count_rate($1, 1440) as seen", [`reference ${writerId}`]);
  const counts = reference.length === 8 && (rows[0]?.seen ?? 0) <= REFERENCES_A_DAY;
  await db.query(
    `insert into number_change (programme_id, person_id, address_key, sealed, kind, reference, expires_at)
     select current_programme(), $1, address_key, sealed, case when kind = 'voice' then 'voice' else 'sms' end, $3, turn_now() + make_interval(days => $4) from channel_address
     where address_id = $2 and sealed is not null
     on conflict (programme_id, person_id) do update set reference = $3, code_key = null, expires_at = excluded.expires_at`,
    [writerId, addressId, counts ? reference : "", APPROVAL_DAYS],
  );
  await enqueue(db, "check-reference", writerId);
}

/** Looks a given reference up. If it fits, the wish waits with the person whose it is, for a coordinator who speaks to them; one that waits already stays. */
export async function checkReference(db: Db, writerId: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `with given as (
       delete from number_change where person_id = $1 and code_key is null returning address_key, sealed, kind, reference, expires_at
     )
     insert into number_change (programme_id, person_id, address_key, sealed, kind, reference, expires_at)
     select current_programme(), a.patient_id, given.address_key, given.sealed, given.kind, given.reference, given.expires_at
     from given
     join lateral (select patient_id from appointment where appointment.reference = given.reference order by created_at desc limit 1) a on true
     where a.patient_id <> $1 and exists (select from consent where consent.person_id = a.patient_id and withdrawn_at is null)
     on conflict (programme_id, person_id) do update
       set address_key = excluded.address_key, sealed = excluded.sealed, kind = excluded.kind, code_key = null, reference = excluded.reference, expires_at = excluded.expires_at
       where number_change.expires_at <= turn_now()
     returning person_id as id`,
    [writerId],
  );
  if (rows[0]) await openWorkItem(db, "number-change", rows[0].id);
}

/**
 * A coordinator has spoken to the person and lets the new number be theirs. It happens in a turn of that person's, who is told at the new number.
 *
 * @param approvedBy the coordinator, or null for who runs the installation
 */
export async function approveNumberChange(db: Db, personId: string, approvedBy: string | null): Promise<"approved" | "nothing-asked"> {
  const { rowCount } = await db.query(
    "select from number_change where person_id = $1 and code_key is null and reference is not null and expires_at > turn_now()",
    [personId],
  );
  if (!rowCount) return "nothing-asked";
  await db.query(
    "insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, 'approve-number-change', $2)",
    [approvedBy, personId],
  );
  await enqueue(db, "move-number", personId);
  return "approved";
}

const codeKey = (secret: Buffer, personId: string, code: string): string => addressKey(secret, `number-code:${personId}:${code}`);
