import { DateTime } from "luxon";
import type { Db } from "../db.ts";
import type { SurveyResponse } from "../surveys/response.ts";
import { CAMPAIGN_COLUMNS, type Campaign, readCampaign } from "./campaign.ts";

/** Somebody whose turn it is in a campaign. */
export interface Recipient {
  id: string;
  personId: string;
  campaign: Campaign;
}

/** Whose turn a recipient's job is. */
export async function personOfRecipient(db: Db, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ personId: string }>(`select person_id as "personId" from campaign_recipient where recipient_id = $1`, [
    id,
  ]);
  return rows[0]?.personId;
}

/** A recipient whose turn it is; until the end of the transaction the campaign is neither paused nor cancelled. Undefined: it was their turn already. */
export async function lockRecipient(db: Db, id: string): Promise<Recipient | undefined> {
  const { rows } = await db.query<{ personId: string }>(
    `select ${CAMPAIGN_COLUMNS}, r.person_id as "personId" from campaign_recipient r join campaign c on c.campaign_id = r.campaign_id
     where r.recipient_id = $1 and r.state = 'sending' and r.response_id is null for share of c for update of r`,
    [id],
  );
  return rows[0] && { id, personId: rows[0].personId, campaign: readCampaign(rows[0]) };
}

/** Puts a recipient's turn off; nothing was sent. */
export async function putBack(db: Db, id: string, until: DateTime, reason: string): Promise<void> {
  await db.query(
    "update campaign_recipient set state = 'queued', reason = $2, send_after = $3, updated_at = turn_now() where recipient_id = $1 and state = 'sending'",
    [id, reason, until.toJSDate()],
  );
}

/** A recipient is not asked, and why. */
export async function skipRecipient(db: Db, id: string, reason: string): Promise<void> {
  await db.query(
    "update campaign_recipient set state = 'skipped', reason = $2, updated_at = turn_now() where recipient_id = $1 and state in ('queued', 'sending')",
    [id, reason],
  );
}

/** The form that a recipient would be offered now. It has the recipient's own id, so that nobody has two of one campaign. */
export function formFor(
  { id, personId, campaign }: Recipient,
  now: DateTime,
  answerDays: number,
): SurveyResponse & { expiresAt: DateTime } {
  return {
    id,
    personId,
    questionnaireName: campaign.questionnaireName,
    questionnaireId: campaign.questionnaireId,
    occasion: "campaign",
    milestone: null,
    appointmentId: null,
    state: "planned",
    weight: campaign.weight,
    deferrals: 0,
    sentAt: null,
    remindedAt: null,
    expiresAt: DateTime.min(now.plus({ days: answerDays }), campaign.endsAt),
  };
}

/** Writes that form down, to be offered in the same transaction. */
export async function writeForm(db: Db, form: SurveyResponse & { expiresAt: DateTime }): Promise<void> {
  await db.query(
    `with form as (
       insert into questionnaire_response (programme_id, response_id, person_id, questionnaire_name, questionnaire_id, occasion, weight, expires_at)
       values (current_programme(), $1, $2, $3, $4, 'campaign', $5, $6)
     )
     update campaign_recipient set response_id = recipient_id, reason = null, updated_at = turn_now() where recipient_id = $1`,
    [form.id, form.personId, form.questionnaireName, form.questionnaireId, form.weight, form.expiresAt.toJSDate()],
  );
}
