import { cancelAll } from "../booking/cancel-all.ts";
import { openWorkItem } from "../coordination/work-item.ts";
import type { Db } from "../db.ts";
import { normaliseWords } from "../understanding/normalise.ts";
import { isCode } from "./code.ts";

/**
 * Keeps a number as long unheard as it was: taking the turn has just noted that something came from it, but not yet from whom.
 * So every message asks for the proof again until it is given, also after danger, a STOP or an expired question.
 */
export async function holdUnproven(db: Db, addressId: string, unheardDays: number): Promise<void> {
  await db.query("update channel_address set last_heard_at = turn_now() - make_interval(days => $2) where address_id = $1", [
    addressId,
    unheardDays,
  ]);
}

/**
 * Somebody says that they are not who is written to: nothing more goes to that number, and whoever writes from it next is asked whose it is, as after
 * half a year of silence.
 */
export async function loseTrust(db: Db, addressId: string, recycledAfterDays: number): Promise<void> {
  await db.query(
    `update channel_address set state = 'unreachable', state_reason = 'not-me', last_heard_at = turn_now() - make_interval(days => $2 + 1)
     where address_id = $1`,
    [addressId, recycledAfterDays],
  );
}

/** The number is still this person's: it was heard now. */
export async function proveNumber(db: Db, addressId: string): Promise<void> {
  await db.query("update channel_address set last_heard_at = turn_now() where address_id = $1", [addressId]);
}

/** Proofs a day, whatever became of the question meanwhile: nobody guesses a first name by asking again and again. */
const PROOFS_A_DAY = 2;

/** Counts one more try to prove whose a number is, and says whether it counts. */
export async function mayProve(db: Db, personId: string): Promise<boolean> {
  const { rows } = await db.query<{ seen: number }>("select count_rate($1, 1440) as seen", [`proof ${personId}`]);
  return (rows[0]?.seen ?? 0) <= PROOFS_A_DAY;
}

/** Whether somebody knows what only this person should: the first name they chose, the reference of an appointment, or the code of the shared phone. */
export async function knowsPerson(db: Db, secret: Buffer, personId: string, said: string): Promise<boolean> {
  const digits = said.replace(/\D/g, "");
  const { rows } = await db.query<{ alias: string | null; referenced: boolean }>(
    "select alias, exists (select from appointment where patient_id = $1 and reference = $2) as referenced from person where person_id = $1",
    [personId, digits],
  );
  const [person] = rows;
  if (!person) return false;
  const words = normaliseWords(said);
  const isAlias = person.alias !== null && words !== "" && words === normaliseWords(person.alias);
  return isAlias || person.referenced || (/^\d{4}$/.test(digits) && (await isCode(db, secret, personId, digits)));
}

/**
 * Takes a number away from the person whom it was: it is somebody else's now. Their live appointments are cancelled, and coordinators hear that
 * they can't be reached. Whoever writes from it next, in this same turn, is a new person.
 */
export async function detachNumber(db: Db, personId: string, addressId: string): Promise<void> {
  await cancelAll(db, personId, "unreachable");
  await openWorkItem(db, "unreachable", personId);
  // deliveries lose the address with it: what was meant for the person does not go to the number
  await db.query("delete from channel_address where address_id = $1", [addressId]);
  await db.query("update conversation set question = null, aside = null, locked = null, unlocked_until = null where person_id = $1", [
    personId,
  ]);
  await db.query("insert into audit (programme_id, action, subject_id) values (current_programme(), 'detach-number', $1)", [personId]);
}
