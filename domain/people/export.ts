import { randomBytes } from "node:crypto";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { addressKey } from "./address-key.ts";

const HOURS_VALID = 24;

/**
 * Makes the token of a page that shows a person's data once, within a day. Only its keyed hash is kept. A new one takes the place of the last.
 *
 * @param openedBy the person, or the coordinator who prints it for the post
 */
export async function makeExportLink(db: Db, secret: Buffer, personId: string, openedBy: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const { rows } = await db.query<{ expires: Date }>(
    `with last as (delete from export_link where person_id = $2 and opened_by = $3)
     insert into export_link (token_key, programme_id, person_id, opened_by, expires_at)
     values ($1, current_programme(), $2, $3, turn_now() + make_interval(hours => $4))
     returning expires_at as expires`,
    [tokenKey(secret, token), personId, openedBy, HOURS_VALID],
  );
  await enqueue(db, "forget-link", personId, rows[0]?.expires, `link ${personId}`);
  return token;
}

/** Whether a token opens something; looking uses nothing up. Read before the programme is known. */
export async function isExportLink(db: Db, secret: Buffer, token: string): Promise<"fr" | "en" | undefined> {
  return (await findLink(db, secret, token, false))?.locale;
}

/** Uses a token up, once; the rest of the transaction is in its programme. */
export async function openExportLink(
  db: Db,
  secret: Buffer,
  token: string,
): Promise<{ personId: string; locale: "fr" | "en" } | undefined> {
  const found = await findLink(db, secret, token, true);
  if (!found) return undefined;
  await db.query("insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, 'open-export', $2)", [
    found.openedBy,
    found.personId,
  ]);
  await forgetLink(db, found.personId);
  return found;
}

async function findLink(
  db: Db,
  secret: Buffer,
  token: string,
  use: boolean,
): Promise<{ personId: string; openedBy: string; locale: "fr" | "en" } | undefined> {
  const { rows } = await db.query<{ programme: string; person: string; opener: string }>(
    use
      ? `update export_link set used_at = service_now() where token_key = $1 and used_at is null and expires_at > service_now()
         returning programme_id as programme, person_id as person, opened_by as opener`
      : `select programme_id as programme, person_id as person, opened_by as opener from export_link
         where token_key = $1 and used_at is null and expires_at > service_now()`,
    [tokenKey(secret, token)],
  );
  const [link] = rows;
  if (!link) return undefined;
  await db.query("select set_config('passerelle.programme', $1, true), set_config('passerelle.now', service_now()::text, true)", [
    link.programme,
  ]);
  // the page is in the language of who reads it
  const { rows: reader } = await db.query<{ locale: "fr" | "en" }>("select locale from person where person_id = $1", [link.opener]);
  return { personId: link.person, openedBy: link.opener, locale: reader[0]?.locale ?? "fr" };
}

/** Takes the link's words out of what was sent to the person, and out of what a coordinator was answered: it has been opened, or its day is over. */
export async function forgetLink(db: Db, personId: string): Promise<void> {
  await db.query(
    `with written as (
       update delivery set body = '', card = null where person_id = $1 and body like '%/data/%' and state not in ('queued', 'sending')
     )
     update turn_answer set answer = '{"messages": []}'
     where answer ->> 'personId' in (select $1::text union select opened_by::text from export_link where person_id = $1) and answer::text like '%/data/%'`,
    [personId],
  );
}

const tokenKey = (secret: Buffer, token: string): string => addressKey(secret, `export:${token}`);
