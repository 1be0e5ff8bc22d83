import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Campaign } from "../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../domain/campaigns/preview.ts";
import type { CampaignResults } from "../domain/campaigns/results/load-results.ts";
import type { Unit } from "../domain/programmes/unit.ts";
import type { Questionnaire } from "../domain/surveys/questionnaire.ts";
import { previewRows, previewSentences, unfitSentences } from "./campaign-preview.ts";
import { resultElements, type Scales } from "./campaign-results.ts";
import { whenWords } from "./campaigns-card.ts";
import { type AdaptiveCard, type CardAction, type CardElement, card, execute, facts, heading, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";
import { unitWords } from "./unit-words.ts";

export interface CampaignView {
  campaign: Campaign;
  /** Its questionnaire's title. */
  title: string;
  /** The units that it is for; none: whichever. */
  units: Unit[];
  /** Before it is launched. */
  preview?: CampaignPreview;
  /** Its questionnaire, to say which channels it does not fit. */
  asked?: Questionnaire;
  /** Since it was. */
  results?: CampaignResults;
  /** What its figures mean; empty where there is nothing to compare. */
  scales: Scales;
  /** What is asked once more before it is done. */
  confirms?: "launch" | "cancel";
}

/** A campaign as it stands, with what can be done with it then: what it would come to before it is launched, how it goes since. */
export function campaignCard(view: CampaignView, viewer: QueueViewer): AdaptiveCard {
  const { campaign, title, units, preview, asked, results, confirms } = view;
  const { t } = screenTexts(viewer.locale);
  const body: CardElement[] = [
    heading(campaign.name),
    text(whenWords(campaign, viewer), { weight: "Bolder" }),
    text(title, { isSubtle: true }),
  ];
  const named = units.map((unit) => unitWords(unit, viewer.locale)).join("; ");
  if (named) body.push(text(t("campaign.forUnits", { count: units.length, units: named }), { isSubtle: true }));
  if (preview) {
    body.push(facts(previewRows(preview, campaign, viewer)));
    for (const sentence of [...(asked ? unfitSentences(asked, viewer.locale) : []), ...previewSentences(preview, viewer.locale)])
      body.push(text(sentence, { isSubtle: true, size: "Small" }));
  }
  if (results && campaign.isPlanned) body.push(...resultElements(results, view.scales, viewer));
  else if (results && campaign.state === "running") body.push(text(t("campaign.planning"), { isSubtle: true }));
  // nobody was asked yet, so that nothing is stopped
  const sure = confirms === "cancel" && preview ? "drop" : confirms;
  if (sure)
    body.push({ ...text(t(`campaign.confirm.${sure}`, { count: preview?.recipients ?? 0 }), { weight: "Bolder" }), spacing: "Medium" });
  const data = { programmeId: viewer.programmeId, campaignId: campaign.id };
  const refresh = execute("show-campaign", t("queue.refresh"), data);
  return card(
    body,
    confirms
      ? confirming(preview && confirms === "cancel" ? "drop" : confirms, data, viewer)
      : [...actionsOf(view, data, viewer), refresh, back(viewer)],
    refresh,
  );
}

const back = ({ programmeId, locale }: QueueViewer): CardAction =>
  execute("show-campaigns", screenTexts(locale).t("campaign.all"), { programmeId });

function confirming(what: "launch" | "cancel" | "drop", data: object, { locale }: QueueViewer): CardAction[] {
  const { t } = screenTexts(locale);
  return [
    execute(
      `${what === "launch" ? "launch" : "cancel"}-campaign`,
      t(`campaign.sure.${what}`),
      { ...data, confirmed: true },
      what === "launch" ? "positive" : "destructive",
    ),
    execute("show-campaign", t("campaign.notYet"), { ...data }),
  ];
}

function actionsOf({ campaign, preview }: CampaignView, data: object, { locale }: QueueViewer): CardAction[] {
  const { t } = screenTexts(locale);
  const button = (what: "launch" | "pause" | "resume" | "cancel", style?: "positive" | "destructive") =>
    execute(`${what}-campaign`, t(`campaign.do.${what}`), { ...data }, style);
  switch (campaign.state) {
    case "draft":
    case "previewed":
      return [
        ...(preview?.recipients ? [button("launch", "positive")] : []),
        execute("cancel-campaign", t("campaign.do.drop"), { ...data }, "destructive"),
      ];
    case "scheduled":
    case "running":
      return [button("pause"), button("cancel", "destructive")];
    case "paused":
      return [button("resume", "positive"), button("cancel", "destructive")];
    case "done":
    case "cancelled":
      return [];
  }
}
