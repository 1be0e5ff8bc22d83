import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import type { FormLink } from "./form-link.ts";
import type { Answers } from "./questionnaire.ts";

/** More than any unit answers in an hour: a link that has gone round must not fill the tables. */
const MOST_AN_HOUR = 60;

/**
 * Keeps a form that came by a link, complete, as nobody's. Sent again it is kept once, as it came first.
 *
 * @param pageId the page that it was typed into; the form's id
 * @returns `"too-many"`: nothing is kept, since the link has had as many as it takes in an hour
 */
export async function keepByLink(
  db: Db,
  { id, questionnaireId, questionnaire }: FormLink,
  { pageId, locale, answers }: { pageId: string; locale: Locale; answers: Answers },
): Promise<"kept" | "too-many"> {
  const { rows } = await db.query<{ isThere: boolean; recent: number }>(
    `select exists (select from questionnaire_response where response_id = $2) as "isThere",
       (select count(*)::integer from questionnaire_response where link_id = $1 and sent_at > turn_now() - interval '1 hour') as recent`,
    [id, pageId],
  );
  if (rows[0]?.isThere) return "kept";
  if ((rows[0]?.recent ?? 0) >= MOST_AN_HOUR) return "too-many";
  const { rowCount } = await db.query(
    `insert into questionnaire_response (programme_id, response_id, questionnaire_name, questionnaire_id, link_id, occasion, state, locale, sent_at, started_at, completed_at)
     values (current_programme(), $1, $2, $3, $4, 'professional', 'completed', $5, turn_now(), turn_now(), turn_now())
     on conflict do nothing`,
    [pageId, questionnaire.name, questionnaireId, id, locale],
  );
  // two at once: the second has waited for the first
  if (rowCount)
    await db.query(
      `insert into questionnaire_answer (programme_id, response_id, link_id, value, mode)
       select current_programme(), $1, given.key, nullif(given.value, 'null'), 'web' from jsonb_each($2) given`,
      [pageId, JSON.stringify(answers)],
    );
  return "kept";
}
