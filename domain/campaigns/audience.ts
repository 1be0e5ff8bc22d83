import * as z from "zod";
import { conditions, DOMAINS } from "../conditions/catalogue.ts";
import type { Locale } from "../locale.ts";

const day = z.iso.date();

/** Whom a campaign is for: patients of whom all that is given is true; nothing given: all of them. */
export const audience = z.object({
  /** They look or looked for somebody who lived something of these domains. */
  families: z.array(z.enum(DOMAINS)).nonempty().optional(),
  /** They came by the poster of one of these units, named by their codes; a unit that was retired since counts as well. */
  units: z.array(z.string()).nonempty().optional(),
  /** How many talks of theirs took place, ends included. */
  talks: z.object({ from: z.int().min(0), to: z.int().min(0).optional() }).optional(),
  /** One of their talks took place on one of these days of the programme's zone, ends included. */
  talkDates: z.object({ from: day.optional(), to: day.optional() }).optional(),
  /** They have answered a questionnaire, or have not. */
  answered: z.object({ questionnaireName: z.string(), has: z.boolean() }).optional(),
});
export type Audience = z.infer<typeof audience>;

/** Why somebody of the audience is not asked at all. */
export const EXCLUSIONS = ["erased", "frozen", "opted-out", "not-agreed", "no-address", "no-booking", "no-language"] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/**
 * The people of an audience in one query: `person_id`, `locale`, `kind` and `sender_id` of where they are written to first, `cost` of a segment there, and
 * why they are not asked (`reason`, null: they are).
 *
 * @param locales the languages in which the questionnaire is written
 */
export function audienceQuery(
  { families, units, talks, talkDates, answered }: Audience,
  locales: Locale[],
): { text: string; values: unknown[] } {
  const conditionIds = families && [
    ...families,
    ...[...conditions.values()].filter(({ domain }) => families.includes(domain)).map(({ id }) => id),
  ];
  const values = [
    locales,
    conditionIds ?? null,
    talks?.from ?? null,
    talks?.to ?? null,
    talkDates?.from ?? null,
    talkDates?.to ?? null,
    answered?.questionnaireName ?? null,
    answered?.has ?? null,
    units ?? null,
  ];
  // people in sets, so that a hundred thousand are read in one pass of each table
  const text = `
    select person.person_id, person.locale, place.kind, place.sender_id, place.cost,
      case
        when person.erased_at is not null then 'erased'
        when person.frozen_at is not null then 'frozen'
        when person.person_id in (select a.person_id from opt_out o join channel_address a on a.address_key = o.address_key
          where o.topic in ('all', 'questionnaires')) then 'opted-out'
        when person.person_id not in (select c.person_id from consent c where c.purpose = 'service' and c.withdrawn_at is null) then 'not-agreed'
        when place.person_id is null then 'no-address'
        when person.person_id not in (select b.patient_id from appointment b where b.booked_at is not null) then 'no-booking'
        when not person.locale = any($1::text[]) then 'no-language'
      end as reason
    from patient
    join person on person.programme_id = patient.programme_id and person.person_id = patient.person_id
    left join (
      select distinct on (a.person_id) a.person_id, a.kind, s.sender_id, case when a.kind in ('sms', 'whatsapp') then s.segment_cost_micros else 0 end as cost
      from channel_address a
      left join sender own on own.sender_id = a.sender_id and own.programme_id = a.programme_id and own.sms_out
      left join lateral (
        select first.sender_id, first.segment_cost_micros from sender first
        where first.programme_id = a.programme_id and a.kind in ('sms', 'whatsapp')
          and case when own.sender_id is not null then first.sender_id = own.sender_id
            else first.sms_out and (first.address like 'whatsapp:%') = (a.kind = 'whatsapp') end
        order by first.pool, not first.sms_in, first.created_at limit 1
      ) s on true
      where a.state = 'live' and a.sealed is not null
      order by a.person_id, a.kind = 'voice', a.rank
    ) place on place.person_id = person.person_id
    left join (
      select h.patient_id, count(*) as talks from appointment h where h.status = 'fulfilled' group by h.patient_id
    ) held on held.patient_id = person.person_id
    where ($2::text[] is null or person.person_id in (select q.patient_id from request q where q.condition_id = any($2)))
      and ($3::integer is null or coalesce(held.talks, 0) >= $3)
      and ($4::integer is null or coalesce(held.talks, 0) <= $4)
      and (($5::date is null and $6::date is null) or person.person_id in (
        select d.patient_id from appointment d where d.status = 'fulfilled'
          and ($5::date is null or (lower(d.during) at time zone (select zone from programme where programme_id = current_programme()))::date >= $5)
          and ($6::date is null or (lower(d.during) at time zone (select zone from programme where programme_id = current_programme()))::date <= $6)))
      and ($7::text is null or $8 = (person.person_id in (
        select f.person_id from questionnaire_response f where f.questionnaire_name = $7 and f.state = 'completed')))
      and ($9::text[] is null or person.unit_id in (select u.unit_id from unit u where u.code = any($9)))`;
  return { text, values };
}
