import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { liveLegs, ring } from "./leg.ts";
import { lockSession, nextSessionOf, openSessionsOf, type Session, sideIn } from "./session.ts";

/** What became of the wish to call. `early`: with the session that is to come. */
export type CallStart = { kind: "calling" | "already" | "early"; session: Session } | { kind: "none" };

/**
 * One of the two asks for their call: they are rung, and when they have taken it, the other. Asking twice rings once.
 *
 * @param appointmentId of which appointment, where a card says so
 */
export async function startCall(db: Db, personId: string, now: DateTime, appointmentId?: string): Promise<CallStart> {
  const open = (await openSessionsOf(db, personId)).find(
    (session) => session.modality === "phone" && (!appointmentId || session.appointmentId === appointmentId),
  );
  const session = open && (await lockSession(db, open.id));
  if (!session) {
    const next = await nextSessionOf(db, personId);
    return next ? { kind: "early", session: next } : { kind: "none" };
  }
  if (now >= session.closesAt) return { kind: "none" };
  if ((await liveLegs(db, session.id, personId)).length > 0) return { kind: "already", session };
  await ring(db, session, sideIn(session, personId), { starts: true });
  return { kind: "calling", session };
}
