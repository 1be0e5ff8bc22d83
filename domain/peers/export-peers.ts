import type { Db } from "../db.ts";
import { type FieldKey, unseal } from "../people/seal.ts";
import type { NewPeer } from "./add-peer.ts";

export type ExportedPeer = NewPeer & { id: string; phone?: string | undefined };

interface PeerRow extends NewPeer {
  id: string;
  sealed: string | null;
}

/**
 * The peers of the programme, as they can be added to another one. Without a key no phone is read.
 *
 * @param fieldKey decrypts the phones; each peer whose phone was read is noted in the audit
 * @returns `unreadable`: how many phones were sealed by another key
 */
export async function exportPeers(db: Db, fieldKey?: FieldKey): Promise<{ peers: ExportedPeer[]; unreadable: number }> {
  const { rows } = await db.query<PeerRow>(
    `select peer.person_id as id, display_name as "displayName", person.locale, person.zone, jsonb_build_object('fr', about_fr, 'en', about_en) as about,
       array(select condition_id from peer_condition c where c.person_id = peer.person_id and experience = 'lived' order by condition_id) as conditions,
       array(select condition_id from peer_condition c where c.person_id = peer.person_id and experience = 'relative' order by condition_id) as "relativeOf",
       languages, modalities, role, training_minutes as "trainingMinutes", validated_by as "validatedBy", to_char(validated_on, 'YYYY-MM-DD') as "validatedOn",
       to_char(charter_signed_on, 'YYYY-MM-DD') as "charterSignedOn", to_char(last_supervision_on, 'YYYY-MM-DD') as "lastSupervisionOn",
       town, hospital, gender, birth_decade as "birthDecade",
       (select coalesce(jsonb_agg(jsonb_build_object('weekday', weekday, 'startsAt', to_char(starts_at, 'HH24:MI'), 'endsAt', to_char(ends_at, 'HH24:MI'))
          order by weekday, starts_at, ends_at), '[]') from availability where peer_id = peer.person_id) as plan,
       case when $1 then (select sealed from channel_address a where a.person_id = peer.person_id and kind = 'sms' order by rank, created_at limit 1) end as sealed
     from peer join person on person.person_id = peer.person_id
     where person.erased_at is null
     order by display_name, peer.created_at, peer.person_id`,
    [fieldKey !== undefined],
  );
  let unreadable = 0;
  const peers = rows.map(({ sealed, ...peer }): ExportedPeer => {
    if (!sealed || !fieldKey) return peer;
    try {
      return { ...peer, phone: unseal(fieldKey, sealed) };
    } catch {
      unreadable++;
      return peer;
    }
  });
  await db.query("insert into audit (programme_id, action, subject_id) select current_programme(), 'export-phone', unnest($1::uuid[])", [
    peers.filter(({ phone }) => phone).map(({ id }) => id),
  ]);
  return { peers, unreadable };
}
