import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { type Answers, answerValue, type Questionnaire, questionnaire } from "./questionnaire.ts";

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

/** What `readResponse` reads, of `questionnaire_response f`. */
export const RESPONSE_COLUMNS = `
  f.response_id as id, f.person_id as "personId", f.questionnaire_name as "questionnaireName", f.questionnaire_id as "questionnaireId", f.occasion, f.milestone,
  f.appointment_id as "appointmentId", f.state, f.weight, f.deferrals, f.sent_at as "sentAt", f.reminded_at as "remindedAt", f.expires_at as "expiresAt"`;
const SELECT = `select ${RESPONSE_COLUMNS} from questionnaire_response f`;

export const readResponse = (found: unknown): SurveyResponse => row.parse(found);

/** A person's form; one that came by a link is nobody's. */
export async function loadResponse(db: Db, id: string): Promise<SurveyResponse | undefined> {
  const { rows } = await db.query(`${SELECT} where response_id = $1 and person_id is not null`, [id]);
  return rows[0] && readResponse(rows[0]);
}

const opened = row.extend({
  offer: z.string().nullable(),
  questionnaire,
  answers: z.record(z.string(), answerValue.nullable()),
});

/** As `loadResponse`, with its questionnaire and its answers; undefined if it was never offered. */
export async function openResponse(db: Db, id: string): Promise<OpenedResponse | undefined> {
  const { rows } = await db.query({
    name: "open_response",
    text: `select ${RESPONSE_COLUMNS}, q.content as questionnaire,
       -- in the language in which the form was sent
       case when f.occasion = 'campaign' then (
         select c.offer ->> f.locale from campaign_recipient r join campaign c on c.campaign_id = r.campaign_id where r.response_id = f.response_id) end as offer,
       -- what was answered while it was open
       (select coalesce(jsonb_object_agg(a.link_id, a.value), '{}') from questionnaire_answer a where a.response_id = f.response_id and not a.late) as answers
     from questionnaire_response f join questionnaire q on q.questionnaire_id = f.questionnaire_id
     where f.response_id = $1 and f.person_id is not null`,
    values: [id],
  });
  if (!rows[0]) return undefined;
  const { offer, ...found } = opened.parse(rows[0]);
  return { ...found, offer: offer ?? undefined };
}

/** What somebody can still answer: what they have in hand, else what they have put off. */
export async function findInHand(db: Db, personId: string): Promise<SurveyResponse | undefined> {
  const { rows } = await db.query(
    `${SELECT} where person_id = $1 and (state in ('offered', 'in-progress') or state = 'planned' and sent_at is not null)
       and (expires_at is null or expires_at > turn_now())
     order by state = 'planned', send_after limit 1`,
    [personId],
  );
  return rows[0] && readResponse(rows[0]);
}

/** Whether its time is over, though the job that says so may not have run yet. */
export const isOver = ({ state, expiresAt }: SurveyResponse, now: DateTime): boolean =>
  state === "expired" || (["planned", "offered", "in-progress"].includes(state) && expiresAt !== null && expiresAt <= now);
