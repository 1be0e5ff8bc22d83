import type { Db } from "../../db.ts";
import { loadQuestionnaire } from "../load-questionnaires.ts";
import type { AnswerValue, Questionnaire } from "../questionnaire.ts";
import { pseudonymOf } from "./pseudonym.ts";

export interface ExportedAnswer {
  linkId: string;
  /** Passed over by the person; or free text, withheld by us. */
  state: "answered" | "passed" | "withheld";
  value: AnswerValue | null;
  mode: string;
  /** Given after the form had expired: it is in no score and no figure. */
  late: boolean;
  /** The day, in the programme's zone: a time would tell more than is needed. */
  answeredOn: string;
}

/** A form that somebody began, without any id of ours. */
export interface ExportedForm {
  questionnaire: Questionnaire;
  /** null: nobody's, since it came by a link. */
  person: string | null;
  form: string;
  status: "in-progress" | "completed" | "stopped";
  occasion: string;
  milestone: string | null;
  /** Where those work who were given the link. */
  unit: string | null;
  locale: string | null;
  answers: ExportedAnswer[];
}

export interface ExportOptions {
  /** First and last day on which forms were sent, `yyyy-MM-dd` in the programme's zone; null: open. */
  from: string | null;
  to: string | null;
  freeText: boolean;
  /** Makes the pseudonyms. */
  secret: Buffer;
}

interface FormRow {
  programmeId: string;
  responseId: string;
  personId: string | null;
  questionnaireId: string;
  state: string;
  occasion: string;
  milestone: string | null;
  unit: string | null;
  locale: string | null;
  answers: { linkId: string; value: AnswerValue | null; mode: string; late: boolean; answeredOn: string }[];
}

const FORMS_AT_ONCE = 500;

const FORMS = `from questionnaire_response r join programme p using (programme_id)
   where r.programme_id = current_programme() and r.questionnaire_id is not null
     and ($1::date is null or r.sent_at >= $1::date::timestamp at time zone p.zone)
     and ($2::date is null or r.sent_at < ($2::date + 1)::timestamp at time zone p.zone)
     and exists (select from questionnaire_answer a where a.programme_id = r.programme_id and a.response_id = r.response_id)`;

/**
 * Reads the forms that have an answer, in the order in which they were sent, some hundred at a time. Whose answers were read is noted in the audit.
 * What was sent and never begun is no response, and a form of a person who was erased is gone.
 */
export async function* readForms(db: Db, options: ExportOptions): AsyncGenerator<ExportedForm[]> {
  const range = [options.from, options.to];
  await db.query(
    `insert into audit (programme_id, action, subject_id) select current_programme(), 'export-answers', person_id
     from (select distinct r.person_id ${FORMS} and r.person_id is not null) exported`,
    range,
  );
  await db.query(
    `declare exported_form no scroll cursor for
     select r.programme_id as "programmeId", r.response_id as "responseId", r.person_id as "personId", r.questionnaire_id as "questionnaireId",
       r.state, r.occasion, r.milestone, r.locale,
       (select l.unit from questionnaire_link l where l.programme_id = r.programme_id and l.link_id = r.link_id) as unit,
       (select jsonb_agg(jsonb_build_object('linkId', a.link_id, 'value', a.value, 'mode', a.mode, 'late', a.late,
          'answeredOn', to_char(a.answered_at at time zone p.zone, 'YYYY-MM-DD')) order by a.answered_at, a.link_id)
        from questionnaire_answer a where a.programme_id = r.programme_id and a.response_id = r.response_id) as answers
     ${FORMS}
     order by r.sent_at, r.response_id`,
    range,
  );
  const questionnaires = new Map<string, Questionnaire>();
  for (;;) {
    const { rows } = await db.query<FormRow>(`fetch ${FORMS_AT_ONCE} from exported_form`);
    if (rows.length === 0) break;
    const forms: ExportedForm[] = [];
    for (const row of rows) {
      const questionnaire = questionnaires.get(row.questionnaireId) ?? (await loadQuestionnaire(db, row.questionnaireId));
      questionnaires.set(row.questionnaireId, questionnaire);
      forms.push(toForm(row, questionnaire, options));
    }
    yield forms;
  }
  await db.query("close exported_form");
}

function toForm(row: FormRow, questionnaire: Questionnaire, { secret, freeText }: ExportOptions): ExportedForm {
  return {
    questionnaire,
    person: row.personId && pseudonymOf(secret, row.programmeId, "person", row.personId),
    form: pseudonymOf(secret, row.programmeId, "form", row.responseId),
    status: row.state === "completed" || row.state === "in-progress" ? row.state : "stopped",
    occasion: row.occasion,
    milestone: row.milestone,
    unit: row.unit,
    locale: row.locale,
    answers: row.answers.map(({ value, ...answer }) => {
      if (value === null) return { ...answer, value, state: "passed" };
      return "valueString" in value && !freeText ? { ...answer, value: null, state: "withheld" } : { ...answer, value, state: "answered" };
    }),
  };
}
