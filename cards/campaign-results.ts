import { screenTexts, type TextKey } from "../dialogs/texts/texts.ts";
import type { CampaignResults } from "../domain/campaigns/results/load-results.ts";
import { type ReleasedFigures, shareImproved } from "../domain/campaigns/results/release-figures.ts";
import type { Locale } from "../domain/locale.ts";
import type { ScaleMeaning } from "../domain/surveys/scoring/instrument.ts";
import { bar, named } from "./bar.ts";
import { type CardElement, facts, section, text } from "./card.ts";
import { count } from "./money.ts";
import type { QueueViewer } from "./queue-card.ts";

/** Why somebody was not asked, where there are words for it; anything else is a message that could not be delivered. */
export const SKIP_REASONS = [
  ...["erased", "frozen", "opted-out", "not-agreed", "no-address", "no-booking", "no-language", "no-channel"],
  ...["declined", "not-me", "campaign-ended", "outside-audience", "spending-cap", "undelivered"],
] as const;
const KNOWN = new Set<string>(SKIP_REASONS);

/** The scales that have a name of their own; the others are the questionnaire's one score. */
export const NAMED_SCALES = ["anxiety", "mood", "useful", "listened", "coping", "recommend"] as const;
/** What the figures of a questionnaire's scales mean. */
export type Scales = Record<string, ScaleMeaning>;

const NAMED = new Set<string>(NAMED_SCALES);

/** How far a campaign has come, and what was answered: the figures as they were released, so never about fewer than ten. */
export function resultElements(
  { recipients, waiting, sent, skipped, figures, areWorkedOut, tooLike }: CampaignResults,
  scales: Scales,
  { locale, zone }: Pick<QueueViewer, "locale" | "zone">,
): CardElement[] {
  const { t, at } = screenTexts(locale);
  const elements = [
    facts([
      [t("campaign.recipients"), count(recipients, locale)],
      [t("campaign.waiting"), count(waiting, locale)],
    ]),
    bar(t("campaign.sent"), t("campaign.sentOf", { count: count(sent, locale), total: count(recipients, locale) }), {
      to: share(sent, recipients),
    }),
    figures
      ? bar(
          t("campaign.answers"),
          t("campaign.rate", { count: count(figures.completed, locale), percent: percent(figures.completed, sent) }),
          {
            to: share(figures.completed, sent),
          },
        )
      : named(
          t("campaign.answers"),
          t(areWorkedOut ? "campaign.notYetKnown" : tooLike === undefined ? "campaign.fewer" : "campaign.hidden"),
        ),
  ];
  if (skipped.length > 0) elements.push(text(skippedWords(skipped, locale), { isSubtle: true, size: "Small" }));
  if (areWorkedOut) elements.push(text(t("campaign.areWorkedOut"), { weight: "Bolder" }));
  if (tooLike !== undefined) elements.push(text(t("campaign.tooLike", { name: tooLike }), { isSubtle: true, size: "Small" }));
  if (!figures) return elements;
  elements.push(text(t("campaign.asOf", { at: at(figures.at.setZone(zone)) }), { isSubtle: true, size: "Small" }));
  elements.push(...channelElements(figures, locale));
  for (const [name, figure] of Object.entries(figures.scales)) elements.push(scaleSection(name, figure, scales[name], locale));
  elements.push({ ...text(t("campaign.steps"), { isSubtle: true, size: "Small" }), spacing: "Medium" });
  return elements;
}

function channelElements({ channels }: ReleasedFigures, locale: Locale): CardElement[] {
  const { t } = screenTexts(locale);
  if (!channels) return [{ ...text(t("campaign.noChannels"), { isSubtle: true }), spacing: "Medium" }];
  const rows = Object.entries(channels.cells).sort(([, one], [, other]) => (other ?? 0) - (one ?? 0));
  return [
    section(
      text(t("campaign.byChannel", { count: count(channels.of, locale) }), { weight: "Bolder" }),
      ...rows.map(([mode, cell]) => {
        const name = t(`campaign.channel.${mode}` as TextKey);
        return cell === null
          ? named(name, t("campaign.hidden"))
          : bar(name, t("campaign.share", { count: count(cell, locale), percent: percent(cell, channels.of) }), {
              to: share(cell, channels.of),
            });
      }),
    ),
  ];
}

function scaleSection(
  name: string,
  { scale, improvement }: ReleasedFigures["scales"][string],
  meaning: ScaleMeaning | undefined,
  locale: Locale,
): CardElement {
  const { t } = screenTexts(locale);
  const words = NAMED.has(name) ? t(`campaign.scale.${name}` as TextKey) : t("campaign.score");
  const heads = [text(words, { weight: "Bolder" })];
  if (!scale) return section(...heads, text(t("campaign.noMean"), { isSubtle: true }));
  const mean = t("campaign.mean", {
    mean: number(scale.mean, locale),
    low: number(scale.low, locale),
    high: number(scale.high, locale),
    n: howMany(scale.n, scale.about, locale),
  });
  if (!meaning) return section(...heads, named(t("campaign.meanIs"), mean));
  const { min, max, better } = meaning;
  const at = (value: number) => (value - min) / (max - min);
  return section(
    ...heads,
    bar(t("campaign.meanIs"), mean, { from: at(scale.low), to: at(scale.high), ends: [String(min), String(max)] }),
    text(t(`campaign.better.${better}`), { isSubtle: true, size: "Small" }),
    ...(improvement
      ? [
          bar(
            t("campaign.improved", { n: howMany(improvement.pairs, improvement.about, locale) }),
            t("campaign.percent", { percent: shareImproved(improvement) }),
            { to: shareImproved(improvement) / 100 },
          ),
        ]
      : []),
  );
}

function skippedWords(skipped: CampaignResults["skipped"], locale: Locale): string {
  const { t } = screenTexts(locale);
  const counts = new Map<string, number>();
  for (const { reason, count: more } of skipped) {
    const known = KNOWN.has(reason) ? reason : "undelivered";
    counts.set(known, (counts.get(known) ?? 0) + more);
  }
  return t("campaign.excluded", {
    reasons: [...counts].map(([reason, many]) => `${count(many, locale)} (${t(`campaign.skip.${reason}` as TextKey)})`).join(", "),
  });
}

const howMany = (n: number, about: number | null, locale: Locale): string =>
  about === null ? count(n, locale) : screenTexts(locale).t("campaign.aboutSoMany", { count: count(about, locale) });

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);
const percent = (part: number, whole: number): number => Math.round(100 * share(part, whole));

/** To a tenth: more would say more than ten people can. */
function number(value: number, locale: Locale): string {
  const rounded = value.toFixed(1);
  return locale === "fr" ? rounded.replace(".", ",") : rounded;
}
