import type { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { lockSession, otherSide, type Session, type Side, sideIn } from "./session.ts";

/** One call to or from one of the two. */
export interface Leg {
  id: string;
  sessionId: string;
  personId: string;
  direction: "inbound" | "outbound";
  /** Who asked for the call: rung first, and not rung again by themselves. */
  starts: boolean;
  /** Which call to this person it is, within the session. */
  try: number;
  state: "queued" | "dialing" | "ringing" | "accepted" | "left" | "failed";
  callSid: string | null;
  endStatus: string | null;
}

const row = z.object({
  id: z.string(),
  session_id: z.string(),
  person_id: z.string(),
  direction: z.enum(["inbound", "outbound"]),
  starts: z.boolean(),
  try: z.number(),
  state: z.enum(["queued", "dialing", "ringing", "accepted", "left", "failed"]),
  call_sid: z.string().nullable(),
  end_status: z.string().nullable(),
});
const COLUMNS = "leg_id as id, session_id, person_id, direction, starts, try, state, call_sid, end_status";

function toLeg(found: unknown): Leg {
  const { id, session_id, person_id, direction, starts, try: count, state, call_sid, end_status } = row.parse(found);
  return {
    id,
    sessionId: session_id,
    personId: person_id,
    direction,
    starts,
    try: count,
    state,
    callSid: call_sid,
    endStatus: end_status,
  };
}

export async function loadLeg(db: Db, id: string): Promise<Leg | undefined> {
  const { rows } = await db.query(`select ${COLUMNS} from session_leg where leg_id = $1`, [id]);
  return rows[0] && toLeg(rows[0]);
}

/** The session of a leg, locked, with the leg as it then is. */
export async function lockLeg(db: Db, id: string): Promise<{ session: Session; leg: Leg; side: Side } | undefined> {
  const known = await loadLeg(db, id);
  const session = known && (await lockSession(db, known.sessionId));
  const leg = session && (await loadLeg(db, id));
  return leg && { session, leg, side: sideIn(session, leg.personId) };
}

/** The legs of one of the two that have not ended. */
export async function liveLegs(db: Db, sessionId: string, personId: string): Promise<Leg[]> {
  const { rows } = await db.query(
    `select ${COLUMNS} from session_leg where session_id = $1 and person_id = $2 and ended_at is null order by created_at`,
    [sessionId, personId],
  );
  return rows.map(toLeg);
}

/** Has somebody rung, now or later, unless they are already. @returns the leg's id, or undefined */
export async function ring(
  db: Db,
  session: Session,
  side: Side,
  { starts = false, count = 1, due }: { starts?: boolean; count?: number; due?: DateTime } = {},
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `insert into session_leg (programme_id, session_id, person_id, direction, starts, try)
     values (current_programme(), $1, $2, 'outbound', $3, $4) on conflict do nothing returning leg_id as id`,
    [session.id, session[side].personId, starts, count],
  );
  const id = rows[0]?.id;
  if (id) await enqueue(db, "dial-leg", id, due?.toJSDate(), `dial ${id}`);
  return id;
}

/** Who calls in themselves may be rung at the same moment by the other's wish: they get this long to come. */
const COMES_THEMSELVES_SECONDS = 5;

/** Somebody is in, or about to be: the other one is rung, unless they are in, or being rung. Always on the first one's command, never by a timer alone. */
async function bringOther(db: Db, session: Session, side: Side, now: DateTime, waits: boolean): Promise<void> {
  const other = otherSide(side);
  if ((await liveLegs(db, session.id, session[other].personId)).length > 0) return;
  await ring(db, session, other, { due: waits ? now.plus({ seconds: COMES_THEMSELVES_SECONDS }) : undefined });
}

/** A key was pressed on a call that we made: who picked up is no voicemail. @returns whether they may be let in now */
export async function acceptLeg(db: Db, session: Session, leg: Leg, now: DateTime): Promise<boolean> {
  if (!mayBeUsed(session, now) || leg.endStatus !== null) return false;
  await db.query("update session_leg set accepted_at = coalesce(accepted_at, turn_now()) where leg_id = $1", [leg.id]);
  await bringOther(db, session, sideIn(session, leg.personId), now, false);
  return true;
}

/** Somebody calls the session's number in its window. The same call again is the same leg. A call to them that is under way is taken back. */
export async function joinByCalling(db: Db, session: Session, side: Side, callSid: string, now: DateTime): Promise<string> {
  const { personId } = session[side];
  const { rows } = await db.query<{ id: string }>(
    `insert into session_leg (programme_id, session_id, person_id, direction, call_sid, accepted_at)
     values (current_programme(), $1, $2, 'inbound', $3, turn_now())
     on conflict (programme_id, call_sid) do update set call_sid = excluded.call_sid returning leg_id as id`,
    [session.id, personId, callSid],
  );
  for (const leg of await liveLegs(db, session.id, personId)) {
    if (leg.direction === "outbound" && leg.state !== "accepted") await enqueue(db, "hang-up-leg", leg.id, undefined, `hang up ${leg.id}`);
  }
  await bringOther(db, session, side, now, true);
  return rows[0]?.id ?? "";
}

/** Within its window, and agreed. */
export const mayBeUsed = ({ opensAt, closesAt, isAgreed, state }: Session, now: DateTime): boolean =>
  isAgreed && state !== "released" && state !== "failed" && opensAt <= now && now < closesAt;

/** The call that the provider made for a leg; known from its answer or from its first callback, whichever comes first. */
export async function noteCall(db: Db, legId: string, callSid: string): Promise<void> {
  await db.query("update session_leg set call_sid = coalesce(call_sid, $2) where leg_id = $1", [legId, callSid]);
}

/** What the provider calls the end of a call that nobody took. https://www.twilio.com/docs/voice/api/call-resource#call-status-values */
const MAY_BE_TRIED_AGAIN = new Set(["busy", "no-answer", "completed", "canceled"]);
const MOST_TRIES = 2;

/**
 * A call has ended, or was not made. The first report counts. Who was called for somebody that waits, and did not take it, is rung once more; after that
 * both are told. Who hung up before the other one came takes the call to that one with them.
 *
 * @param status the provider's word; `not-dialled` and the like are ours
 */
export async function endLeg(db: Db, legId: string, status: string, now: DateTime, retryAfterMinutes: number): Promise<void> {
  const found = await lockLeg(db, legId);
  if (!found || found.leg.endStatus !== null) return;
  const { session, leg, side } = found;
  await db.query("update session_leg set ended_at = turn_now(), end_status = $2 where leg_id = $1", [legId, status]);
  const others = await liveLegs(db, session.id, session[otherSide(side)].personId);
  const waiting = others.some(({ state }) => state === "accepted");
  if (leg.state === "accepted") {
    if ((await liveLegs(db, session.id, leg.personId)).length > 0 || waiting) return;
    for (const other of others) await enqueue(db, "hang-up-leg", other.id, undefined, `hang up ${other.id}`);
    return;
  }
  const here = (await liveLegs(db, session.id, leg.personId)).some(({ state }) => state === "accepted");
  if (leg.direction === "inbound" || here || !mayBeUsed(session, now)) return;
  const again = now.plus({ minutes: retryAfterMinutes });
  if (waiting && !leg.starts && leg.try < MOST_TRIES && MAY_BE_TRIED_AGAIN.has(status) && again < session.closesAt) {
    await ring(db, session, side, { count: leg.try + 1, due: again });
    return;
  }
  await enqueue(db, "tell-missed-call", legId);
  if ((!leg.starts && leg.try > 1) || waiting) await enqueue(db, "tell-unreached", legId);
}
