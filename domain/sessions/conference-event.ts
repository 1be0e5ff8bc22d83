import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { measureAttendance } from "./attendance.ts";
import { lockSession, type SessionState } from "./session.ts";
import { settleSession } from "./settle-session.ts";

/** What the provider tells of a conference. https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallbackEvent */
export interface ConferenceEvent {
  conferenceSid: string;
  /** Counts the events of one conference from 1. */
  sequence: number;
  event: string;
  callSid: string | undefined;
  at: DateTime;
}

/**
 * Records what happened in a conference, in any order and however often it is told: what it comes to is worked out anew from all that is known.
 * What comes after the session was closed still counts for who was there.
 */
export async function recordConferenceEvent(db: Db, sessionId: string, told: ConferenceEvent, now: DateTime): Promise<void> {
  const session = await lockSession(db, sessionId);
  if (!session) return;
  const { rowCount } = await db.query(
    `insert into conference_event (programme_id, conference_sid, sequence, session_id, call_sid, event, at)
     values (current_programme(), $1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [told.conferenceSid, told.sequence, sessionId, told.callSid ?? null, told.event, told.at.toJSDate()],
  );
  if (!rowCount) return;
  if (session.state === "cooling" || session.state === "failed") {
    await settleSession(db, session, now);
    return;
  }
  if (session.state === "released") return;
  const { present, togetherSeconds } = await measureAttendance(db, session, now);
  const state: SessionState = present.patient && present.peer ? "live" : togetherSeconds > 0 ? "grace" : "open";
  if (state !== session.state) await db.query("update session set state = $2 where session_id = $1", [sessionId, state]);
}
