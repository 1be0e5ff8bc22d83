import { screenTexts } from "../dialogs/texts/texts.ts";
import { checkQuestionnaire, SURVEY_CHANNELS } from "../domain/surveys/check-questionnaire.ts";
import type { ListedQuestionnaire } from "../domain/surveys/import-questionnaire.ts";
import { askedItems } from "../domain/surveys/items.ts";
import { titleOf } from "../domain/surveys/wording.ts";
import { type AdaptiveCard, type CardAction, type CardElement, card, execute, heading, section, text } from "./card.ts";
import { whyNot } from "./questionnaire-words.ts";
import type { QueueViewer } from "./queue-card.ts";

const COLOURS = { whole: "Good", "in-part": "Warning", none: "Attention" };

/** As many as are read at a glance, on a phone too. */
export const QUESTIONNAIRES_A_PAGE = 5;

/** The programme's questionnaires, a page at a time: in which languages each is written, how long it is, and on which channels it can be asked or why not. */
export function questionnairesCard(
  { listed, total, page }: { listed: ListedQuestionnaire[]; total: number; page: number },
  { locale, programmeId }: QueueViewer,
): AdaptiveCard {
  const { t } = screenTexts(locale);
  const from = page * QUESTIONNAIRES_A_PAGE;
  const body: CardElement[] = [heading(t("fit.title", { count: total })), text(t("fit.about"), { isSubtle: true })];
  if (total > QUESTIONNAIRES_A_PAGE)
    body.push(text(t("peers.page", { from: from + 1, to: from + listed.length, total }), { isSubtle: true }));
  for (const one of listed) body.push(questionnaireSection(one, locale));
  const turn = (to: number, title: string): CardAction => execute("show-questionnaires", title, { programmeId, page: to });
  return card(
    body,
    [
      ...(page > 0 ? [turn(page - 1, t("peers.before"))] : []),
      ...(from + listed.length < total ? [turn(page + 1, t("peers.after"))] : []),
      execute("show-campaigns", t("campaign.title"), { programmeId }),
    ],
    turn(page, t("queue.refresh")),
  );
}

function questionnaireSection({ questionnaire, status }: ListedQuestionnaire, locale: QueueViewer["locale"]): CardElement {
  const { t } = screenTexts(locale);
  const check = checkQuestionnaire(questionnaire);
  const about = [
    t("fit.questions", { count: askedItems(questionnaire).length }),
    ...check.locales.map((written) => t(`data.value.${written}`)),
    ...(status === "draft" ? [t("fit.draft")] : []),
  ];
  return section(
    text(titleOf(questionnaire, locale) ?? questionnaire.title, { weight: "Bolder" }),
    text(about.join(", "), { isSubtle: true }),
    ...SURVEY_CHANNELS.map((channel): CardElement => {
      const { fit } = check.channels[channel];
      return {
        type: "ColumnSet",
        spacing: "Small",
        columns: [
          { type: "Column", width: "110px", items: [text(t(`fit.channel.${channel}`), { isSubtle: true })] },
          {
            type: "Column",
            width: "stretch",
            items: [
              text(t(`fit.${fit}`), { weight: "Bolder", color: COLOURS[fit] }),
              ...whyNot(questionnaire, check, channel, locale).map((reason) => ({ ...text(reason, { size: "Small" }), spacing: "None" })),
            ],
          },
        ],
      };
    }),
    ...check.notes.flatMap(({ locale: missing }) =>
      missing ? [text(t("fit.notIn", { language: t(`data.value.${missing}`) }), { isSubtle: true, size: "Small" })] : [],
    ),
  );
}
