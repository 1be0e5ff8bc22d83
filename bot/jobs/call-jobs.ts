import type pg from "pg";
import { ProviderError } from "../../adapters/twilio/client.ts";
import { inProgramme } from "../../domain/db.ts";
import { refuseDestination } from "../../domain/deliveries/destination.ts";
import { type CallJobName, enqueue } from "../../domain/enqueue.ts";
import { unseal } from "../../domain/people/seal.ts";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import { claimLeg, type DialledLeg } from "../../domain/sessions/claim-leg.ts";
import { endLeg, loadLeg, noteCall } from "../../domain/sessions/leg.ts";
import { loadSession } from "../../domain/sessions/session.ts";
import { legUrl, sessionUrl } from "../calls/urls.ts";
import { turnNow } from "../routes/session.ts";
import type { SendingContext } from "./send-delivery.ts";

/** Before most voicemails answer. https://www.twilio.com/docs/voice/api/call-resource, `Timeout` */
const RING_SECONDS = 25;
/** Past the session's end, for what is said at it. */
const LAST_WORDS_SECONDS = 60;
/** A call that could not be made, or of which nothing came back, is looked after this much later. */
const AGAIN_SECONDS = 20;

type CallJob = (context: SendingContext, job: { programmeId: string; id: string }) => Promise<void>;

/** What is done about calls at the provider: outside of every turn, since it waits for a network. */
export const callJobs: Record<CallJobName, CallJob> = {
  /** One call to one of the two: claim (recorded), dial, note. A call of which nothing came back is looked up before it is made again. */
  async "dial-leg"(context, { programmeId, id }) {
    const { pool, log } = context;
    const claim = await inProgramme(pool, programmeId, async (db) => {
      const { calls } = (await loadRules(db)).settings;
      return claimLeg(db, id, await turnNow(db), calls.retryAfterMinutes);
    });
    if (claim.kind === "nothing") {
      log.info("call not made", { outcome: claim.reason });
      return;
    }
    const outcome =
      claim.kind === "look-up" ? await lookUp(context, programmeId, claim, claim.since) : await dial(context, programmeId, claim);
    await inProgramme(pool, programmeId, async (db) => {
      if ("callSid" in outcome) return noteCall(db, id, outcome.callSid);
      const now = await turnNow(db);
      if ("refused" in outcome) return endLeg(db, id, outcome.refused, now, (await loadRules(db)).settings.calls.retryAfterMinutes);
      return enqueue(db, "dial-leg", id, now.plus({ seconds: AGAIN_SECONDS }).toJSDate(), `dial ${id}`);
    });
    log.info("call", { outcome: "callSid" in outcome ? "dialled" : "refused" in outcome ? outcome.refused : "again" });
  },

  async "hang-up-leg"({ pool, provider }, { programmeId, id }) {
    const leg = await inProgramme(pool, programmeId, (db) => loadLeg(db, id));
    if (!leg || leg.endStatus !== null || leg.state === "accepted") return;
    if (leg.callSid) await provider.hangUp(leg.callSid);
    // one that is being dialled at this moment is known in a moment
    else if (leg.state === "dialing") throw new Error("The call is being made.");
    else await settle(pool, programmeId, id);
  },

  async "warn-of-limit"({ pool, provider, publicUrl }, { programmeId, id }) {
    const session = await inProgramme(pool, programmeId, (db) => loadSession(db, id));
    if (session?.state === "live") await provider.announce(id, sessionUrl(publicUrl, "announce-limit", programmeId, id));
  },

  async "end-call"({ pool, provider }, { programmeId, id }) {
    const inUse = await inProgramme(pool, programmeId, (db) =>
      db.query("select from session_leg where session_id = $1 and accepted_at is not null and ended_at is null limit 1", [id]),
    );
    if (inUse.rowCount) await provider.endConference(id);
  },
};

type Dialled = { callSid: string } | { refused: string } | { again: true };

async function dial({ fieldKey, provider, pool, publicUrl }: SendingContext, programmeId: string, leg: DialledLeg): Promise<Dialled> {
  const to = unseal(fieldKey, leg.sealed).replace("whatsapp:", "");
  const { sending, now } = await inProgramme(pool, programmeId, async (db) => ({
    sending: (await loadRules(db)).settings.sending,
    now: await turnNow(db),
  }));
  const refused = refuseDestination(to, sending.countries);
  if (refused) return { refused };
  try {
    const callSid = await provider.dial({
      to,
      from: leg.from,
      url: legUrl(publicUrl, "answer", programmeId, leg.legId),
      statusCallback: legUrl(publicUrl, "ended", programmeId, leg.legId),
      ringSeconds: RING_SECONDS,
      limitSeconds: Math.max(0, Math.ceil(leg.closesAt.diff(now).as("seconds"))) + LAST_WORDS_SECONDS,
    });
    return { callSid };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.kind === "permanent" ? { refused: "failed" } : { again: true };
  }
}

async function lookUp({ fieldKey, provider, pool }: SendingContext, programmeId: string, leg: DialledLeg, since: Date): Promise<Dialled> {
  const isKnown = (sid: string) =>
    inProgramme(pool, programmeId, async (db) => Boolean((await db.query("select from session_leg where call_sid = $1", [sid])).rowCount));
  try {
    const callSid = await provider.findCall({ to: unseal(fieldKey, leg.sealed), from: leg.from, since }, isKnown);
    return callSid ? { callSid } : { again: true };
  } catch {
    return { again: true };
  }
}

const settle = (pool: pg.Pool, programmeId: string, legId: string): Promise<void> =>
  inProgramme(pool, programmeId, async (db) =>
    endLeg(db, legId, "came-themselves", await turnNow(db), (await loadRules(db)).settings.calls.retryAfterMinutes),
  );
