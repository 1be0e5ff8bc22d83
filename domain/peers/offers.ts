import { type ConditionDomain, conditions } from "../conditions/catalogue.ts";
import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";

/** A peer as a patient may be offered one: a chosen first name, a line about them, and whether they lived the same or something near it. */
export interface Offer {
  peerId: string;
  name: string;
  about: string;
  conditionId: string;
  exact: boolean;
  modalities: string[];
}

/**
 * Peers to offer for a condition: first those who lived it, then those of its domain; among equals the one who has waited longest for a match.
 * Only active peers (validated by a person, trained, charter signed, supervision in time, not paused) who speak the language, can be reached, have open
 * time and have not refused this request.
 *
 * @param condition a condition's id, or a domain for someone who named none
 */
export async function findOffers(
  db: Db,
  wanted: { condition: string; requestId: string | null; patientId: string; locale: Locale },
  rules: ProgrammeSettings["peers"],
  page: { offset: number; limit: number },
): Promise<Offer[]> {
  const domain = conditions.get(wanted.condition)?.domain ?? (wanted.condition as ConditionDomain);
  const { rows } = await db.query<{ id: string; name: string; about: string; condition_id: string; exact: boolean; modalities: string[] }>({
    name: "find_offers",
    text: `select peer.person_id as id, peer.display_name as name, case when $4 = 'fr' then peer.about_fr else peer.about_en end as about,
       lived.condition_id, lived.condition_id = $1 as exact, peer.modalities
     from peer
     cross join lateral (
       select condition_id from peer_condition c where c.person_id = peer.person_id and c.condition_id = any($2)
       order by condition_id = $1 desc, condition_id limit 1
     ) lived
     where peer.validated_by is not null and peer.validated_on is not null and peer.training_minutes >= $5
       and peer.charter_signed_on is not null and peer.paused_at is null
       and peer.last_supervision_on > (turn_now() - make_interval(days => $6))::date
       and $4 = any(peer.languages)
       and peer.person_id <> $7
       and exists (select from availability where availability.peer_id = peer.person_id)
       and exists (
         select from channel_address a where a.person_id = peer.person_id and a.state = 'live'
           and not exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all'))
       and not exists (select from request where request.request_id = $3 and peer.person_id = any(request.refused_by))
     order by exact desc, peer.last_matched_at nulls first, peer.display_name
     offset $8 limit $9`,
    values: [
      wanted.condition,
      familyOf(domain),
      wanted.requestId,
      wanted.locale,
      rules.trainingMinutes,
      rules.supervisionEveryDays,
      wanted.patientId,
      page.offset,
      page.limit,
    ],
  });
  return rows.map((row) => ({
    peerId: row.id,
    name: row.name,
    about: row.about,
    conditionId: row.condition_id,
    exact: row.exact,
    modalities: row.modalities,
  }));
}

const families = new Map<ConditionDomain, string[]>();

/** The conditions of a domain: for now a condition's family. */
function familyOf(domain: ConditionDomain): string[] {
  const known = families.get(domain) ?? [...conditions.values()].filter((condition) => condition.domain === domain).map(({ id }) => id);
  families.set(domain, known);
  return known;
}
