import type { Db } from "../db.ts";
import { findByPin, type Session, type Side } from "../sessions/session.ts";
import { forgetNobody } from "./voice-call.ts";

/** Eight digits can't be guessed in so few tries. A caller whose number is withheld is counted by the call and by the number called. */
const TRIES_A_CALL = 3;
const TRIES_A_DAY_BY_CALLER = 10;
const TRIES_A_DAY_BY_NUMBER = 20;

export interface DigitsGiven {
  callId: string;
  /** Who the caller is so far: somebody new. */
  callerId: string;
  /** The address key of the caller's number; null if it is withheld. */
  callerKey: string | null;
  /** The number that was called. */
  called: string;
  digits: string;
  /** How many were wrong in this call before. */
  tries: number;
}

/** Digits of a session's PIN; those of a reference are eight. */
const PIN_DIGITS = 6;

/**
 * Whose call this is by what they keyed in: the reference of a live appointment, so that the call is that person's from then on, in its next turn; or the PIN of one side of
 * a session that is open over the number called, which lets them into that session and tells nothing else.
 * Digits that name nobody, or that come after too many tries, are answered alike.
 */
export async function identifyByDigits(db: Db, given: DigitsGiven): Promise<"identified" | "wrong" | { session: Session; side: Side }> {
  const subjects = [given.callerKey && `digits ${given.callerKey}`, `digits-called ${given.called}`];
  const [byCaller, byNumber] = await countTries(db, subjects);
  const entered = given.digits.length === PIN_DIGITS ? await findByPin(db, given.called, given.digits) : undefined;
  const person = entered ? undefined : await whoseReference(db, given.digits);
  const counts = given.tries < TRIES_A_CALL && (byCaller ?? 0) <= TRIES_A_DAY_BY_CALLER && (byNumber ?? 0) <= TRIES_A_DAY_BY_NUMBER;
  if (!(person || entered) || !counts) return "wrong";
  // only what was wrong is counted: a number where many are known by their reference stays open
  await db.query(
    "update rate_window set seen = seen - 1 where subject = any($1) and window_start = date_bin(interval '1440 minutes', turn_now(), timestamptz '2020-01-01 00:00Z')",
    [subjects],
  );
  if (entered) return entered;
  await db.query("update voice_call set person_id = $2, identified = true, asks_who = false where call_id = $1", [given.callId, person]);
  await forgetNobody(db, given.callerId);
  return "identified";
}

/** Whether somebody may try again in this call. */
export const mayTryAgain = (tries: number): boolean => tries < TRIES_A_CALL;

async function countTries(db: Db, subjects: (string | null)[]): Promise<(number | undefined)[]> {
  const { rows } = await db.query<{ caller: number | null; called: number }>(
    "select case when $1::text is not null then count_rate($1, 1440) end as caller, count_rate($2, 1440) as called",
    subjects,
  );
  return [rows[0]?.caller ?? undefined, rows[0]?.called];
}

async function whoseReference(db: Db, digits: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select a.patient_id as id from appointment a
     where a.reference = $1 and a.status in ('proposed', 'pending', 'booked', 'arrived')
       and exists (select from consent c where c.person_id = a.patient_id and c.withdrawn_at is null)`,
    [digits],
  );
  return rows[0]?.id;
}
