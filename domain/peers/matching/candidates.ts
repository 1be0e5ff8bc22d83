import type { Modality } from "../../booking/appointment.ts";
import type { Experience } from "../../booking/request.ts";
import type { Db } from "../../db.ts";
import type { Locale } from "../../locale.ts";
import type { ProgrammeSettings } from "../../programmes/settings.ts";
import type { Gender } from "./preferences.ts";
import type { Candidate } from "./rank.ts";

/** Who asks, and for what: all that decides who may be offered at all. */
export interface Wanted {
  /** A condition's id, or a domain for who named none. */
  condition: string;
  /** A patient is matched with those who lived it, a relative with relatives. */
  experience: Experience;
  /** Who refused this request is not offered for it again. */
  requestId: string | null;
  patientId: string;
  locale: Locale;
  /** How they want to meet, once that is known. */
  modality?: Modality | undefined;
  /** Whether there is a server for video talks: else nobody is offered by video. */
  hasVideo: boolean;
  /** Somebody else than this peer was asked for. */
  withoutPeerId?: string | undefined;
}

/** Validated by a person, trained, charter signed, supervision in time, not pausing, not frozen. Takes minutes of training as $1 and days as $2. */
const ACTIVE = `peer.validated_by is not null and peer.validated_on is not null and peer.training_minutes >= $1 and peer.charter_signed_on is not null
  and peer.last_supervision_on > (turn_now() - make_interval(days => $2))::date
  and (peer.paused_at is null or peer.paused_until < (turn_now() at time zone person.zone)::date)
  and person.frozen_at is null and person.erased_at is null`;

/** Joined by programme too: only so the primary keys are used from their first column on. */
const PEER = `from peer_condition lived
  join peer on peer.programme_id = lived.programme_id and peer.person_id = lived.person_id
  join person on person.programme_id = lived.programme_id and person.person_id = lived.person_id`;

/**
 * For each condition, the peers who passed all hard filters and have waited longest, `perCondition` of them at most: an index has them in that order, so
 * that it costs the same among a hundred peers and among ten thousand. A peer may come more than once.
 *
 * @param seen peers to leave out
 */
export async function findCandidates(
  db: Db,
  wanted: Wanted,
  conditionIds: string[],
  seen: string[],
  perCondition: number,
  rules: ProgrammeSettings["peers"],
): Promise<Candidate[]> {
  const { rows } = await db.query<{
    peer_id: string;
    name: string;
    about: string;
    modalities: Modality[];
    condition_id: string;
    gender: Gender | null;
    birth_decade: number | null;
    waiting_since: Date;
  }>({
    name: "find_candidates",
    text: `select found.*
     from unnest($3::text[]) as wanted (condition_id)
     cross join lateral (
       select peer.person_id as peer_id, peer.display_name as name, case when $4 = 'fr' then peer.about_fr else peer.about_en end as about,
         ways.open as modalities,
         lived.condition_id, peer.gender, peer.birth_decade, lived.waiting_since
       ${PEER}
       cross join lateral (select open_ways(peer.modalities, $11) as open) ways
       where lived.condition_id = wanted.condition_id and lived.experience = $5
         and ${ACTIVE}
         and $4 = any(peer.languages)
         and ways.open <> '{}' and ($6::text is null or $6 = any(ways.open))
         and peer.person_id <> $7 and peer.person_id <> all($8::uuid[])
         and (exists (select from availability open where open.programme_id = peer.programme_id and open.peer_id = peer.person_id)
           or exists (select from availability_exception open where open.programme_id = peer.programme_id and open.peer_id = peer.person_id
             and open.kind = 'open' and open.ends_on >= turn_now()::date - 1))
         and exists (
           select from channel_address a where a.programme_id = peer.programme_id and a.person_id = peer.person_id and a.state = 'live'
             and not exists (select from opt_out o where o.programme_id = a.programme_id and o.address_key = a.address_key and o.topic = 'all'))
         and not exists (
           select from channel_address theirs
           join channel_address own on own.programme_id = theirs.programme_id and own.address_key = theirs.address_key and own.person_id = $7
           where theirs.programme_id = peer.programme_id and theirs.person_id = peer.person_id)
         and not exists (
           select from request where request.programme_id = peer.programme_id and request.request_id = $9 and peer.person_id = any(request.refused_by))
         and not exists (
           select from exclusion e where e.programme_id = peer.programme_id and e.patient_id = $7
             and (e.peer_id = peer.person_id or e.kind = 'hospital' and same_place(e.value, peer.hospital) or e.kind = 'town' and same_place(e.value, peer.town)))
       order by lived.waiting_since, lived.person_id
       limit $10
     ) found`,
    values: [
      rules.trainingMinutes,
      rules.supervisionEveryDays,
      conditionIds,
      wanted.locale,
      wanted.experience,
      wanted.modality ?? null,
      wanted.patientId,
      seen,
      wanted.requestId,
      perCondition,
      wanted.hasVideo,
    ],
  });
  return rows.map((row) => ({
    peerId: row.peer_id,
    name: row.name,
    about: row.about,
    modalities: row.modalities,
    conditionId: row.condition_id,
    gender: row.gender,
    birthDecade: row.birth_decade,
    waitingSince: row.waiting_since,
  }));
}

/** Which of the conditions at least `k` active peers have that experience of: to name it beside one of them tells nobody who that is. */
export async function commonConditions(
  db: Db,
  conditionIds: string[],
  experience: Experience,
  k: number,
  rules: ProgrammeSettings["peers"],
): Promise<Set<string>> {
  const { rows } = await db.query<{ condition_id: string }>({
    name: "common_conditions",
    text: `select wanted.condition_id
     from unnest($3::text[]) as wanted (condition_id)
     where (select count(*) from (
       select ${PEER} where lived.condition_id = wanted.condition_id and lived.experience = $4 and ${ACTIVE} limit $5) active) >= $5`,
    values: [rules.trainingMinutes, rules.supervisionEveryDays, conditionIds, experience, k],
  });
  return new Set(rows.map(({ condition_id }) => condition_id));
}
