import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";
import type { ProgrammeSettings } from "../programmes/settings.ts";

/** Why patients are not offered a peer. */
export type NotOffered =
  | "not-validated"
  | "too-little-training"
  | "no-charter"
  | "supervision-overdue"
  | "paused"
  | "frozen"
  | "no-open-time"
  | "unreachable";

export interface ListedPeer {
  id: string;
  name: string;
  locale: Locale;
  zone: string;
  trainingMinutes: number;
  /** Dates, `yyyy-MM-dd`; null: not yet. */
  charterSignedOn: string | null;
  validatedOn: string | null;
  validatedBy: string | null;
  /** The day by which the next supervision is needed; null: there was none. */
  supervisionDueOn: string | null;
  /** The last day of a pause, `yyyy-MM-dd`; null: no pause, or one that does not end by itself. */
  pausedUntil: string | null;
  conditionCount: number;
  /** Empty: patients are offered this peer. */
  notOffered: NotOffered[];
}

/** Which of them: all, some in the order of the list, or one. */
export type WhichPeers = { offset: number; limit: number } | { id: string };

/** The peers of the programme by first name, and why those who are not offered are not: the same rules as matching has. */
export async function listPeers(db: Db, rules: ProgrammeSettings["peers"], which?: WhichPeers): Promise<ListedPeer[]> {
  const [id, offset, limit] = which && "id" in which ? [which.id, 0, 1] : [null, which?.offset ?? 0, which?.limit ?? null];
  const { rows } = await db.query<Omit<ListedPeer, "conditionCount">>({
    name: "list_peers",
    // `in` with whole tables, each read once: right after an import nothing is known of their sizes, and joins would be nested
    text: `select peer.person_id as id, peer.display_name as name, person.locale, person.zone, peer.training_minutes as "trainingMinutes",
       to_char(peer.charter_signed_on, 'YYYY-MM-DD') as "charterSignedOn", to_char(peer.validated_on, 'YYYY-MM-DD') as "validatedOn",
       peer.validated_by as "validatedBy", to_char(peer.last_supervision_on + $2::integer, 'YYYY-MM-DD') as "supervisionDueOn", to_char(peer.paused_until, 'YYYY-MM-DD') as "pausedUntil",
       array_remove(array[
         case when peer.validated_by is null or peer.validated_on is null then 'not-validated' end,
         case when peer.training_minutes < $1 then 'too-little-training' end,
         case when peer.charter_signed_on is null then 'no-charter' end,
         case when (peer.last_supervision_on > (turn_now() - make_interval(days => $2::integer))::date) is not true then 'supervision-overdue' end,
         case when peer.paused_at is not null and (peer.paused_until < (turn_now() at time zone person.zone)::date) is not true then 'paused' end,
         case when person.frozen_at is not null then 'frozen' end,
         case when peer.person_id not in (
           select peer_id from availability
           union all select peer_id from availability_exception where kind = 'open' and ends_on >= turn_now()::date - 1) then 'no-open-time' end,
         case when peer.person_id not in (
           select person_id from channel_address
           where state = 'live' and address_key not in (select address_key from opt_out where topic = 'all')) then 'unreachable' end
       ], null) as "notOffered"
     from peer join person on person.programme_id = peer.programme_id and person.person_id = peer.person_id
     where person.erased_at is null and ($3::uuid is null or peer.person_id = $3)
     order by peer.display_name, peer.created_at, peer.person_id offset $4 limit $5`,
    values: [rules.trainingMinutes, rules.supervisionEveryDays, id, offset, limit],
  });
  const { rows: counts } = await db.query<{ id: string; count: number }>(
    "select person_id as id, count(distinct condition_id)::integer as count from peer_condition where $1::uuid[] is null or person_id = any($1) group by person_id",
    [which ? rows.map((row) => row.id) : null],
  );
  const countOf = new Map(counts.map(({ id, count }) => [id, count]));
  return rows.map((row) => ({ ...row, conditionCount: countOf.get(row.id) ?? 0 }));
}

/** How many peers there are. */
export async function countPeers(db: Db): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    "select count(*)::integer as count from peer join person on person.person_id = peer.person_id where person.erased_at is null",
  );
  return rows[0]?.count ?? 0;
}
