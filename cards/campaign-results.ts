import { type TextKey, texts } from "../dialogs/texts/texts.ts";
import type { CampaignResults } from "../domain/campaigns/results/load-results.ts";
import { type ReleasedFigures, shareImproved } from "../domain/campaigns/results/release-figures.ts";
import type { Locale } from "../domain/locale.ts";
import { type CardElement, facts, text } from "./card.ts";

/** Why somebody was not asked, where there are words for it; anything else is a message that could not be delivered. */
export const SKIP_REASONS = [
  ...["erased", "frozen", "opted-out", "not-agreed", "no-address", "no-booking", "no-language", "no-channel"],
  ...["declined", "not-me", "campaign-ended", "outside-audience", "spending-cap", "undelivered"],
] as const;
const KNOWN = new Set<string>(SKIP_REASONS);

/** The scales that have a name of their own; the others are the questionnaire's one score. */
export const NAMED_SCALES = ["anxiety", "mood", "useful", "listened", "coping", "recommend"] as const;
const NAMED = new Set<string>(NAMED_SCALES);

/** How far a campaign has come, and what was answered: the figures as they were released, so never about fewer than ten. */
export function resultElements({ recipients, waiting, sent, skipped, figures, tooLike }: CampaignResults, locale: Locale): CardElement[] {
  const { t } = texts(locale);
  const elements: CardElement[] = [
    facts([
      [t("campaign.recipients"), String(recipients)],
      [t("campaign.waiting"), String(waiting)],
      [t("campaign.sent"), String(sent)],
      [
        t("campaign.answers"),
        figures
          ? t("campaign.rate", { count: figures.completed, percent: percent(figures.completed, sent) })
          : t(tooLike === undefined ? "campaign.fewer" : "campaign.hidden"),
      ],
    ]),
  ];
  if (skipped.length > 0) elements.push(text(skippedWords(skipped, locale), { isSubtle: true, size: "Small" }));
  if (tooLike !== undefined) elements.push(text(t("campaign.tooLike", { name: tooLike }), { isSubtle: true, size: "Small" }));
  if (!figures) return elements;
  elements.push(...channelElements(figures, locale));
  for (const [name, { scale, improvement }] of Object.entries(figures.scales)) {
    const words = NAMED.has(name) ? t(`campaign.scale.${name}` as TextKey) : t("campaign.score");
    if (!scale) {
      elements.push(text(t("campaign.noMean", { scale: words }), { isSubtle: true }));
      continue;
    }
    elements.push(
      { ...text(words, { weight: "Bolder" }), spacing: "Medium" },
      text(
        t("campaign.mean", {
          mean: number(scale.mean, locale),
          low: number(scale.low, locale),
          high: number(scale.high, locale),
          n: howMany(scale.n, scale.about, locale),
        }),
      ),
    );
    if (improvement)
      elements.push(
        text(
          t("campaign.improved", {
            percent: shareImproved(improvement),
            n: howMany(improvement.pairs, improvement.about, locale),
          }),
        ),
      );
  }
  elements.push({ ...text(t("campaign.steps"), { isSubtle: true, size: "Small" }), spacing: "Medium" });
  return elements;
}

function channelElements({ channels }: ReleasedFigures, locale: Locale): CardElement[] {
  const { t } = texts(locale);
  if (!channels) return [{ ...text(t("campaign.noChannels"), { isSubtle: true }), spacing: "Medium" }];
  const rows = Object.entries(channels.cells).map(([mode, count]): [string, string] => [
    t(`campaign.channel.${mode}` as TextKey),
    count === null ? t("campaign.hidden") : String(count),
  ]);
  return [{ ...text(t("campaign.byChannel", { count: channels.of }), { weight: "Bolder" }), spacing: "Medium" }, facts(rows)];
}

function skippedWords(skipped: CampaignResults["skipped"], locale: Locale): string {
  const { t } = texts(locale);
  const counts = new Map<string, number>();
  for (const { reason, count } of skipped) {
    const known = KNOWN.has(reason) ? reason : "undelivered";
    counts.set(known, (counts.get(known) ?? 0) + count);
  }
  return t("campaign.excluded", {
    reasons: [...counts].map(([reason, count]) => `${t(`campaign.skip.${reason}` as TextKey)} ${count}`).join(", "),
  });
}

const howMany = (n: number, about: number | null, locale: Locale): string =>
  about === null ? String(n) : texts(locale).t("campaign.aboutSoMany", { count: about });

const percent = (part: number, whole: number): number => (whole > 0 ? Math.min(100, Math.round((100 * part) / whole)) : 0);

/** To a tenth: more would say more than ten people can. */
function number(value: number, locale: Locale): string {
  const rounded = value.toFixed(1);
  return locale === "fr" ? rounded.replace(".", ",") : rounded;
}
