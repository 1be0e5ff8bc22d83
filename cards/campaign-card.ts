import { texts } from "../dialogs/texts/texts.ts";
import type { Campaign } from "../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../domain/campaigns/preview.ts";
import type { CampaignResults } from "../domain/campaigns/results/load-results.ts";
import type { Check } from "../domain/surveys/check-questionnaire.ts";
import { previewRows, previewSentences, unfitSentences } from "./campaign-preview.ts";
import { resultElements } from "./campaign-results.ts";
import { whenWords } from "./campaigns-card.ts";
import { type AdaptiveCard, type CardAction, type CardElement, card, execute, facts, heading, text } from "./card.ts";
import type { QueueViewer } from "./queue-card.ts";

export interface CampaignView {
  campaign: Campaign;
  /** Its questionnaire's title. */
  title: string;
  /** Before it is launched. */
  preview?: CampaignPreview;
  /** Which channels its questionnaire does not fit, and why. */
  check?: Check;
  /** Since it was. */
  results?: CampaignResults;
  /** What is asked once more before it is done. */
  confirms?: "launch" | "cancel";
}

/** A campaign as it stands, with what can be done with it then: what it would come to before it is launched, how it goes since. */
export function campaignCard(view: CampaignView, viewer: QueueViewer): AdaptiveCard {
  const { campaign, title, preview, check, results, confirms } = view;
  const { t } = texts(viewer.locale);
  const body: CardElement[] = [
    heading(campaign.name),
    text(whenWords(campaign, viewer), { weight: "Bolder" }),
    text(title, { isSubtle: true }),
  ];
  if (preview) {
    body.push(facts(previewRows(preview, campaign, viewer)));
    for (const sentence of [...(check ? unfitSentences(check, viewer.locale) : []), ...previewSentences(preview, viewer.locale)])
      body.push(text(sentence, { isSubtle: true, size: "Small" }));
  }
  if (results) body.push(...resultElements(results, viewer.locale));
  if (confirms)
    body.push({ ...text(t(`campaign.confirm.${confirms}`, { count: preview?.recipients ?? 0 }), { weight: "Bolder" }), spacing: "Medium" });
  const data = { programmeId: viewer.programmeId, campaignId: campaign.id };
  const refresh = execute("show-campaign", t("queue.refresh"), data);
  return card(body, confirms ? confirming(confirms, data, viewer) : [...actionsOf(view, data, viewer), refresh, back(viewer)], refresh);
}

const back = ({ programmeId, locale }: QueueViewer): CardAction =>
  execute("show-campaigns", texts(locale).t("campaign.all"), { programmeId });

function confirming(what: "launch" | "cancel", data: object, { locale }: QueueViewer): CardAction[] {
  const { t } = texts(locale);
  return [
    execute(`${what}-campaign`, t(`campaign.sure.${what}`), { ...data, confirmed: true }, what === "launch" ? "positive" : "destructive"),
    execute("show-campaign", t("campaign.notYet"), { ...data }),
  ];
}

function actionsOf({ campaign, preview }: CampaignView, data: object, { locale }: QueueViewer): CardAction[] {
  const { t } = texts(locale);
  const button = (what: "launch" | "pause" | "resume" | "cancel", style?: "positive" | "destructive") =>
    execute(`${what}-campaign`, t(`campaign.do.${what}`), { ...data }, style);
  switch (campaign.state) {
    case "draft":
    case "previewed":
      return [...(preview?.recipients ? [button("launch", "positive")] : []), button("cancel", "destructive")];
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
