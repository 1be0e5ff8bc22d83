import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import { freezeQuestionnaire } from "../surveys/load-questionnaires.ts";
import { lockCampaign } from "./campaign.ts";
import { scheduleTick } from "./schedule-tick.ts";

/**
 * Launches a campaign that was previewed: what it asks, and the words by which it is offered, are fixed from now on. Its recipients are written down when it begins.
 *
 * @param offer the words of the offer, in each language in which the questionnaire is written
 */
export async function launchCampaign(
  db: Db,
  actorId: string | null,
  id: string,
  offer: Partial<Record<Locale, string>>,
): Promise<"launched" | "not-previewed"> {
  const campaign = await lockCampaign(db, id);
  if (campaign?.state !== "previewed") return "not-previewed";
  await db.query(
    // one that was to begin before lasts as long from now on
    `update campaign set questionnaire_id = $2, offer = $3, version = version + 1, state = case when starts_at > turn_now() then 'scheduled' else 'running' end,
       starts_at = greatest(starts_at, turn_now()), ends_at = greatest(starts_at, turn_now()) + (ends_at - starts_at)
     where campaign_id = $1`,
    [id, await freezeQuestionnaire(db, campaign.questionnaireName), JSON.stringify(offer)],
  );
  await scheduleTick(db, id, campaign.startsAt);
  await recordAudit(db, actorId, "launch-campaign", id);
  return "launched";
}
