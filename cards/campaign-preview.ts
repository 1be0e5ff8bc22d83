import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Campaign } from "../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../domain/campaigns/preview.ts";
import type { Locale } from "../domain/locale.ts";
import { checkQuestionnaire, SURVEY_CHANNELS } from "../domain/surveys/check-questionnaire.ts";
import type { Questionnaire } from "../domain/surveys/questionnaire.ts";
import { count, money } from "./money.ts";
import { whyNot } from "./questionnaire-words.ts";
import type { QueueViewer } from "./queue-card.ts";

/** What a campaign would come to, in figures: whom it reaches, what it costs, when the last message leaves. */
export function previewRows(preview: CampaignPreview, { ratePerMinute }: Campaign, { locale, zone }: QueueViewer): [string, string][] {
  const { t, at } = screenTexts(locale);
  const { audience, recipients, channels, segments, costMicros, mostCostMicros, lastOfferAt } = preview;
  return [
    [t("campaign.audience"), count(audience, locale)],
    [t("campaign.recipients"), count(recipients, locale)],
    [
      t("campaign.channels"),
      channels.map(({ channel, count: many }) => `${t(`campaign.channel.${channel}`)} ${count(many, locale)}`).join(", ") || "-",
    ],
    [t("campaign.segments"), count(segments, locale)],
    [t("campaign.cost"), t("campaign.costs", { cost: money(costMicros, locale), most: money(mostCostMicros, locale) })],
    [t("campaign.pace"), t("campaign.aMinute", { count: ratePerMinute })],
    [t("campaign.lastOffer"), lastOfferAt ? at(lastOfferAt.setZone(zone)) : t("campaign.tooLong")],
  ];
}

/** Who is not asked, or later, and why. */
export function previewSentences({ excluded, delayed }: CampaignPreview, locale: Locale): string[] {
  const { t } = screenTexts(locale);
  const because = (reasons: { words: string; count: number }[]) =>
    reasons.map(({ words, count: many }) => `${count(many, locale)} (${words})`).join(", ");
  return [
    ...(excluded.length > 0
      ? [
          t("campaign.excluded", {
            reasons: because(excluded.map(({ reason, count: many }) => ({ words: t(`campaign.skip.${reason}`), count: many }))),
          }),
        ]
      : []),
    ...(delayed.length > 0
      ? [
          t("campaign.delayed", {
            reasons: because(delayed.map(({ reason, count: many }) => ({ words: t(`campaign.delay.${reason}`), count: many }))),
          }),
        ]
      : []),
    t("campaign.about"),
  ];
}

/** On which channels a questionnaire can't be asked, and why. */
export function unfitSentences(asked: Questionnaire, locale: Locale): string[] {
  const { t } = screenTexts(locale);
  const check = checkQuestionnaire(asked);
  return SURVEY_CHANNELS.filter((channel) => check.channels[channel].fit === "none").map((channel) =>
    t("campaign.unfit", { channel: t(`campaign.channel.${channel}`), why: whyNot(asked, check, channel, locale).join(" ") }),
  );
}
