import type { Db } from "../db.ts";
import { loadQuestionnaire } from "../surveys/load-questionnaires.ts";
import { localesOf } from "../surveys/wording.ts";
import { audienceQuery } from "./audience.ts";
import type { Campaign } from "./campaign.ts";

/**
 * Writes down whom a campaign is for, in one statement however many they are; who is not asked stands there with the reason. Again it adds nobody.
 *
 * @returns how many there are
 */
export async function planRecipients(db: Db, campaign: Campaign): Promise<number> {
  const { text, values } = audienceQuery(campaign.audience, await localesAsked(db, campaign));
  const { rowCount } = await db.query(
    `insert into campaign_recipient (programme_id, campaign_id, person_id, sender_id, state, reason)
     select current_programme(), $10, person_id, sender_id, case when reason is null then 'queued' else 'skipped' end, reason
     from (${text}) member where reason is distinct from 'erased'
     on conflict do nothing`,
    [...values, campaign.id],
  );
  await db.query("update campaign set planned_at = turn_now(), checked_at = turn_now() where campaign_id = $1", [campaign.id]);
  return rowCount ?? 0;
}

/** Takes out who is not to be asked any more, after a pause: they have stopped it, or are no longer those whom it is for. */
export async function recheckRecipients(db: Db, campaign: Campaign): Promise<void> {
  const { text, values } = audienceQuery(campaign.audience, await localesAsked(db, campaign));
  await db.query(
    `with member as materialized (${text})
     update campaign_recipient r set state = 'skipped', reason = coalesce(found.reason, 'outside-audience'), updated_at = turn_now()
     from campaign_recipient own left join member found on found.person_id = own.person_id
     where own.campaign_id = $10 and own.state = 'queued' and (found.person_id is null or found.reason is not null)
       and r.recipient_id = own.recipient_id and r.state = 'queued'`,
    [...values, campaign.id],
  );
  await db.query("update campaign set checked_at = turn_now() where campaign_id = $1", [campaign.id]);
}

async function localesAsked(db: Db, { questionnaireId }: Campaign) {
  if (!questionnaireId) throw new Error("A campaign has recipients only once it is launched.");
  return localesOf(await loadQuestionnaire(db, questionnaireId));
}
