import type { DateTime } from "luxon";
import { recordAudit } from "../coordination/audit.ts";
import type { Db } from "../db.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { listUnits } from "../programmes/unit.ts";
import { findQuestionnaire } from "../surveys/load-questionnaires.ts";
import { weightOf } from "../surveys/plan-response.ts";
import { type Audience, audience } from "./audience.ts";

export interface CampaignDraft {
  name: string;
  questionnaireName: string;
  audience: Audience;
  startsAt: DateTime;
  endsAt: DateTime;
}

/**
 * Writes a campaign down. Nobody is sent anything before it is launched.
 *
 * @param actorId the coordinator who made it; null: the operator
 * @returns its id; `"name-taken"`, `"unknown-unit"`, `"unknown-questionnaire"`: a draft of a questionnaire is sent to nobody
 */
export async function draftCampaign(
  db: Db,
  actorId: string | null,
  { name, questionnaireName, startsAt, endsAt, ...draft }: CampaignDraft,
  settings: Pick<ProgrammeSettings, "surveys" | "campaigns">,
): Promise<{ id: string } | "name-taken" | "unknown-questionnaire" | "unknown-unit"> {
  const questionnaire = await findQuestionnaire(db, questionnaireName);
  if (!questionnaire) return "unknown-questionnaire";
  if (!(await areUnits(db, draft.audience.units ?? []))) return "unknown-unit";
  const { rows } = await db.query<{ id: string }>(
    `insert into campaign (programme_id, name, questionnaire_name, audience, rate_per_minute, weight, starts_at, ends_at, created_by)
     values (current_programme(), $1, $2, $3, $4, $5, $6, $7, $8)
     on conflict do nothing returning campaign_id as id`,
    [
      name,
      questionnaireName,
      JSON.stringify(audience.parse(draft.audience)),
      settings.campaigns.perMinute,
      weightOf(questionnaire, "campaign", settings.surveys),
      startsAt.toJSDate(),
      endsAt.toJSDate(),
      actorId,
    ],
  );
  const [made] = rows;
  if (!made) return "name-taken";
  await recordAudit(db, actorId, "draft-campaign", made.id);
  return made;
}

async function areUnits(db: Db, codes: string[]): Promise<boolean> {
  const known = new Set((await listUnits(db)).map(({ code }) => code));
  return codes.every((code) => known.has(code));
}

/** Somebody has looked at what the campaign would come to: it may be launched in this version. */
export async function notePreviewed(db: Db, actorId: string | null, id: string): Promise<void> {
  const { rowCount } = await db.query("update campaign set state = 'previewed' where campaign_id = $1 and state = 'draft'", [id]);
  if (rowCount) await recordAudit(db, actorId, "preview-campaign", id);
}
