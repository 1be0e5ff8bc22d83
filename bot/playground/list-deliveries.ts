import type pg from "pg";
import { inProgramme } from "../../domain/db.ts";
import { type FieldKey, unseal } from "../../domain/people/seal.ts";

const SHOWN = 150;

interface DeliveryRow {
  id: string;
  at: Date;
  send_after: Date | null;
  channel: "sms" | "whatsapp" | "teams" | "voice" | null;
  sealed: string | null;
  name: string | null;
  class: string;
  state: string;
  reason: string | null;
  body: string;
  redraws: boolean;
}

/**
 * The newest deliveries of a programme, newest first, with the numbers in clear: for the playground alone, whose numbers are fictional.
 * One that has not left yet goes to the person's first live address.
 */
export async function listDeliveries(pool: pg.Pool, fieldKey: FieldKey, programmeId: string) {
  const { rows } = await inProgramme(pool, programmeId, (db) =>
    db.query<DeliveryRow>(
      `select d.delivery_id as id, coalesce(d.attempted_at, d.created_at) as at, case when d.state = 'queued' then d.send_after end as send_after,
         case when d.by_call then 'voice' else a.kind end as channel, case when a.kind <> 'teams' then a.sealed end as sealed, coalesce(peer.display_name, coordinator.display_name) as name,
         d.class, d.state, d.reason, d.body, d.redraws_id is not null as redraws
       from delivery d
       left join lateral (
         select a.* from channel_address a
         where a.person_id = d.person_id and a.address_id = coalesce(d.address_id, a.address_id) and (a.state = 'live' or d.address_id is not null)
           and (d.redraws_id is null or a.kind = 'teams')
         order by a.rank limit 1
       ) a on true
       left join peer on peer.person_id = d.person_id
       left join coordinator on coordinator.person_id = d.person_id
       order by at desc, d.created_at desc, d.delivery_id limit $1`,
      [SHOWN],
    ),
  );
  return rows.map(({ sealed, send_after, channel, name, reason, ...row }) => ({
    ...row,
    sendAfter: send_after ?? undefined,
    channel: channel ?? undefined,
    name: name ?? undefined,
    reason: reason ?? undefined,
    number: sealed ? unseal(fieldKey, sealed) : undefined,
  }));
}
