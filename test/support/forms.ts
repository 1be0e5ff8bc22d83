import { randomUUID } from "node:crypto";
import type pg from "pg";
import { inProgramme } from "../../domain/db.ts";
import { freezeQuestionnaire } from "../../domain/surveys/load-questionnaires.ts";
import type { Answers } from "../../domain/surveys/questionnaire.ts";

interface GivenForm {
  name: string;
  /** Whose; somebody new if not said. */
  personId?: string;
  answers: Answers;
  state?: "in-progress" | "completed" | "stopped" | "expired";
  occasion?: string;
  milestone?: string;
  mode?: string;
  locale?: "fr" | "en";
  /** LinkIds of answers that came after the form had expired. */
  late?: string[];
  sentAt?: string;
}

/** Stores a form as if it had been sent and answered; gives its person and its id. */
export function storeForm(pool: pg.Pool, programmeId: string, form: GivenForm): Promise<{ personId: string; responseId: string }> {
  const sentAt = form.sentAt ?? "2026-11-20T10:00:00+01:00";
  return inProgramme(pool, programmeId, async (db) => {
    const personId = form.personId ?? randomUUID();
    await db.query(
      "insert into person (programme_id, person_id, locale, zone) values (current_programme(), $1, 'fr', 'Europe/Paris') on conflict do nothing",
      [personId],
    );
    const { rows } = await db.query<{ id: string }>(
      `insert into questionnaire_response (programme_id, questionnaire_name, questionnaire_id, person_id, occasion, milestone, state, locale, sent_at, started_at)
       values (current_programme(), $1, $2, $3, $4, $5, $6, $8, $7, $7) returning response_id as id`,
      [
        form.name,
        await freezeQuestionnaire(db, form.name),
        personId,
        form.occasion ?? "campaign",
        form.milestone ?? null,
        form.state ?? "completed",
        sentAt,
        form.locale ?? "fr",
      ],
    );
    const responseId = rows[0]!.id;
    for (const [linkId, value] of Object.entries(form.answers))
      await db.query(
        `insert into questionnaire_answer (programme_id, response_id, link_id, value, mode, late, answered_at)
         values (current_programme(), $1, $2, $3, $4, $5, $6)`,
        [
          responseId,
          linkId,
          value === null ? null : JSON.stringify(value),
          form.mode ?? "sms",
          form.late?.includes(linkId) ?? false,
          sentAt,
        ],
      );
    return { personId, responseId };
  });
}

/** A questionnaire as a programme of its own writes one, `sommeil`: one question, in French, which fits every channel. */
export const ownQuestionnaire = (more: object = {}) => ({
  resourceType: "Questionnaire",
  name: "sommeil",
  title: "Le sommeil",
  version: "1",
  status: "active",
  language: "fr",
  item: [{ linkId: "1", text: "Avez-vous bien dormi ?", type: "boolean", required: true }],
  ...more,
});
