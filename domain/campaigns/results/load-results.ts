import type { Db } from "../../db.ts";
import { enqueue } from "../../enqueue.ts";
import type { Campaign } from "../campaign.ts";
import { isReleaseDue } from "./release-figures.ts";
import { findTooLike, type KeptFigures, loadReleased, releaseResults } from "./release-results.ts";

/** How a campaign goes: how far it has come, which is counted whole, and what was answered, which is not. */
export interface CampaignResults {
  recipients: number;
  waiting: number;
  /** The offer left, whatever came of it. */
  sent: number;
  skipped: { reason: string; count: number }[];
  /** Null as long as fewer than ten have answered. */
  figures: KeptFigures | null;
  /** Enough have answered since for new figures, and a job is at them. */
  areWorkedOut: boolean;
  /** The campaign because of which the figures do not move on: nearly the same people have answered it. */
  tooLike?: string | undefined;
}

/** So many forms are read while somebody waits for the card: a tenth of a second. */
const MOST_AT_ONCE = 500;

/** Counts, and has the figures worked out anew where enough have answered since: at once, or by a job where there are many. */
export async function loadResults(db: Db, campaign: Campaign): Promise<CampaignResults> {
  const { rows } = await db.query<{ state: string; reason: string | null; count: number; forms: number }>(
    `select state, reason, count(*)::integer as count, count(response_id)::integer as forms from campaign_recipient
     where campaign_id = $1 group by state, reason order by 3 desc, 2`,
    [campaign.id],
  );
  const total = (states: string[]) => rows.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
  // who has stopped it on their own was sent it; the reasons of the others are no answers
  const skipped = rows.filter(({ state }) => state === "skipped").map(({ reason, count }) => ({ reason: reason ?? "other", count }));
  // who was erased since is in no new figure
  const answered = rows.filter(({ state }) => state === "answered").reduce((sum, { forms }) => sum + forms, 0);
  const released = await loadReleased(db, campaign.id);
  const isDue = campaign.questionnaireId !== null && isReleaseDue(released, answered);
  const tooLike = isDue ? await findTooLike(db, campaign, answered) : undefined;
  const mayMoveOn = isDue && tooLike === undefined;
  const areWorkedOut = mayMoveOn && answered > MOST_AT_ONCE;
  if (areWorkedOut) await enqueue(db, "campaign-results", campaign.id, undefined, `campaign-results ${campaign.id}`);
  return {
    recipients: rows.reduce((sum, { count }) => sum + count, 0),
    waiting: total(["queued", "sending"]),
    sent: total(["sent", "delivered", "started", "answered", "expired"]),
    skipped,
    areWorkedOut,
    ...(mayMoveOn && !areWorkedOut ? await releaseResults(db, campaign) : { figures: released, tooLike }),
  };
}
