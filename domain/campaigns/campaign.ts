import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { type Audience, audience } from "./audience.ts";

const STATES = ["draft", "previewed", "scheduled", "running", "paused", "done", "cancelled"] as const;
export type CampaignState = (typeof STATES)[number];

/** A questionnaire that is sent to many. */
export interface Campaign {
  id: string;
  /** What coordinators and commands call it. */
  name: string;
  state: CampaignState;
  /** Why it was paused or cancelled. */
  reason: string | null;
  questionnaireName: string;
  /** The version that is asked; null until it is launched. */
  questionnaireId: string | null;
  audience: Audience;
  ratePerMinute: number;
  /** What it counts against what a person may be asked in a week. */
  weight: number;
  startsAt: DateTime;
  /** Nothing is sent or answered any more from then on. */
  endsAt: DateTime;
  isPlanned: boolean;
  /** Its recipients are compared with the audience before the next is sent. */
  wantsCheck: boolean;
  version: number;
}

const instant = z.date().transform((at) => DateTime.fromJSDate(at));
const row = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(STATES),
  reason: z.string().nullable(),
  questionnaireName: z.string(),
  questionnaireId: z.string().nullable(),
  audience,
  ratePerMinute: z.number(),
  weight: z.number(),
  startsAt: instant,
  endsAt: instant,
  isPlanned: z.boolean(),
  wantsCheck: z.boolean(),
  version: z.number(),
});

/** What `readCampaign` reads, of `campaign c`. */
export const CAMPAIGN_COLUMNS = `
  c.campaign_id as id, c.name, c.state, c.reason, c.questionnaire_name as "questionnaireName", c.questionnaire_id as "questionnaireId", c.audience,
  c.rate_per_minute as "ratePerMinute", c.weight, c.starts_at as "startsAt", c.ends_at as "endsAt", c.planned_at is not null as "isPlanned",
  c.checked_at is null as "wantsCheck", c.version`;
const SELECT = `select ${CAMPAIGN_COLUMNS} from campaign c`;

export const readCampaign = (found: unknown): Campaign => row.parse(found);

export async function loadCampaign(db: Db, id: string): Promise<Campaign | undefined> {
  const { rows } = await db.query(`${SELECT} where campaign_id = $1`, [id]);
  return rows[0] && readCampaign(rows[0]);
}

/** As `loadCampaign`; until the end of the transaction nobody else changes it, and nothing of it is offered. */
export async function lockCampaign(db: Db, id: string): Promise<Campaign | undefined> {
  const { rows } = await db.query(`${SELECT} where campaign_id = $1 for update`, [id]);
  return rows[0] && readCampaign(rows[0]);
}

export async function findCampaign(db: Db, name: string): Promise<Campaign | undefined> {
  const { rows } = await db.query(`${SELECT} where name = $1`, [name]);
  return rows[0] && readCampaign(rows[0]);
}

/** The newest first. */
export async function listCampaigns(db: Db, limit: number): Promise<Campaign[]> {
  const { rows } = await db.query(`${SELECT} order by created_at desc, campaign_id limit $1`, [limit]);
  return rows.map(readCampaign);
}
