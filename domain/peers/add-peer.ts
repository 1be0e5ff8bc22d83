import type { Modality } from "../booking/appointment.ts";
import type { WeeklyWindow } from "../booking/slots.ts";
import { conditions } from "../conditions/catalogue.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Locale } from "../locale.ts";

export interface NewPeer {
  displayName: string;
  locale: Locale;
  zone: string;
  about: Record<Locale, string>;
  /** Ids of the catalogue. */
  conditions: string[];
  languages: Locale[];
  modalities: Modality[];
  plan: WeeklyWindow[];
  trainingMinutes: number;
  validatedBy: string;
  /** Dates, `yyyy-MM-dd`. */
  validatedOn: string;
  charterSignedOn: string;
  lastSupervisionOn: string;
}

/**
 * Adds a peer with conditions and weekly plan.
 *
 * @returns the person's id
 * @throws {DomainError} `peer/unknown` if a condition is not in the catalogue
 */
export async function addPeer(db: Db, peer: NewPeer): Promise<string> {
  const strange = peer.conditions.find((id) => !conditions.has(id));
  if (strange) throw new DomainError("peer/unknown", `The catalogue has no condition ${strange}.`);
  const personId = await addPerson(db, peer.locale, peer.zone);
  await db.query(
    `insert into peer (programme_id, person_id, display_name, about_fr, about_en, languages, modalities, training_minutes, validated_by, validated_on,
       charter_signed_on, last_supervision_on)
     values (current_programme(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      personId,
      peer.displayName,
      peer.about.fr,
      peer.about.en,
      peer.languages,
      peer.modalities,
      peer.trainingMinutes,
      peer.validatedBy,
      peer.validatedOn,
      peer.charterSignedOn,
      peer.lastSupervisionOn,
    ],
  );
  await db.query("insert into peer_condition (programme_id, person_id, condition_id) select current_programme(), $1, unnest($2::text[])", [
    personId,
    peer.conditions,
  ]);
  await db.query(
    `insert into availability (programme_id, peer_id, weekday, starts_at, ends_at)
     select current_programme(), $1, * from unnest($2::smallint[], $3::time[], $4::time[])`,
    [personId, peer.plan.map(({ weekday }) => weekday), peer.plan.map(({ startsAt }) => startsAt), peer.plan.map(({ endsAt }) => endsAt)],
  );
  return personId;
}

/** Adds a coordinator, who is told of what needs a human. */
export async function addCoordinator(db: Db, coordinator: { displayName: string; locale: Locale; zone: string }): Promise<string> {
  const personId = await addPerson(db, coordinator.locale, coordinator.zone);
  await db.query("insert into coordinator (programme_id, person_id, display_name) values (current_programme(), $1, $2)", [
    personId,
    coordinator.displayName,
  ]);
  return personId;
}

async function addPerson(db: Db, locale: Locale, zone: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `with made as (insert into person (programme_id, locale, zone) values (current_programme(), $1, $2) returning person_id)
     insert into conversation (programme_id, person_id) select current_programme(), person_id from made returning person_id as id`,
    [locale, zone],
  );
  return rows[0]?.id ?? "";
}

/** Gives a person a phone to be reached at by SMS, sealed and keyed. */
export async function addPhone(db: Db, personId: string, phone: { addressKey: string; sealed: string }): Promise<void> {
  await db.query(
    `insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank) values (current_programme(), $1, 'sms', $2, $3, 20)
     on conflict (programme_id, kind, address_key) do nothing`,
    [personId, phone.addressKey, phone.sealed],
  );
}
