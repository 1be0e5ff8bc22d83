import type pg from "pg";
import { parseReference } from "../../adapters/teams/reference.ts";
import { TeamsSendError } from "../../adapters/teams/send-error.ts";
import type { SendProactively } from "../../adapters/teams/send-proactively.ts";
import { type Provider, ProviderError } from "../../adapters/twilio/client.ts";
import { CALL_MINUTES } from "../../domain/calls/end-call.ts";
import { inProgramme } from "../../domain/db.ts";
import { type Claimed, claimDelivery } from "../../domain/deliveries/claim.ts";
import { type AttemptEnd, closeAttempt } from "../../domain/deliveries/close.ts";
import { refuseDestination } from "../../domain/deliveries/destination.ts";
import { toGsm } from "../../domain/deliveries/gsm.ts";
import { type FieldKey, unseal } from "../../domain/people/seal.ts";
import { outEndedUrl, outPath } from "../calls/urls.ts";
import { failAt } from "../fail-at.ts";
import type { Log } from "../log.ts";
import { statusUrl } from "../routes/status-url.ts";

/** Who is old or ill may take long to a phone that stands in the hall; a voicemail that is quicker hears nothing of content. */
const RING_SECONDS = 40;

export interface SendingContext {
  pool: pg.Pool;
  log: Log;
  fieldKey: FieldKey;
  publicUrl: string;
  provider: Provider;
  sendToTeams: SendProactively;
}

/**
 * Sends one delivery: claim (recorded), send, close. The only place where an address is decrypted.
 * An attempt that never came back is looked up at the provider before it is repeated.
 */
export async function sendDelivery(context: SendingContext, { programmeId, id }: { programmeId: string; id: string }): Promise<void> {
  const { pool, log } = context;
  const claim = await inProgramme(pool, programmeId, (db) => claimDelivery(db, id));
  if (claim.kind === "nothing") {
    log.info("delivery not sent", { deliveryId: id, outcome: claim.reason });
    return;
  }
  failAt("after-claim");
  const { claimed } = claim;
  const end =
    claim.kind === "look-up"
      ? await lookUp(context, programmeId, claimed, claim.since.toJSDate())
      : await send(context, programmeId, claimed);
  if (end.kind === "sent") failAt("after-provider-accept");
  await inProgramme(pool, programmeId, (db) => closeAttempt(db, claimed, end));
  log.info("delivery", { deliveryId: id, outcome: end.kind, attempt: claimed.attempt });
}

async function send(context: SendingContext, programmeId: string, claimed: Claimed): Promise<AttemptEnd> {
  const address = unseal(context.fieldKey, claimed.address.sealed);
  if (claimed.address.kind === "teams") return sendToTeams(context, claimed, address);
  const refused = refuseDestination(address, claimed.countries);
  if (refused) return { kind: "permanent", reason: refused };
  try {
    const { provider, publicUrl } = context;
    if (claimed.dials) {
      const { deliveryId, attempt } = claimed;
      const providerId = await provider.dial({
        to: address,
        from: claimed.from ?? "",
        url: publicUrl + outPath(programmeId, deliveryId),
        statusCallback: outEndedUrl(publicUrl, programmeId, deliveryId, attempt),
        ringSeconds: RING_SECONDS,
        limitSeconds: CALL_MINUTES * 60,
      });
      return { kind: "sent", providerId };
    }
    const about = { to: address, from: claimed.from ?? "", statusCallback: statusUrl(publicUrl, programmeId, claimed.deliveryId) };
    const providerId = claimed.call
      ? await provider.call({ ...about, words: claimed.body, locale: claimed.call })
      : await provider.send({ ...about, body: toGsm(claimed.body) });
    return { kind: "sent", providerId };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { kind, providerCode, retryAfterSeconds } = error;
    if (kind === "permanent") return { kind, reason: providerCode ? String(providerCode) : "refused", providerCode };
    return kind === "temporary" ? { kind, reason: "provider", retryAfterSeconds } : { kind };
  }
}

async function sendToTeams(context: SendingContext, claimed: Claimed, address: string): Promise<AttemptEnd> {
  try {
    const { activityId } = await context.sendToTeams(parseReference(address), {
      ...(claimed.card ? { card: claimed.card } : { text: withNumber(context, claimed) }),
      ...(claimed.redraws && { updateActivityId: claimed.redraws }),
    });
    return { kind: "sent", providerId: activityId };
  } catch (error) {
    if (!(error instanceof TeamsSendError)) throw error;
    if (error.permanent) return { kind: "permanent", reason: `teams-${error.status ?? "refused"}`, channelDown: !claimed.redraws };
    // Teams has no way to look a message up; a card shown twice shows one state, so the attempt is repeated
    return { kind: "temporary", reason: "teams", retryAfterSeconds: error.retryAfterSeconds };
  }
}

/** The number that a coordinator asked for: it is written nowhere but in what is sent. */
function withNumber({ fieldKey }: SendingContext, { body, reveals }: Claimed): string {
  return reveals ? body.replace("{number}", unseal(fieldKey, reveals).replace("whatsapp:", "")) : body;
}

async function lookUp(context: SendingContext, programmeId: string, claimed: Claimed, since: Date): Promise<AttemptEnd> {
  if (claimed.address.kind === "teams") return { kind: "temporary", reason: "interrupted" };
  const isKnown = (sid: string) =>
    inProgramme(context.pool, programmeId, async (db) =>
      Boolean(
        (await db.query("select from delivery where provider_id = $1 union all select from session_leg where call_sid = $1", [sid]))
          .rowCount,
      ),
    );
  try {
    const to = unseal(context.fieldKey, claimed.address.sealed);
    const about = { to, from: claimed.from ?? "", since };
    const isCall = claimed.dials || claimed.call;
    const providerId = isCall
      ? await context.provider.findCall(about, isKnown)
      : await context.provider.findSent({ ...about, body: toGsm(claimed.body) }, isKnown);
    return providerId ? { kind: "sent", providerId } : { kind: "temporary", reason: "not-found" };
  } catch {
    // the provider does not answer: nothing is repeated before it has
    return { kind: "ambiguous" };
  }
}
