import { inProgramme } from "../../domain/db.ts";
import { joinByCalling } from "../../domain/sessions/leg.ts";
import { lockSession, openSessionsOf, sideIn } from "../../domain/sessions/session.ts";
import { turnNow } from "../routes/session.ts";
import type { WebContext } from "../web-context.ts";
import { intoConference } from "./into-conference.ts";

/**
 * A call that comes in to the number of a session, from the number of one of its two, in its window: they are let in at once, and the other one is rung.
 * By the number that is called alone nobody is: where several pairs share one, or the caller's is withheld, a PIN is asked for in the conversation.
 *
 * @returns undefined if the call is none of a session's
 */
export async function takeSessionCall(
  { pool, config }: Pick<WebContext, "pool" | "config">,
  { called, callerKey, callSid }: { called: string; callerKey: string | null; callSid: string },
): Promise<string | undefined> {
  if (!callerKey) return undefined;
  const { rows: senders } = await pool.query<{ id: string }>("select programme_id as id from sender where address = $1 and voice", [
    called,
  ]);
  const programmeId = senders[0]?.id;
  if (!programmeId) return undefined;
  return inProgramme(pool, programmeId, async (db) => {
    const { rows } = await db.query<{ id: string }>(
      "select person_id as id from channel_address where address_key = $1 and kind in ('sms', 'voice')",
      [callerKey],
    );
    const personId = rows[0]?.id;
    const [open, another] = personId ? await openSessionsOf(db, personId, called) : [];
    if (!personId || !open || another || open.shared || open.modality !== "phone") return undefined;
    const session = await lockSession(db, open.id);
    const now = await turnNow(db);
    if (!session || now >= session.closesAt) return undefined;
    const side = sideIn(session, personId);
    const legId = await joinByCalling(db, session, side, callSid, now);
    return intoConference(config.publicUrl, programmeId, { session, legId, side, now, greeted: true });
  });
}
