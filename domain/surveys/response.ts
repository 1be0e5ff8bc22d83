import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { loadQuestionnaire } from "./load-questionnaires.ts";
import { type Answers, answerValue, type Questionnaire } from "./questionnaire.ts";

const OCCASIONS = ["entry", "before", "after", "milestone", "campaign", "debrief", "professional"] as const;
export type Occasion = (typeof OCCASIONS)[number];
/** Planned, then offered (sent, not begun), in-progress and completed; or expired, stopped by the person, skipped before it was sent. */
export type ResponseState = "planned" | "offered" | "in-progress" | "completed" | "expired" | "stopped" | "skipped";
export type AnswerMode = "sms" | "whatsapp" | "voice" | "teams" | "web";

/** A form that one person is asked to fill in. */
export interface SurveyResponse {
  id: string;
  personId: string;
  questionnaireName: string;
  /** The version that is asked; null until it is offered. */
  questionnaireId: string | null;
  occasion: Occasion;
  milestone: string | null;
  appointmentId: string | null;
  state: ResponseState;
  /** What it counts against what a person may be asked in a week. */
  weight: number;
  deferrals: number;
  sentAt: DateTime | null;
  remindedAt: DateTime | null;
  expiresAt: DateTime | null;
}

/** A form with what it asks and what was answered so far. */
export interface OpenedResponse extends SurveyResponse {
  /** The words by which its campaign offers it, as they were fixed when that was launched. */
  offer?: string | undefined;
  questionnaire: Questionnaire;
  answers: Answers;
}

/** All that asking needs to know of it. */
export type AskedForm = Pick<OpenedResponse, "id" | "questionnaire" | "answers">;

const instant = z
  .date()
  .nullable()
  .transform((at) => at && DateTime.fromJSDate(at));
const row = z.object({
  id: z.string(),
  personId: z.string(),
  questionnaireName: z.string(),
  questionnaireId: z.string().nullable(),
  occasion: z.enum(OCCASIONS),
  milestone: z.string().nullable(),
  appointmentId: z.string().nullable(),
  state: z.enum(["planned", "offered", "in-progress", "completed", "expired", "stopped", "skipped"]),
  weight: z.number(),
  deferrals: z.number(),
  sentAt: instant,
  remindedAt: instant,
  expiresAt: instant,
});

const SELECT = `
  select response_id as id, person_id as "personId", questionnaire_name as "questionnaireName", questionnaire_id as "questionnaireId", occasion, milestone,
    appointment_id as "appointmentId", state, weight, deferrals, sent_at as "sentAt", reminded_at as "remindedAt", expires_at as "expiresAt"
  from questionnaire_response`;

/** A person's form; one that came by a link is nobody's. */
export async function loadResponse(db: Db, id: string): Promise<SurveyResponse | undefined> {
  const { rows } = await db.query(`${SELECT} where response_id = $1 and person_id is not null`, [id]);
  return rows[0] && row.parse(rows[0]);
}

/** As `loadResponse`, with its questionnaire and its answers; undefined if it was never offered. */
export async function openResponse(db: Db, id: string): Promise<OpenedResponse | undefined> {
  const found = await loadResponse(db, id);
  if (!found?.questionnaireId) return undefined;
  const { occasion, questionnaireId } = found;
  const offer = occasion === "campaign" ? await loadOffer(db, id) : undefined;
  return { ...found, offer, questionnaire: await loadQuestionnaire(db, questionnaireId), answers: await loadAnswers(db, id) };
}

/** What somebody can still answer: what they have in hand, else what they have put off. */
export async function findInHand(db: Db, personId: string): Promise<SurveyResponse | undefined> {
  const { rows } = await db.query(
    `${SELECT} where person_id = $1 and (state in ('offered', 'in-progress') or state = 'planned' and sent_at is not null)
       and (expires_at is null or expires_at > turn_now())
     order by state = 'planned', send_after limit 1`,
    [personId],
  );
  return rows[0] && row.parse(rows[0]);
}

/** Whether its time is over, though the job that says so may not have run yet. */
export const isOver = ({ state, expiresAt }: SurveyResponse, now: DateTime): boolean =>
  state === "expired" || (["planned", "offered", "in-progress"].includes(state) && expiresAt !== null && expiresAt <= now);

/** In the language in which the form was sent. */
async function loadOffer(db: Db, responseId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ offer: string | null }>(
    `select c.offer ->> f.locale as offer from questionnaire_response f join campaign_recipient r on r.response_id = f.response_id
     join campaign c on c.campaign_id = r.campaign_id where f.response_id = $1`,
    [responseId],
  );
  return rows[0]?.offer ?? undefined;
}

const answerRow = z.object({ link_id: z.string(), value: answerValue.nullable() });

/** What was answered while the form was open. */
async function loadAnswers(db: Db, responseId: string): Promise<Answers> {
  const { rows } = await db.query("select link_id, value from questionnaire_answer where response_id = $1 and not late", [responseId]);
  return Object.fromEntries(rows.map((found) => answerRow.parse(found)).map(({ link_id, value }) => [link_id, value]));
}
