import { DateTime } from "luxon";
import type { Db } from "../../db.ts";
import { loadQuestionnaire } from "../../surveys/load-questionnaires.ts";
import type { Campaign } from "../campaign.ts";
import { loadExact } from "./load-exact.ts";
import { isReleaseDue, type ReleasedFigures, releasedFigures, releaseFigures } from "./release-figures.ts";
import { SMALLEST_CELL } from "./suppress-cells.ts";

/** Figures, and when they were worked out. */
export type KeptFigures = ReleasedFigures & { at: DateTime };

/** What is shown of a campaign from now on. */
interface Release {
  figures: KeptFigures | null;
  /** The campaign because of which the figures do not move on. */
  tooLike?: string | undefined;
}

/** The figures as they were last released, for everybody. */
export async function loadReleased(db: Db, campaignId: string): Promise<KeptFigures | null> {
  const { rows } = await db.query<{ figures: unknown; at: Date }>(
    "select figures, released_at as at from campaign_release where campaign_id = $1 order by completed desc limit 1",
    [campaignId],
  );
  const [last] = rows;
  return last ? { ...releasedFigures.parse(last.figures), at: DateTime.fromJSDate(last.at) } : null;
}

/**
 * Works the figures out anew, if enough have answered since the last. Of tens of thousands that takes seconds, in which nothing of the campaign is held up: only
 * at the end releases come one after the other, of this campaign and of others, and each is compared with what was released meanwhile.
 */
export async function releaseResults(db: Db, campaign: Campaign): Promise<Release> {
  if (!campaign.questionnaireId) return { figures: null };
  const exact = await loadExact(db, campaign.id, await loadQuestionnaire(db, campaign.questionnaireId));
  await db.query("select pg_advisory_xact_lock(hashtextextended('campaign-release ' || current_programme()::text, 0))");
  const previous = await loadReleased(db, campaign.id);
  if (!isReleaseDue(previous, exact.completed)) return { figures: previous };
  const tooLike = await findTooLike(db, campaign, exact.completed);
  if (tooLike !== undefined) return { figures: previous, tooLike };
  await db.query("insert into campaign_release (programme_id, campaign_id, completed, figures) values (current_programme(), $1, $2, $3)", [
    campaign.id,
    exact.completed,
    JSON.stringify(releaseFigures(previous, exact)),
  ]);
  return { figures: await loadReleased(db, campaign.id) };
}

/**
 * Another campaign that asked the same, and once showed figures of nearly the same people: of all but a few. The two together would tell what these few have said.
 * Whoever was erased since counts as one who has answered that one only.
 *
 * @returns its name
 */
export async function findTooLike(db: Db, { id, questionnaireName }: Campaign, answered: number): Promise<string | undefined> {
  const { rows } = await db.query<{ name: string }>(
    `select c.name from campaign c join campaign_release o on o.campaign_id = c.campaign_id
     where c.campaign_id <> $1 and c.questionnaire_name = $2 and abs(o.completed - $3) < $4
       and o.completed + $3 - 2 * (
         select count(*) from campaign_recipient own
         join campaign_recipient other on other.campaign_id = c.campaign_id and other.person_id = own.person_id and other.state = 'answered'
         join questionnaire_response f on f.response_id = other.response_id and f.completed_at <= o.released_at
         where own.campaign_id = $1 and own.state = 'answered'
       ) between 1 and $4 - 1
     order by c.created_at limit 1`,
    [id, questionnaireName, answered, SMALLEST_CELL],
  );
  return rows[0]?.name;
}
