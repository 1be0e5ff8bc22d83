import { type AdaptiveCard, card, text } from "../../cards/card.ts";
import { formCard } from "../../cards/form-card.ts";
import { formOf, wholeFormOf } from "../../dialogs/questionnaire/ask-item.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { localesOf } from "../../domain/surveys/wording.ts";

const ID = "44444444-4444-4444-8444-444444444444";

/** The card of every questionnaire that comes with the service, as it is sent, sent back with faults, and what is told in its place; with what it shows as its name. */
export function formCards(locale: Locale): [string, AdaptiveCard][] {
  const { t } = texts(locale);
  const asked = [...shippedQuestionnaires.values()].filter((questionnaire) => localesOf(questionnaire).includes(locale));
  return [
    ...asked.flatMap((questionnaire): [string, AdaptiveCard][] => {
      const response = { id: ID, questionnaire, answers: {} };
      const form = formOf(response, locale);
      const [first, second] = form.fields;
      const typed = first ? { [first.linkId]: first.takes.kind === "choice" ? "1" : "7" } : {};
      const faults = second ? ({ [second.linkId]: "missing" } as const) : first ? ({ [first.linkId]: "wrong" } as const) : {};
      const whole = wholeFormOf(response, locale);
      return [
        [questionnaire.name, formCard(form, ID, locale)],
        [`${questionnaire.name}, sent back`, formCard(form, ID, locale, { typed, faults })],
        ...(whole.fields.length > form.fields.length
          ? [[`${questionnaire.name}, asked more`, formCard(whole, ID, locale, { notice: t("form.more") })] as [string, AdaptiveCard]]
          : []),
      ];
    }),
    ...(["thanks", "teamTold", "late", "over", "none", "notAgain", "declined"] as const).map((key): [string, AdaptiveCard] => [
      key,
      card([text(t(`questionnaire.${key}`))], []),
    ]),
  ];
}
