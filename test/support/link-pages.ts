import { goneQuestionnairePage, questionnairePage, thanksPage } from "../../bot/render/questionnaire-page.ts";
import { wholeFormOf } from "../../dialogs/questionnaire/ask-item.ts";
import { LOCALES } from "../../domain/locale.ts";
import type { SafetyAssessment } from "../../domain/safety/assessment.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";

const ID = "44444444-4444-4444-8444-444444444444";
const DANGER: SafetyAssessment = { level: 2, situation: "suicide", rule: "test" };

/** Every page of a link by which care professionals answer, with what it shows as its name. */
export function linkPages(): [name: string, markup: string][] {
  const pages = LOCALES.flatMap((locale): [string, string][] => {
    const shown = (name: string, unit: string | null) => {
      const questionnaire = shippedQuestionnaires.get(name)!;
      const link = { id: ID, questionnaireId: ID, questionnaire, programmeName: "Passerelle", unit };
      return { link, form: wholeFormOf({ id: ID, questionnaire, answers: {} }, locale) };
    };
    const { link, form } = shown("professional", "Oncologie");
    const other = shown("care-use", null);
    const [first, second, third] = form.fields.map(({ linkId }) => linkId);
    return [
      ["form", questionnairePage(link, form, locale)],
      ["other-form", questionnairePage(other.link, other.form, locale)],
      [
        "sent-back",
        questionnairePage(link, form, locale, {
          typed: { [first!]: "7" },
          faults: { [second!]: "missing", [third!]: "wrong" },
          notice: "form.incomplete",
        }),
      ],
      ["too-many", questionnairePage(link, form, locale, { typed: { [first!]: "7" }, notice: "formLink.tooMany" })],
      ["danger", questionnairePage(link, form, locale, { danger: DANGER, faults: { [first!]: "missing" }, notice: "form.incomplete" })],
      ["thanks", thanksPage(locale)],
      ["thanks-danger", thanksPage(locale, DANGER)],
    ].map(([name, markup]): [string, string] => [`${locale}-${name}`, markup!]);
  });
  return [...pages, ["gone", goneQuestionnairePage()]];
}
