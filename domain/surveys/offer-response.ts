import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import type { Locale } from "../locale.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { freezeQuestionnaire } from "./load-questionnaires.ts";
import { makeRoom } from "./make-room.ts";
import { RESPONSE_COLUMNS, readResponse, type SurveyResponse } from "./response.ts";

/**
 * Offers a planned form: its version is fixed, unless it was offered before; from now on it can be answered, until it expires. What was offered and not begun,
 * and has no hour of its own, waits for another day where it stood in the way.
 */
export async function offerResponse(
  db: Db,
  response: SurveyResponse,
  { locale, now, surveys }: { locale: Locale; now: DateTime; surveys: ProgrammeSettings["surveys"] },
): Promise<SurveyResponse | undefined> {
  await makeRoom(db, response.id);
  const questionnaireId = response.questionnaireId ?? (await freezeQuestionnaire(db, response.questionnaireName));
  const expiresAt = response.expiresAt ?? now.plus({ days: surveys.answerDays });
  const { rows } = await db.query(
    `update questionnaire_response f set state = 'offered', questionnaire_id = $2, locale = $3, sent_at = turn_now(), expires_at = $4
     where response_id = $1 and state = 'planned' returning ${RESPONSE_COLUMNS}`,
    [response.id, questionnaireId, locale, expiresAt.toJSDate()],
  );
  if (!rows[0]) return undefined;
  await enqueue(db, "end-questionnaire", response.id, expiresAt.toJSDate(), `questionnaire-end ${response.id}`);
  const remindAt = now.plus({ days: surveys.remindAfterDays });
  // before an appointment nobody is pressed
  if (surveys.remindAfterDays > 0 && response.occasion !== "before" && !response.remindedAt && remindAt < expiresAt)
    await planReminder(db, response.id, remindAt);
  return readResponse(rows[0]);
}

/** Has somebody who has not answered reminded, at that time. */
export function planReminder(db: Db, responseId: string, at: DateTime): Promise<void> {
  return enqueue(db, "remind-questionnaire", responseId, at.toJSDate(), `questionnaire-remind ${responseId}`);
}

/** Notes that a form's one reminder is sent. */
export async function noteReminded(db: Db, responseId: string): Promise<void> {
  await db.query("update questionnaire_response set reminded_at = turn_now() where response_id = $1", [responseId]);
}
