import type { Db } from "../db.ts";

/** Where a call stands, whoever made it. */
export interface VoiceCall {
  id: string;
  /** This is its first event. */
  isNew: boolean;
  /** Answers in a row that were silence. */
  silences: number;
  /** Digits that named nobody. */
  tries: number;
  slow: boolean;
  /** The code of a shared phone was given in this call: other calls ask for it again. */
  unlocked: boolean;
  /** Known by the reference of an appointment, not by the number. */
  identified: boolean;
  /** It is being asked who calls. */
  asksWho: boolean;
  /** A caller without a number has been asked for one. */
  asksNumber: boolean;
}

/** A call of ours, from its first step on: where it stands, and the number that was rung. */
export async function openOutgoingCall(
  db: Db,
  personId: string,
  callSid: string,
  step: number,
): Promise<{ call: VoiceCall; addressId: string | null }> {
  const { rows } = await db.query<VoiceCall & { addressId: string | null }>(
    `insert into voice_call (programme_id, call_sid, person_id, step, slow)
     select current_programme(), $2, person_id, $3, slow_speech from person where person_id = $1
     on conflict (call_sid) do update set step = greatest(voice_call.step, excluded.step)
     returning call_id as id, $3 = 0 as "isNew", silences, tries, slow, unlocked, identified, asks_who as "asksWho", asks_number as "asksNumber",
       (select address_id from channel_address a where a.person_id = $1 and a.kind = 'voice' and a.state = 'live' order by a.rank limit 1) as "addressId"`,
    [personId, callSid, step],
  );
  const [row] = rows;
  if (!row) throw new Error("The person who was called is gone.");
  const { addressId, ...call } = row;
  return { call, addressId };
}

/** Whoever gave the code on a number is its owner, and can be reached there. */
export async function hearAtNumber(db: Db, addressId: string): Promise<void> {
  await db.query("update channel_address set last_heard_at = turn_now() where address_id = $1", [addressId]);
}

/** Notes where a call stands after a turn. */
export async function saveCall(db: Db, call: VoiceCall): Promise<void> {
  await db.query(
    "update voice_call set silences = $2, tries = $3, slow = $4, unlocked = $5, asks_who = $6, asks_number = $7 where call_id = $1",
    [call.id, call.silences, call.tries, call.slow, call.unlocked, call.asksWho, call.asksNumber],
  );
}

/** Remembers how fast somebody would like to be spoken to. */
export async function rememberSlowSpeech(db: Db, personId: string, slow: boolean): Promise<void> {
  await db.query("update person set slow_speech = $2 where person_id = $1", [personId, slow]);
}

/** What was said last in a call, as the turn before this one stored it. */
export async function lastSaid(db: Db, eventKey: string): Promise<unknown> {
  const { rows } = await db.query<{ said: unknown }>("select answer -> 'call' as said from turn_answer where event_key = $1", [eventKey]);
  return rows[0]?.said ?? undefined;
}

/**
 * Notes that a call has ended. A caller without a number who agreed to nothing, was in no danger and asked for nobody leaves nothing:
 * nobody could ever be found by it.
 */
export async function closeCall(db: Db, callSid: string, seconds: number | null): Promise<void> {
  const { rows } = await db.query<{ person: string }>(
    "update voice_call set ended_at = coalesce(ended_at, turn_now()), seconds = coalesce($2, seconds) where call_sid = $1 returning person_id as person",
    [callSid, seconds],
  );
  if (rows[0]) await forgetNobody(db, rows[0].person);
}

/** Removes a person who was made for a call from a withheld number, if nothing came of it. */
export async function forgetNobody(db: Db, personId: string): Promise<void> {
  await db.query(
    `delete from person where person_id = $1 and erased_at is null
       and not exists (select from channel_address a where a.person_id = $1) and not exists (select from consent c where c.person_id = $1)
       and not exists (select from patient p where p.person_id = $1) and not exists (select from peer p where p.person_id = $1)
       and not exists (select from coordinator k where k.person_id = $1)
       and not exists (select from incident i where i.person_id = $1) and not exists (select from work_item w where w.person_id = $1)`,
    [personId],
  );
}
