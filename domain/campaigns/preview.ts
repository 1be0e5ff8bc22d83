import type { DateTime } from "luxon";
import * as z from "zod";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";
import type { PlaceKind } from "../surveys/check-questionnaire.ts";
import { audienceQuery, type Exclusion } from "./audience.ts";
import { budgetMicros } from "./budget.ts";
import type { Campaign } from "./campaign.ts";
import { estimateEnd } from "./estimate-end.ts";

/** Why somebody is asked later than the others. */
export type Delay = "weekly-cap" | "one-open";

/** How many SMS segments a questionnaire takes, by language. */
export type Segments = Partial<Record<Locale, { offer: number; answers: number }>>;

export interface CampaignPreview {
  audience: number;
  /** Who is never asked, and why. */
  excluded: { reason: Exclusion | "no-channel"; count: number }[];
  /** Who is asked, later. */
  delayed: { reason: Delay; count: number }[];
  recipients: number;
  /** Of the recipients, by what is written to first. */
  channels: { channel: "sms" | "whatsapp" | "teams" | "voice"; count: number }[];
  /** Of the offers alone: what is sure. A call's cost is not known before it ends. */
  segments: number;
  costMicros: number;
  /** If everybody is reminded and answers all. */
  mostCostMicros: number;
  /** When the last offer leaves; undefined: not before the campaign ends, or not within a year. */
  lastOfferAt: DateTime | undefined;
}

const counted = z.object({
  reason: z.string().nullable(),
  delay: z.string().nullable(),
  kind: z.enum(["sms", "whatsapp", "teams", "voice"]).nullable(),
  locale: z.enum(["fr", "en"]),
  cost: z.number().nullable(),
  count: z.number(),
});

/**
 * What a campaign would come to if it began now. Reads only.
 *
 * @param unfit where its questionnaire can't be asked
 */
export async function previewCampaign(
  db: Db,
  campaign: Campaign,
  {
    now,
    zone,
    settings,
    segments,
    unfit,
  }: {
    now: DateTime;
    zone: string;
    settings: Pick<ProgrammeSettings, "sending" | "surveys" | "campaigns">;
    segments: Segments;
    unfit: PlaceKind[];
  },
): Promise<CampaignPreview> {
  const locales = Object.keys(segments) as Locale[];
  const { text, values } = audienceQuery(campaign.audience, locales);
  const { rows } = await db.query(
    `with member as (${text}), asked as (
       select o.person_id, bool_or(o.state in ('offered', 'in-progress')) as open,
         coalesce(sum(o.weight) filter (where o.sent_at > turn_now() - interval '7 days' and o.state <> 'skipped'), 0) as weight
       from questionnaire_response o group by o.person_id
     )
     select member.reason, member.kind, member.locale, member.cost, count(*)::integer as count,
       case when member.reason is not null then null when asked.open then 'one-open' when asked.weight + $9 > $10 and $9 > 0 then 'weekly-cap' end as delay
     from member left join asked on asked.person_id = member.person_id
     group by member.reason, member.kind, member.locale, member.cost, delay`,
    [...values, campaign.weight, settings.surveys.weeklyCap],
  );
  const groups = rows
    .map((found) => counted.parse(found))
    .map((group) =>
      group.reason === null && group.kind && unfit.includes(group.kind) ? { ...group, reason: "no-channel", delay: null } : group,
    );
  const recipients = groups.filter(({ reason }) => reason === null);
  const of = (locale: Locale) => segments[locale] ?? { offer: 0, answers: 0 };
  const paid = recipients.filter(({ kind }) => kind === "sms" || kind === "whatsapp");
  const costMicros = sum(paid, ({ count, cost, locale }) => count * (cost ?? 0) * of(locale).offer);
  const messages = sum(recipients, ({ count }) => count);
  const perOffer = paid.length > 0 ? costMicros / sum(paid, ({ count }) => count) : 0;
  const startsAt = campaign.startsAt > now ? campaign.startsAt : now;
  const lastOfferAt = estimateEnd(messages, startsAt, {
    perMinute: campaign.ratePerMinute,
    perDay: perOffer > 0 ? Math.max(1, Math.floor(budgetMicros(settings) / perOffer)) : undefined,
    zone,
    holidayCountry: settings.sending.holidayCountry,
  });
  return {
    audience: sum(groups, ({ count }) => count),
    excluded: countBy(groups, ({ reason }) => reason as Exclusion | "no-channel" | null).map(([reason, count]) => ({ reason, count })),
    delayed: countBy(groups, ({ delay }) => delay as Delay | null).map(([reason, count]) => ({ reason, count })),
    recipients: messages,
    channels: countBy(recipients, ({ kind }) => kind).map(([channel, count]) => ({ channel, count })),
    segments: sum(paid, ({ count, locale }) => count * of(locale).offer),
    costMicros,
    mostCostMicros: sum(paid, ({ count, cost, locale }) => count * (cost ?? 0) * (2 * of(locale).offer + of(locale).answers)),
    lastOfferAt: lastOfferAt && lastOfferAt < campaign.endsAt ? lastOfferAt : undefined,
  };
}

const sum = <Each>(all: Each[], of: (each: Each) => number): number => all.reduce((total, each) => total + of(each), 0);

function countBy<Each extends { count: number }, Key extends string>(all: Each[], keyOf: (each: Each) => Key | null): [Key, number][] {
  const counts = new Map<Key, number>();
  for (const each of all) {
    const key = keyOf(each);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + each.count);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
