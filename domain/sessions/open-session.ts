import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import { lockSession, type Session } from "./session.ts";

/** The window opens, if the appointment still stands. @returns the session, if it may now be used */
export async function openSession(db: Db, id: string): Promise<Session | undefined> {
  const session = await lockSession(db, id);
  if (!session?.isAgreed || (session.state !== "scheduled" && session.state !== "open")) return undefined;
  await db.query("update session set state = 'open' where session_id = $1 and state = 'scheduled'", [id]);
  return { ...session, state: "open" };
}

/** The days after a talk are over: its number is free again, unless the pair goes on; then it is looked at when theirs are. */
export async function releaseSession(db: Db, id: string): Promise<void> {
  const session = await lockSession(db, id);
  if (session?.state !== "cooling") return;
  const { rows } = await db.query<{ until: Date | null }>(
    "select max(upper(during)) as until from number_lease where person_id = $1 and other_id = $2 and upper(during) > turn_now()",
    [session.patient.personId, session.peer.personId],
  );
  const until = rows[0]?.until;
  if (until) await enqueue(db, "release-session", id, until, `release ${id}`);
  else await db.query("update session set state = 'released' where session_id = $1", [id]);
}
