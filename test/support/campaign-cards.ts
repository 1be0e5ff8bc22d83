import { DateTime } from "luxon";
import { type CampaignView, campaignCard } from "../../cards/campaign-card.ts";
import { CAMPAIGN_FAULTS, campaignFormCard } from "../../cards/campaign-form-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import type { AdaptiveCard } from "../../cards/card.ts";
import { shortFit } from "../../cards/questionnaire-words.ts";
import type { Campaign, CampaignState } from "../../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../../domain/campaigns/preview.ts";
import type { CampaignResults } from "../../domain/campaigns/results/load-results.ts";
import type { Locale } from "../../domain/locale.ts";
import { checkQuestionnaire } from "../../domain/surveys/check-questionnaire.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { instrumentOf } from "../../domain/surveys/scoring/score-answers.ts";
import { titleOf } from "../../domain/surveys/wording.ts";

const PROGRAMME = "44444444-4444-4444-8444-444444444444";
export const VIEWER = {
  programmeId: PROGRAMME,
  id: "55555555-5555-4555-8555-555555555555",
  locale: "fr",
  zone: "Europe/Paris",
  now: DateTime.fromISO("2026-11-23T10:00:00+01:00"),
} as const;

export function makeCampaign(over: Partial<Campaign> = {}): Campaign {
  return {
    id: "66666666-6666-4666-8666-666666666666",
    name: "Automne",
    state: "running",
    reason: null,
    questionnaireName: "phq4",
    questionnaireId: null,
    audience: {},
    ratePerMinute: 60,
    weight: 1,
    startsAt: DateTime.fromISO("2026-11-23T10:00:00+01:00"),
    endsAt: DateTime.fromISO("2026-12-07T10:00:00+01:00"),
    isPlanned: true,
    wantsCheck: false,
    version: 1,
    ...over,
  };
}

export const makePreview = (): CampaignPreview => ({
  audience: 389,
  excluded: [
    { reason: "opted-out", count: 14 },
    { reason: "no-booking", count: 9 },
  ],
  delayed: [{ reason: "weekly-cap", count: 31 }],
  recipients: 366,
  channels: [
    { channel: "sms", count: 340 },
    { channel: "voice", count: 26 },
  ],
  segments: 366,
  costMicros: 29_280_000,
  mostCostMicros: 205_000_000,
  lastOfferAt: DateTime.fromISO("2026-11-23T16:06:00+01:00"),
});

export const makeResults = (): CampaignResults => ({
  recipients: 389,
  waiting: 214,
  sent: 152,
  skipped: [
    { reason: "opted-out", count: 14 },
    { reason: "30005", count: 2 },
    { reason: "attempts-exhausted", count: 7 },
  ],
  areWorkedOut: false,
  figures: {
    at: DateTime.fromISO("2026-11-23T09:40:00+01:00"),
    completed: 47,
    channels: { of: 47, exact: { voice: 3, teams: 22, sms: 22 }, cells: { voice: null, teams: null, sms: 22 } },
    scales: {
      total: {
        scale: { of: 47, n: 47, about: null, mean: 5.21, low: 4.6, high: 5.82 },
        improvement: { of: 47, pairs: 39, improved: 24, about: 47 },
      },
      anxiety: { scale: { of: 47, n: 45, about: 47, mean: 2.5, low: 2.1, high: 2.9 }, improvement: null },
      mood: { scale: null, improvement: null },
    },
  },
});

/** Of a campaign that is over, by the questions after a talk. */
const makeManyResults = (): CampaignResults => ({
  recipients: 10_000,
  waiting: 0,
  sent: 9_412,
  skipped: [{ reason: "opted-out", count: 588 }],
  areWorkedOut: false,
  figures: {
    at: DateTime.fromISO("2026-11-23T09:40:00+01:00"),
    completed: 5_120,
    channels: { of: 5_120, exact: {}, cells: { web: 12, whatsapp: 240, voice: 391, teams: 57, sms: 4_420 } },
    scales: {
      useful: { scale: { of: 5_120, n: 5_120, about: null, mean: 8.1, low: 8.0, high: 8.2 }, improvement: null },
      listened: { scale: { of: 5_120, n: 5_098, about: null, mean: 8.9, low: 8.8, high: 9.0 }, improvement: null },
      coping: {
        scale: { of: 5_120, n: 5_000, about: null, mean: 6.4, low: 6.3, high: 6.5 },
        improvement: { of: 5_120, pairs: 4_100, improved: 2_460, about: null },
      },
      recommend: { scale: { of: 5_120, n: 4_800, about: null, mean: 8.4, low: 8.3, high: 8.5 }, improvement: null },
    },
  },
});

const scalesOf = (name: string) => instrumentOf(shippedQuestionnaires.get(name)!)!.scales;

export const viewOf = (state: CampaignState): CampaignView => ({
  campaign: makeCampaign({ state }),
  title: "PHQ-4",
  units: [],
  scales: scalesOf("phq4"),
  ...(state === "draft" || state === "previewed" ? { preview: makePreview() } : { results: makeResults() }),
});

export const STATES: CampaignState[] = ["draft", "previewed", "scheduled", "running", "paused", "done", "cancelled"];

/** What a new campaign may ask, and of whom. */
export const OFFERED = {
  questionnaires: [{ name: "phq4", title: "PHQ-4", fit: "4 questions, par SMS" }],
  units: [
    { name: "Gastro-entérologie", code: "GASTRO7", isOpen: true },
    { name: "Oncologie", code: "ONCO3", isOpen: false },
  ],
};

/** Every card of campaigns, with what it shows as its name. */
export function campaignCards(locale: Locale): [string, AdaptiveCard][] {
  const viewer = { ...VIEWER, locale };
  const questionnaires = [...shippedQuestionnaires.values()].map((asked) => ({
    name: asked.name,
    title: titleOf(asked, locale) ?? asked.title,
    fit: shortFit(asked, checkQuestionnaire(asked), locale),
  }));
  const results = (over: Partial<CampaignResults>) =>
    campaignCard({ ...viewOf("running"), results: { ...makeResults(), ...over } }, viewer);
  return (
    [
      [
        "list",
        campaignsCard(
          STATES.map((state) => makeCampaign({ state })),
          viewer,
        ),
      ],
      ["no list", campaignsCard([], viewer)],
      ...STATES.map((state): [string, AdaptiveCard] => [state, campaignCard(viewOf(state), viewer)]),
      ["launching", campaignCard({ ...viewOf("previewed"), confirms: "launch" }, viewer)],
      ["dropping", campaignCard({ ...viewOf("previewed"), confirms: "cancel" }, viewer)],
      ["stopping", campaignCard({ ...viewOf("running"), confirms: "cancel" }, viewer)],
      ["being planned", campaignCard({ ...viewOf("running"), campaign: makeCampaign({ isPlanned: false }) }, viewer)],
      ["nothing sent", results({ waiting: 389, sent: 0, skipped: [], figures: null })],
      ["too few answers", results({ figures: null })],
      [
        "many",
        campaignCard(
          { ...viewOf("done"), title: "Après votre échange", scales: scalesOf("after-talk"), results: makeManyResults() },
          viewer,
        ),
      ],
      ...[undefined, ...CAMPAIGN_FAULTS].map((fault): [string, AdaptiveCard] => [
        `form ${fault ?? "empty"}`,
        campaignFormCard({ questionnaires, units: OFFERED.units }, viewer, { fault, typed: fault ? { name: "*Automne*", days: "7" } : {} }),
      ]),
    ] as [string, AdaptiveCard][]
  ).map(([name, made]) => [`${locale} ${name}`, made]);
}

/** Every button of a card, wherever it stands. */
export function executesOf(card: unknown): { verb: string; data: Record<string, unknown> }[] {
  if (typeof card !== "object" || card === null) return [];
  const part = card as { type?: string; verb?: string; data?: Record<string, unknown> };
  const own = part.type === "Action.Execute" ? [{ verb: part.verb ?? "", data: part.data ?? {} }] : [];
  const { refresh: _, data: __, ...rest } = card as Record<string, unknown>;
  // what stands in the midst comes after what stands below
  const { body, actions, ...others } = rest;
  return [
    ...own,
    ...[actions, others, body].flatMap((each) => (Array.isArray(each) ? each : Object.values(each ?? {})).flatMap(executesOf)),
  ];
}
