import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { endLeg, liveLegs, lockLeg, mayBeUsed } from "./leg.ts";
import { otherSide } from "./session.ts";

/** A call that is to be made now. */
export interface DialledLeg {
  legId: string;
  /** The sealed number to ring. */
  sealed: string;
  /** The session's number: it is what the phone shows. */
  from: string;
  locale: Locale;
  /** The call ends by itself then. */
  closesAt: DateTime;
}

export type LegClaim =
  | ({ kind: "dial" } & DialledLeg)
  /** An earlier attempt never came back: the provider knows whether the call was made. */
  | ({ kind: "look-up"; since: Date } & DialledLeg)
  | { kind: "nothing"; reason: string };

/** A call that could not be made is tried this often. */
const MOST_ATTEMPTS = 3;

/**
 * Claims a call for one attempt, which is recorded before anything is dialled. What may have changed since it was asked for is looked at again: whether its
 * time is over, whether the person has come by themselves, whether somebody still waits for them, and whether they may be called at all.
 */
export async function claimLeg(db: Db, legId: string, now: DateTime, retryAfterMinutes: number): Promise<LegClaim> {
  const found = await lockLeg(db, legId);
  if (!found || found.leg.endStatus !== null || found.leg.callSid !== null) return { kind: "nothing", reason: "settled" };
  const { session, leg, side } = found;
  const refuse = async (reason: string): Promise<LegClaim> => {
    await endLeg(db, legId, reason, now, retryAfterMinutes);
    return { kind: "nothing", reason };
  };
  if (!mayBeUsed(session, now)) return refuse("over");
  if ((await liveLegs(db, session.id, leg.personId)).some(({ state }) => state === "accepted")) return refuse("came-themselves");
  const waiting = (await liveLegs(db, session.id, session[otherSide(side)].personId)).some(({ state }) => state === "accepted");
  if (!leg.starts && !waiting) return refuse("nobody-waits");
  const { rows } = await db.query<{ sealed: string | null; stopped: boolean; frozen: boolean; attempt: number; attempted_at: Date | null }>(
    `select a.sealed, exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all') as stopped,
       p.frozen_at is not null as frozen, l.attempt, l.attempted_at
     from session_leg l join person p on p.person_id = l.person_id
     left join lateral (
       select sealed, address_key from channel_address where person_id = l.person_id and kind <> 'teams' and sealed is not null
       order by state = 'live' desc, kind = 'whatsapp', rank limit 1
     ) a on true
     where l.leg_id = $1`,
    [legId],
  );
  const [{ sealed = null, stopped = false, frozen = false, attempt = 0, attempted_at = null } = {}] = rows;
  if (!sealed) return refuse("no-number");
  if (stopped) return refuse("opted-out");
  if (frozen) return refuse("frozen");
  if (attempt >= MOST_ATTEMPTS) return refuse("provider");
  const { locale } = session[side];
  const dialled = { legId, sealed, from: session.number, locale, closesAt: session.closesAt };
  if (attempted_at) {
    await db.query("update session_leg set attempted_at = null where leg_id = $1", [legId]);
    // by the real clock, as the provider's is
    return { kind: "look-up", since: new Date(Date.now() - (now.toMillis() - attempted_at.getTime())), ...dialled };
  }
  await db.query("update session_leg set attempt = attempt + 1, attempted_at = turn_now() where leg_id = $1", [legId]);
  return { kind: "dial", ...dialled };
}
