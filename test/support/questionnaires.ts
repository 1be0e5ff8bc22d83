import { DateTime } from "luxon";
import { planResponse } from "../../domain/surveys/plan-response.ts";
import { inDemo, oneValue, personOf, rowsOf } from "./people.ts";
import type { TestService } from "./service.ts";

export interface FormRow {
  id: string;
  name: string;
  occasion: string;
  milestone: string | null;
  state: string;
  reason: string | null;
  deferrals: number;
  send_after: Date;
  sent_at: Date | null;
  expires_at: Date | null;
}

/** The forms of whoever has that phone, in the order in which they were planned. */
export async function formsOf(service: TestService, phone: string): Promise<FormRow[]> {
  return rowsOf<FormRow & Record<string, unknown>>(
    service,
    `select response_id as id, questionnaire_name as name, occasion, milestone, state, reason, deferrals, send_after, sent_at, expires_at
     from questionnaire_response where person_id = $1 order by created_at, send_after, questionnaire_name desc`,
    [await personOf(service, phone)],
  );
}

/** What was answered to a form, as `linkId mode value`, with `late` where it was. */
export async function answersOf(service: TestService, responseId: string): Promise<string[]> {
  const rows = await rowsOf<{ link_id: string; value: Record<string, unknown> | null; mode: string; late: boolean }>(
    service,
    "select link_id, value, mode, late from questionnaire_answer where response_id = $1 order by answered_at, link_id",
    [responseId],
  );
  return rows.map(({ link_id, value, mode, late }) => {
    const [kept] = Object.values(value ?? {});
    const said = typeof kept === "object" && kept !== null ? (kept as { code: string }).code : kept;
    return [link_id, mode, value === null ? "passed over" : String(said), ...(late ? ["late"] : [])].join(" ");
  });
}

/** Sets what the programme asks when; what is left out stays switched off. */
export async function askQuestionnaires(service: Pick<TestService, "owner">, surveys: Record<string, unknown>): Promise<void> {
  const off = { entry: [], before: [], after: [], debrief: [], milestone: [] };
  await service.owner.query("update programme set settings = settings || $1", [{ surveys: { ...off, ...surveys } }]);
}

/** Has somebody asked a questionnaire now, as a campaign does; gives its id, once it was looked at. */
export async function sendQuestionnaire(
  service: TestService,
  phone: string,
  questionnaireName: string,
  over: { weight?: number; expiresAt?: string } = {},
): Promise<string> {
  const [personId, now] = await Promise.all([personOf(service, phone), oneValue<Date>(service, "select service_now()")]);
  const id = await inDemo(service, (db) =>
    planResponse(db, {
      personId,
      questionnaireName,
      occasion: "campaign",
      weight: over.weight ?? 1,
      sendAfter: DateTime.fromJSDate(now),
      expiresAt: over.expiresAt ? DateTime.fromISO(over.expiresAt) : undefined,
    }),
  );
  await service.drain();
  return id ?? "";
}

/** Puts a questionnaire of the programme's own in the place of one that comes with the service, or of its own version before. */
export async function importQuestionnaire(service: Pick<TestService, "owner">, content: { name: string; version: string }): Promise<void> {
  await service.owner.query("update questionnaire set status = 'retired' where name = $1 and imported", [content.name]);
  await service.owner.query(
    "insert into questionnaire (programme_id, name, version, content, imported) select programme_id, $1, $2, $3, true from programme_slug",
    [content.name, content.version, JSON.stringify(content)],
  );
}
