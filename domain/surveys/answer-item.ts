import type { Db } from "../db.ts";
import { makeRoom } from "./make-room.ts";
import type { AnswerValue } from "./questionnaire.ts";
import type { AnswerMode } from "./response.ts";

/**
 * Keeps an answer, with how it was given; null: passed over. Said again it changes the answer, as long as the form is open.
 *
 * @returns `"late"`: the form's time is over, and the answer is kept with that label, unless there is one; `"closed"`: it is complete, or was stopped, and nothing is kept
 */
export async function answerItem(
  db: Db,
  responseId: string,
  linkId: string,
  value: AnswerValue | null,
  mode: AnswerMode,
): Promise<"kept" | "late" | "closed"> {
  const { rows } = await db.query<{ state: string; over: boolean }>(
    "select state, coalesce(expires_at <= turn_now(), false) as over from questionnaire_response where response_id = $1 for update",
    [responseId],
  );
  const [found] = rows;
  const isOpen = found && ["planned", "offered", "in-progress"].includes(found.state);
  const late = found?.state === "expired" || Boolean(isOpen && found.over);
  if (!isOpen && !late) return "closed";
  await db.query(
    `insert into questionnaire_answer (programme_id, response_id, link_id, value, mode, late) values (current_programme(), $1, $2, $3, $4, $5)
     on conflict (programme_id, response_id, link_id) do update set value = excluded.value, mode = excluded.mode, answered_at = excluded.answered_at
       where not excluded.late and not questionnaire_answer.late and questionnaire_answer.value is distinct from excluded.value`,
    [responseId, linkId, value && JSON.stringify(value), mode, late],
  );
  if (!late) await beginResponse(db, responseId);
  return late ? "late" : "kept";
}

/** GO: it is in hand from now on, also where it was put off. */
export async function beginResponse(db: Db, responseId: string): Promise<void> {
  await makeRoom(db, responseId);
  await db.query(
    `update questionnaire_response set state = 'in-progress', started_at = coalesce(started_at, turn_now()) where response_id = $1 and state in ('planned', 'offered')
       and questionnaire_id is not null`,
    [responseId],
  );
}
