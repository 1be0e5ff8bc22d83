import type { AvailabilityException, WeeklyWindow } from "../../booking/slots.ts";
import type { Db } from "../../db.ts";

/** A peer's week as its owner sees and changes it. */
export interface Week {
  zone: string;
  /** In the order of the week. */
  plan: (WeeklyWindow & { id: string })[];
  /** From today on, earliest first. */
  exceptions: (AvailabilityException & { id: string })[];
  paused: boolean;
  /** The last day of the pause, `yyyy-MM-dd`; null: until it is ended. */
  pausedUntil: string | null;
}

/** Wall times as `HH:mm`, dates as `yyyy-MM-dd`, all in the peer's zone. Undefined for who is no peer. */
export async function loadWeek(db: Db, peerId: string): Promise<Week | undefined> {
  const { rows } = await db.query<Week>(
    `select person.zone, peer.paused_at is not null as paused, to_char(peer.paused_until, 'YYYY-MM-DD') as "pausedUntil",
       (select coalesce(jsonb_agg(jsonb_build_object('id', availability_id, 'weekday', weekday,
            'startsAt', to_char(starts_at, 'HH24:MI'), 'endsAt', to_char(ends_at, 'HH24:MI')) order by weekday, starts_at), '[]')
        from availability where peer_id = $1) as plan,
       (select coalesce(jsonb_agg(jsonb_build_object('id', exception_id, 'kind', kind, 'startsOn', starts_on, 'endsOn', ends_on,
            'startsAt', to_char(starts_at, 'HH24:MI'), 'endsAt', to_char(ends_at, 'HH24:MI')) order by starts_on, ends_on, starts_at), '[]')
        from availability_exception where peer_id = $1 and ends_on >= (turn_now() at time zone person.zone)::date) as exceptions
     from person join peer on peer.person_id = person.person_id
     where person.person_id = $1`,
    [peerId],
  );
  return rows[0];
}
