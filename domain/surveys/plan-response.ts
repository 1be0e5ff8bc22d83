import type { DateTime } from "luxon";
import type { Db } from "../db.ts";
import { enqueue } from "../enqueue.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import { askedItems } from "./items.ts";
import { findQuestionnaire } from "./load-questionnaires.ts";
import type { Questionnaire } from "./questionnaire.ts";
import type { Occasion } from "./response.ts";

/** A form with more questions than this is a long one. */
const MOST_OF_SHORT = 6;
const LONG = 3;

export interface Plan {
  personId: string;
  questionnaireName: string;
  occasion: Occasion;
  milestone?: string | undefined;
  appointmentId?: string | undefined;
  weight: number;
  sendAfter: DateTime;
  /** When it can't be answered any more; left out: so many days after it is offered. */
  expiresAt?: DateTime | undefined;
}

/** Plans a form for a person, once for each occasion: whether it is offered is looked at when it is due. Nothing is sent here. */
export async function planResponse(db: Db, plan: Plan): Promise<string | undefined> {
  const { personId, questionnaireName, occasion, milestone, appointmentId, weight, sendAfter, expiresAt } = plan;
  const { rows } = await db.query<{ id: string }>(
    `insert into questionnaire_response (programme_id, person_id, questionnaire_name, occasion, milestone, appointment_id, weight, send_after, expires_at)
     values (current_programme(), $1, $2, $3, $4, $5, $6, $7, $8)
     on conflict do nothing returning response_id as id`,
    [
      personId,
      questionnaireName,
      occasion,
      milestone ?? null,
      appointmentId ?? null,
      weight,
      sendAfter.toJSDate(),
      expiresAt?.toJSDate() ?? null,
    ],
  );
  const id = rows[0]?.id;
  if (id) await planOffer(db, id, sendAfter);
  return id;
}

/** Has a planned form looked at, at that time. */
export function planOffer(db: Db, responseId: string, at: DateTime): Promise<void> {
  return enqueue(db, "offer-questionnaire", responseId, at.toJSDate(), `questionnaire ${responseId}`);
}

/** Plans several, in this order; those that the programme does not have are left out. */
export async function planSet(
  db: Db,
  names: string[],
  surveys: ProgrammeSettings["surveys"],
  plan: Omit<Plan, "questionnaireName" | "weight">,
): Promise<void> {
  for (const [index, name] of names.entries()) {
    const found = await findQuestionnaire(db, name);
    if (!found) continue;
    // jobs that fall due at one instant run in any order
    const sendAfter = plan.sendAfter.plus({ milliseconds: index });
    await planResponse(db, { ...plan, sendAfter, questionnaireName: name, weight: weightOf(found, plan.occasion, surveys) });
  }
}

/** What a form counts against a person's week: nothing around an appointment. */
export function weightOf(questionnaire: Questionnaire, occasion: Occasion, { weights }: ProgrammeSettings["surveys"]): number {
  if (occasion === "before" || occasion === "after" || occasion === "debrief") return 0;
  return weights[questionnaire.name] ?? (askedItems(questionnaire).length > MOST_OF_SHORT ? LONG : 1);
}
