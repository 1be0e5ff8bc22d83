import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { addressKey } from "./address-key.ts";

/** After three wrong ones in a row there is a pause, to the end of the hour; after ten in a day, until tomorrow. */
const WRONG_AN_HOUR = 3;
const WRONG_A_DAY = 10;

const DIGITS = /^\d{4}$/;

/** Whether anybody who holds the phone would try it first: one digit four times, a row up or down, a pair twice, or a year. */
export function isEasyCode(digits: string): boolean {
  const steps = new Set([...digits].slice(1).map((digit, index) => Number(digit) - Number(digits[index])));
  const isRow = steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 0);
  return isRow || digits.slice(0, 2) === digits.slice(2) || /^(19|20)\d\d$/.test(digits);
}

/** Sets the code that opens the messages of a patient's shared phone. Only its keyed hash is kept. */
export async function chooseCode(db: Db, secret: Buffer, personId: string, digits: string): Promise<"chosen" | "too-easy" | "not-a-code"> {
  if (!DIGITS.test(digits)) return "not-a-code";
  if (isEasyCode(digits)) return "too-easy";
  await db.query("update patient set code_key = $2 where person_id = $1", [personId, await codeKey(db, secret, personId, digits)]);
  return "chosen";
}

/**
 * Tries a code. While there is a pause the right one opens nothing either, and the answer is the same.
 * Only wrong ones are counted: who uses the phone often is not locked out.
 */
export async function giveCode(db: Db, secret: Buffer, personId: string, digits: string): Promise<"right" | "wrong"> {
  const [hour, day] = [`code ${personId}`, `code-day ${personId}`];
  const { rows } = await db.query<{ right: boolean; hour: number; day: number }>(
    `select patient.code_key = $2 as right, ${wrongSoFar("$3", 60)} as hour, ${wrongSoFar("$4", 1440)} as day from patient where person_id = $1`,
    [personId, await codeKey(db, secret, personId, digits), hour, day],
  );
  const [found] = rows;
  const paused = !found || found.hour >= WRONG_AN_HOUR || found.day >= WRONG_A_DAY;
  if (!paused && found.right) {
    await db.query("delete from rate_window where subject = $1", [hour]);
    return "right";
  }
  await db.query("select count_rate($1, 60), count_rate($2, 1440)", [hour, day]);
  return "wrong";
}

/** Whether these are the digits, without counting: for where the tries are counted otherwise. */
export async function isCode(db: Db, secret: Buffer, personId: string, digits: string): Promise<boolean> {
  const key = await codeKey(db, secret, personId, digits);
  return Boolean((await db.query("select from patient where person_id = $1 and code_key = $2", [personId, key])).rowCount);
}

/** Takes a forgotten code away, once a coordinator has spoken to the person; the person is asked to choose another. What waits stays until then. */
export async function resetCode(db: Db, personId: string): Promise<"reset" | "no-code"> {
  const { rowCount } = await db.query("update patient set code_key = null where person_id = $1 and code_key is not null", [personId]);
  if (!rowCount) return "no-code";
  await db.query("delete from rate_window where subject = any($1)", [[`code ${personId}`, `code-day ${personId}`]]);
  await db.query("insert into audit (programme_id, action, subject_id) values (current_programme(), 'reset-code', $1)", [personId]);
  await enqueue(db, "choose-code", personId);
  return "reset";
}

const wrongSoFar = (subject: string, minutes: number): string =>
  `coalesce((select seen from rate_window where subject = ${subject}
     and window_start = date_bin(interval '${minutes} minutes', turn_now(), timestamptz '2020-01-01 00:00Z')), 0)`;

/** Bound to the programme and the person, so that equal digits of two people don't show. */
async function codeKey(db: Db, secret: Buffer, personId: string, digits: string): Promise<string> {
  const { rows } = await db.query<{ programme: string }>("select current_programme() as programme");
  return addressKey(secret, `code:${rows[0]?.programme}:${personId}:${digits}`);
}
