import type { Db } from "../db.ts";
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
  /** The last day of a pause, `yyyy-MM-dd`; null: no pause, or one that does not end by itself. */
  pausedUntil: string | null;
  conditionCount: number;
  /** Empty: patients are offered this peer. */
  notOffered: NotOffered[];
}

/** The peers of the programme by first name, and why those who are not offered are not: the same rules as matching has. */
export async function listPeers(db: Db, rules: ProgrammeSettings["peers"]): Promise<ListedPeer[]> {
  const { rows } = await db.query<Omit<ListedPeer, "conditionCount">>({
    name: "list_peers",
    // `in` with whole tables, each read once: right after an import nothing is known of their sizes, and joins would be nested
    text: `select peer.person_id as id, peer.display_name as name, to_char(peer.paused_until, 'YYYY-MM-DD') as "pausedUntil",
       array_remove(array[
         case when peer.validated_by is null or peer.validated_on is null then 'not-validated' end,
         case when peer.training_minutes < $1 then 'too-little-training' end,
         case when peer.charter_signed_on is null then 'no-charter' end,
         case when (peer.last_supervision_on > (turn_now() - make_interval(days => $2))::date) is not true then 'supervision-overdue' end,
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
     where person.erased_at is null
     order by peer.display_name, peer.created_at, peer.person_id`,
    values: [rules.trainingMinutes, rules.supervisionEveryDays],
  });
  const { rows: counts } = await db.query<{ id: string; count: number }>(
    "select person_id as id, count(distinct condition_id)::integer as count from peer_condition group by person_id",
  );
  const countOf = new Map(counts.map(({ id, count }) => [id, count]));
  return rows.map((row) => ({ ...row, conditionCount: countOf.get(row.id) ?? 0 }));
}
