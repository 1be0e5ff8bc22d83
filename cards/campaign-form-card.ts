import { forEye } from "../dialogs/texts/for-eye.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import { DOMAINS } from "../domain/conditions/catalogue.ts";
import type { Unit } from "../domain/programmes/unit.ts";
import type { CampaignFields } from "./campaign-actions.ts";
import { type AdaptiveCard, type CardElement, card, execute, heading, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";
import { unitWords } from "./unit-words.ts";

/** How many talks somebody has had: the ends that can be chosen, included; without an end: or more. */
export const TALK_RANGES: Record<string, { from: number; to?: number }> = {
  none: { from: 0, to: 0 },
  "1-3": { from: 1, to: 3 },
  "4-7": { from: 4, to: 7 },
  "8+": { from: 8 },
};
/** How many days a campaign may last. */
export const CAMPAIGN_DAYS = [7, 14, 30] as const;
export const CAMPAIGN_FAULTS = ["incomplete", "name-taken", "unknown-questionnaire", "unknown-unit", "dates"] as const;
export type CampaignFault = (typeof CAMPAIGN_FAULTS)[number];

export interface OfferedQuestionnaire {
  name: string;
  title: string;
  /** How long it is, and on which channels it can be asked. */
  fit: string;
}

/** Past these a list of boxes is opened first. */
const MOST_LISTED = 12;

/** What a new campaign asks, whom, and when. Sent with something wrong it is drawn again, with what was typed. */
export function campaignFormCard(
  { questionnaires, units }: { questionnaires: OfferedQuestionnaire[]; units: Unit[] },
  { programmeId, locale }: QueueViewer,
  { typed = {}, fault }: { typed?: Partial<CampaignFields>; fault?: CampaignFault } = {},
): AdaptiveCard {
  const { t } = screenTexts(locale);
  const value = (name: keyof CampaignFields) => (typed[name] ? { value: typed[name] } : {});
  const required = { isRequired: true, errorMessage: t("form.missing") };
  const choice = (id: keyof CampaignFields, choices: [string, string][], style: object = {}): CardElement => ({
    type: "Input.ChoiceSet",
    id,
    label: t(`campaign.form.${id}`),
    choices: choices.map(([chosen, title]) => ({ value: chosen, title })),
    spacing: "Medium",
    ...style,
    ...value(id),
  });
  const any: [string, string] = ["any", t("campaign.form.any")];
  const body: CardElement[] = [heading(t("campaign.new"))];
  if (fault) body.push(text(t(`campaign.fault.${fault}`), { weight: "Bolder", color: "Attention" }));
  body.push(
    { type: "Input.Text", id: "name", label: t("campaign.form.name"), maxLength: 60, ...required, ...value("name") },
    choice(
      "questionnaire",
      questionnaires.map(({ name, title, fit }) => [name, forEye(`${title}: ${fit}`, locale)]),
      { ...required, style: questionnaires.length > MOST_LISTED ? "compact" : "expanded", wrap: true, placeholder: t("form.choose") },
    ),
    choice(
      "families",
      DOMAINS.map((name) => [name, t(`findPeer.domain.${name}`)]),
      { isMultiSelect: true, style: "expanded", wrap: true },
    ),
    ...(units.length > 0
      ? [
          choice(
            "units",
            units.map((unit) => [unit.code, unitWords(unit, locale)]),
            { isMultiSelect: true, style: units.length > MOST_LISTED ? "compact" : "expanded", wrap: true },
          ),
        ]
      : []),
    choice("talks", [any, ...Object.keys(TALK_RANGES).map((range): [string, string] => [range, range === "none" ? "0" : range])], {
      value: "any",
    }),
    {
      type: "ColumnSet",
      spacing: "Medium",
      columns: (["from", "to"] as const).map((id) => ({
        type: "Column",
        width: "stretch",
        items: [{ type: "Input.Date", id, label: t(`campaign.form.${id}`), ...value(id) }],
      })),
    },
    choice("answered", [any, ["yes", t("campaign.form.answeredYes")], ["no", t("campaign.form.answeredNo")]], { value: "any" }),
    { type: "Input.Date", id: "start", label: t("campaign.form.start"), spacing: "Medium", ...value("start") },
    choice(
      "days",
      CAMPAIGN_DAYS.map((days): [string, string] => [String(days), t("campaign.form.lasts", { count: days })]),
      { value: "14" },
    ),
  );
  return card(body, [
    execute("create-campaign", t("campaign.create"), { programmeId }, "positive"),
    { ...execute("show-campaigns", t("campaign.all"), { programmeId }), associatedInputs: "none" },
  ]);
}
