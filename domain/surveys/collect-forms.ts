import { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import { LOCALES, type Locale } from "../locale.ts";
import { askedItems, optionsOf } from "./items.ts";
import { type AnswerValue, answerValue, type Item, type Questionnaire, questionnaire } from "./questionnaire.ts";
import { textOf, titleOf } from "./wording.ts";

/** A form as whoever answered it reads it: what was asked, in the language in which it was, and what they said. */
export interface CollectedForm {
  title: string;
  at: string;
  answers: { question: string; answer: string | null; late: boolean }[];
}

const row = z.object({
  content: questionnaire,
  locale: z.enum(LOCALES),
  at: z.date(),
  answers: z.array(z.object({ linkId: z.string(), value: answerValue.nullable(), late: z.boolean() })),
});

/** All that a person has answered, the oldest first. */
export async function collectForms(db: Db, personId: string): Promise<CollectedForm[]> {
  const { rows } = await db.query(
    `select q.content, coalesce(r.locale, person.locale) as locale, r.sent_at as at,
       (select jsonb_agg(jsonb_build_object('linkId', a.link_id, 'value', a.value, 'late', a.late)) from questionnaire_answer a where a.response_id = r.response_id) as answers
     from questionnaire_response r
     join questionnaire q on q.questionnaire_id = r.questionnaire_id
     join person on person.person_id = r.person_id
     where r.person_id = $1 and exists (select from questionnaire_answer a where a.response_id = r.response_id)
     order by r.sent_at, r.response_id`,
    [personId],
  );
  return rows
    .map((found) => row.parse(found))
    .map(({ content, locale, at, answers }) => ({
      title: titleOf(content, locale) ?? content.title,
      at: DateTime.fromJSDate(at).toISO() ?? "",
      answers: askedItems(content).flatMap(({ item }) =>
        answers
          .filter(({ linkId }) => linkId === item.linkId)
          .map(({ value, late }) => ({
            question: textOf(content, item, locale) ?? item.text,
            answer: value && answerWords(content, item, value, locale),
            late,
          })),
      ),
    }));
}

const YES_NO: Record<Locale, [string, string]> = { fr: ["oui", "non"], en: ["yes", "no"] };

function answerWords(content: Questionnaire, item: Item, value: AnswerValue, locale: Locale): string {
  if ("valueInteger" in value) return String(value.valueInteger);
  if ("valueString" in value) return value.valueString;
  if ("valueBoolean" in value) return YES_NO[locale][value.valueBoolean ? 0 : 1];
  const chosen = optionsOf(content, item, locale).find(
    (option) => "valueCoding" in option.value && option.value.valueCoding.code === value.valueCoding.code,
  );
  return chosen?.text ?? value.valueCoding.display;
}
