import { texts } from "../dialogs/texts/texts.ts";
import type { Campaign } from "../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../domain/campaigns/preview.ts";
import type { Locale } from "../domain/locale.ts";
import { type Check, SURVEY_CHANNELS } from "../domain/surveys/check-questionnaire.ts";
import { money } from "./money.ts";
import type { QueueViewer } from "./queue-card.ts";

/** What a campaign would come to, in figures: whom it reaches, what it costs, when the last message leaves. */
export function previewRows(preview: CampaignPreview, { ratePerMinute }: Campaign, { locale, zone }: QueueViewer): [string, string][] {
  const { t, at } = texts(locale);
  const { audience, recipients, channels, segments, costMicros, mostCostMicros, lastOfferAt } = preview;
  return [
    [t("campaign.audience"), String(audience)],
    [t("campaign.recipients"), String(recipients)],
    [t("campaign.channels"), channels.map(({ channel, count }) => `${t(`campaign.channel.${channel}`)} ${count}`).join(", ") || "-"],
    [t("campaign.segments"), String(segments)],
    [t("campaign.cost"), t("campaign.costs", { cost: money(costMicros, locale), most: money(mostCostMicros, locale) })],
    [t("campaign.pace"), t("campaign.aMinute", { count: ratePerMinute })],
    [t("campaign.lastOffer"), lastOfferAt ? at(lastOfferAt.setZone(zone)) : t("campaign.tooLong")],
  ];
}

/** Who is not asked, or later, and why. */
export function previewSentences({ excluded, delayed }: CampaignPreview, locale: Locale): string[] {
  const { t } = texts(locale);
  const because = (reasons: string[]) => reasons.join(", ");
  return [
    ...(excluded.length > 0
      ? [t("campaign.excluded", { reasons: because(excluded.map(({ reason, count }) => `${t(`campaign.skip.${reason}`)} ${count}`)) })]
      : []),
    ...(delayed.length > 0
      ? [t("campaign.delayed", { reasons: because(delayed.map(({ reason, count }) => `${t(`campaign.delay.${reason}`)} ${count}`)) })]
      : []),
    t("campaign.about"),
  ];
}

/** What keeps a questionnaire from a channel, where there are words for it. */
export const UNFIT_REASONS = ["too-long", "too-many-options", "negative-numbers", "free-text"] as const;

/** On which channels it can't be asked, and why. */
export function unfitSentences({ channels }: Check, locale: Locale): string[] {
  const { t } = texts(locale);
  return SURVEY_CHANNELS.filter((channel) => channels[channel].fit === "none").map((channel) => {
    const found = new Set<string>(channels[channel].findings.map(({ code }) => code));
    const reasons = UNFIT_REASONS.filter((code) => found.has(code)).map((code) => t(`campaign.unfit.${code}`));
    return t("campaign.unfit", { channel: t(`campaign.channel.${channel}`), reasons: reasons.join(", ") });
  });
}
