import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { planOffer } from "./plan-response.ts";
import type { SurveyResponse } from "./response.ts";

/** What is planned after a form that has ended does not follow at once. */
const NEXT_AFTER_MINUTES = 60;

/** Every item that is asked has its answer. */
export async function completeResponse(db: Db, { id }: SurveyResponse): Promise<void> {
  await db.query(
    "update questionnaire_response set state = 'completed', completed_at = turn_now() where response_id = $1 and state in ('offered', 'in-progress')",
    [id],
  );
  await forgetJobs(db, [id]);
}

/** The person wants none of it, or is not who was meant: then nothing of what was answered is theirs. */
export async function stopResponse(db: Db, { id }: SurveyResponse, reason: "declined" | "not-me"): Promise<void> {
  await db.query(
    `update questionnaire_response set state = 'stopped', reason = $2 where response_id = $1 and sent_at is not null and state in ('planned', 'offered', 'in-progress')`,
    [id, reason],
  );
  if (reason === "not-me") await db.query("delete from questionnaire_answer where response_id = $1", [id]);
  await forgetJobs(db, [id]);
}

/** It is not to be offered any more, and why. */
export async function skipResponse(db: Db, { id }: SurveyResponse, reason: string): Promise<void> {
  await db.query("update questionnaire_response set state = 'skipped', reason = $2 where response_id = $1 and state = 'planned'", [
    id,
    reason,
  ]);
}

/** Its time is over. What comes after is labelled late. */
export async function expireResponse(db: Db, id: string): Promise<"expired" | "open"> {
  const { rowCount } = await db.query(
    `update questionnaire_response set state = 'expired' where response_id = $1 and state in ('planned', 'offered', 'in-progress') and expires_at <= turn_now()`,
    [id],
  );
  if (rowCount) await forgetJobs(db, [id]);
  return rowCount ? "expired" : "open";
}

/** Takes back all that somebody was to be asked, and stops what they have in hand: they are frozen, or have stopped it. */
export async function stopQuestionnaires(db: Db, personId: string, reason: "opted-out" | "frozen"): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `update questionnaire_response set state = case when sent_at is null then 'skipped' else 'stopped' end, reason = $2
     where person_id = $1 and state in ('planned', 'offered', 'in-progress') returning response_id as id`,
    [personId, reason],
  );
  await forgetJobs(
    db,
    rows.map(({ id }) => id),
  );
}

/** Puts a form off until then; it stays in the person's hand. */
export async function deferResponse(db: Db, { id }: SurveyResponse, until: DateTime): Promise<void> {
  await db.query(
    `update questionnaire_response set state = 'planned', deferrals = deferrals + 1, send_after = $2 where response_id = $1 and state in ('offered', 'in-progress')`,
    [id, until.toJSDate()],
  );
  await planOffer(db, id, until);
}

/** The form that can follow at once: of the same set, as at entry and at milestones. */
export async function nextPlanned(db: Db, { personId, occasion, milestone }: SurveyResponse): Promise<string | undefined> {
  if (occasion !== "entry" && occasion !== "milestone") return undefined;
  const { rows } = await db.query<{ id: string }>(
    `select response_id as id from questionnaire_response
     where person_id = $1 and occasion = $2 and milestone is not distinct from $3 and state = 'planned' and deferrals = 0
       and send_after <= turn_now() + interval '1 minute'
     order by send_after limit 1`,
    [personId, occasion, milestone],
  );
  return rows[0]?.id;
}

/** Has what else waits for its turn looked at soon: one form has ended. What a campaign sends, and when, is the campaign's. */
export async function lookAtNext(db: Db, personId: string, now: DateTime): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `select response_id as id from questionnaire_response where person_id = $1 and state = 'planned' and occasion <> 'campaign' and send_after <= turn_now()
     order by occasion not in ('before', 'after', 'debrief'), send_after limit 1`,
    [personId],
  );
  if (rows[0]) await planOffer(db, rows[0].id, now.plus({ minutes: NEXT_AFTER_MINUTES }));
}

async function forgetJobs(db: Db, ids: string[]): Promise<void> {
  await db.query(
    `select dequeue('questionnaire ' || id), dequeue('questionnaire-end ' || id), dequeue('questionnaire-remind ' || id) from unnest($1::uuid[]) as id`,
    [ids],
  );
}
