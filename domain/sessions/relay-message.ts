import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { maskText } from "./mask-text.ts";
import { lockSession, otherSide, type Session, sideIn } from "./session.ts";
import { settleSession } from "./settle-session.ts";

export interface Relayed {
  toId: string;
  /** The writer, as the other may know them. */
  fromName: string | null;
  body: string;
  /** Something in it was taken out. */
  masked: boolean;
}

/** Passes a message on to the other of the two: counted, and without what its writer could be found by. The other's phone may be read by others: then not. */
export async function relayMessage(db: Db, session: Session, personId: string, text: string): Promise<Relayed | "not-private"> {
  const side = sideIn(session, personId);
  const other = session[otherSide(side)];
  if (other.sharedPhone) return "not-private";
  const counted = side === "patient" ? "patient_messages" : "peer_messages";
  // by messages a talk is live as soon as both have written
  await db.query(
    `update session set ${counted} = ${counted} + 1,
       state = case when modality = 'messages' and state in ('scheduled', 'open', 'live') then
         case when patient_messages + ($2 = 'patient')::integer > 0 and peer_messages + ($2 = 'peer')::integer > 0 then 'live' else 'open' end else state end
     where session_id = $1`,
    [session.id, side],
  );
  const body = maskText(text);
  return { toId: other.personId, fromName: session[side].name, body, masked: body !== text };
}

/** One of the two stops a session: it can't be used any more, and what it was until then is settled. */
export async function stopSession(db: Db, id: string, now: DateTime): Promise<void> {
  const session = await lockSession(db, id);
  if (!session || session.state === "released") return;
  await settleSession(db, session, now);
  await db.query("update session set state = 'released', reason = 'stopped' where session_id = $1", [id]);
}
