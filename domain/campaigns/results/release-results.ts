import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../../db.ts";
import { loadQuestionnaire } from "../../surveys/load-questionnaires.ts";
import type { Campaign } from "../campaign.ts";
import { loadExact } from "./load-exact.ts";
import { isReleaseDue, releasedFigures, releaseFigures } from "./release-figures.ts";

const kept = releasedFigures.extend({
  /** When they were worked out; of the oldest it is not known. */
  at: z.iso
    .datetime({ offset: true })
    .transform((at) => DateTime.fromISO(at))
    .optional(),
});
export type KeptFigures = z.infer<typeof kept>;

/** The figures as they were last released, for everybody. */
export async function loadReleased(db: Db, campaignId: string): Promise<KeptFigures | null> {
  const { rows } = await db.query<{ results: unknown }>("select results from campaign where campaign_id = $1", [campaignId]);
  return kept.nullable().parse(rows[0]?.results ?? null);
}

/**
 * Works the figures out anew, if enough have answered since the last. Of tens of thousands that takes seconds, in which nothing of the campaign is held up: only
 * at the end it is locked, and what somebody else has released meanwhile is what the new figures are compared with.
 */
export async function releaseResults(db: Db, campaign: Campaign): Promise<KeptFigures | null> {
  if (!campaign.questionnaireId) return null;
  const exact = await loadExact(db, campaign.id, await loadQuestionnaire(db, campaign.questionnaireId));
  await db.query("select from campaign where campaign_id = $1 for update", [campaign.id]);
  const previous = await loadReleased(db, campaign.id);
  if (!isReleaseDue(previous, exact.completed)) return previous;
  await db.query("update campaign set results = $2::jsonb || jsonb_build_object('at', turn_now()) where campaign_id = $1", [
    campaign.id,
    JSON.stringify(releaseFigures(previous, exact)),
  ]);
  return loadReleased(db, campaign.id);
}
