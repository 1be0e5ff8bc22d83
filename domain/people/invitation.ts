import { randomInt } from "node:crypto";
import type { Db } from "../db.ts";
import { addressKey } from "./address-key.ts";

/** Without letters and digits that are taken for each other. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const DAYS_VALID = 14;
const TRIES_A_DAY = 10;

/** A code as it is typed, in its one form: `ABCD-EFGH`; undefined if it does not look like one. */
export function readCode(said: string): string | undefined {
  const letters = said.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return /^[A-Z0-9]{8}$/.test(letters) && /^[\w\s-]{8,12}$/.test(said.trim()) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}

/** Makes a code that links a Teams account to a person, once, within two weeks. Only its keyed hash is kept. */
export async function invite(db: Db, secret: Buffer, personId: string, code = randomCode()): Promise<string> {
  await db.query(
    `insert into invitation (code_key, programme_id, person_id, expires_at)
     values ($1, current_programme(), $2, turn_now() + make_interval(days => $3))
     on conflict (code_key) do update set expires_at = excluded.expires_at, used_at = null
       where invitation.person_id = excluded.person_id`,
    [addressKey(secret, `invitation:${code}`), personId, DAYS_VALID],
  );
  return code;
}

/** Makes a code for each of many people, in one statement; in their order. */
export async function inviteAll(db: Db, secret: Buffer, personIds: string[]): Promise<string[]> {
  const codes = personIds.map(() => randomCode());
  await db.query(
    `insert into invitation (code_key, programme_id, person_id, expires_at)
     select code_key, current_programme(), person_id, turn_now() + make_interval(days => $3) from unnest($1::text[], $2::uuid[]) as made(code_key, person_id)`,
    [codes.map((code) => addressKey(secret, `invitation:${code}`)), personIds, DAYS_VALID],
  );
  return codes;
}

function randomCode(): string {
  const pick = () => LETTERS[randomInt(LETTERS.length)];
  return `${pick()}${pick()}${pick()}${pick()}-${pick()}${pick()}${pick()}${pick()}`;
}

/**
 * Redeems a code for an account: 10 tries a day for each account.
 *
 * @returns whom it links, or why not; a code that is wrong, used or too old is the same answer
 */
export async function redeem(
  db: Db,
  secret: Buffer,
  accountKey: string,
  code: string,
): Promise<{ programmeId: string; personId: string } | "bad-code" | "too-many-tries"> {
  const { rows: tries } = await db.query<{ tries: number }>(
    `insert into invitation_try (address_key, day, tries) values ($1, turn_now()::date, 1)
     on conflict (address_key, day) do update set tries = invitation_try.tries + 1 returning tries`,
    [accountKey],
  );
  if ((tries[0]?.tries ?? 0) > TRIES_A_DAY) return "too-many-tries";
  const { rows } = await db.query<{ programme_id: string; person_id: string }>(
    `update invitation set used_at = turn_now() where code_key = $1 and used_at is null and expires_at > turn_now() returning programme_id, person_id`,
    [addressKey(secret, `invitation:${code}`)],
  );
  const [row] = rows;
  return row ? { programmeId: row.programme_id, personId: row.person_id } : "bad-code";
}
