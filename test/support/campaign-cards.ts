import { DateTime } from "luxon";
import type { Campaign } from "../../domain/campaigns/campaign.ts";
import type { CampaignPreview } from "../../domain/campaigns/preview.ts";
import type { CampaignResults } from "../../domain/campaigns/results/load-results.ts";

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
  figures: {
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
