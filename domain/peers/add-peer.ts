import type { Modality } from "../booking/appointment.ts";
import type { WeeklyWindow } from "../booking/slots.ts";
import { conditions } from "../conditions/catalogue.ts";
import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Locale } from "../locale.ts";
import type { Gender } from "./matching/preferences.ts";

/** After Teams, which has 1. */
const PHONE_RANK = 20;

export type PeerRole = "volunteer" | "indemnified" | "salaried" | "independent";

export interface NewPeer {
  displayName: string;
  locale: Locale;
  zone: string;
  about: Record<Locale, string>;
  /** Lived oneself: ids of the catalogue. */
  conditions: string[];
  /** Lived beside somebody: ids of the catalogue. */
  relativeOf?: string[];
  languages: Locale[];
  modalities: Modality[];
  plan: WeeklyWindow[];
  role?: PeerRole;
  trainingMinutes: number;
  validatedBy: string | null;
  /** Dates, `yyyy-MM-dd`; null: not yet, and then the peer is not offered. */
  validatedOn: string | null;
  charterSignedOn: string | null;
  lastSupervisionOn: string | null;
  town?: string | null;
  hospital?: string | null;
  gender?: Gender | null;
  /** The first year of it. */
  birthDecade?: number | null;
  /** From which day on their waiting for a match is counted, `yyyy-MM-dd`; from now on, if left out. */
  activeSince?: string | null;
}

/** A phone as it is kept: found by its key, read only by the module that sends. */
export interface SealedPhone {
  addressKey: string;
  sealed: string;
}

/**
 * Adds a peer with conditions and weekly plan.
 *
 * @returns the person's id
 * @throws {DomainError} `peer/unknown` if a condition is not in the catalogue
 */
export async function addPeer(db: Db, peer: NewPeer): Promise<string> {
  const [id = ""] = await addPeers(db, [peer]);
  return id;
}

/** So many go in one statement: it stays well within the time a statement is waited for. */
const AT_ONCE = 500;

/**
 * Adds many peers, with their phones, in a few statements.
 *
 * @returns the persons' ids, in the order of the peers
 * @throws {DomainError} `peer/unknown` if a condition is not in the catalogue; a phone that somebody of the programme has breaks the table's constraint
 */
export async function addPeers(
  db: Db,
  peers: (NewPeer & { phone?: SealedPhone | null })[],
  done = (_count: number) => {},
): Promise<string[]> {
  for (const { conditions: lived, relativeOf = [] } of peers) {
    const strange = [...lived, ...relativeOf].find((id) => !conditions.has(id));
    if (strange) throw new DomainError("peer/unknown", `The catalogue has no condition ${strange}.`);
  }
  const ids: string[] = [];
  for (let from = 0; from < peers.length; from += AT_ONCE) {
    const some = peers.slice(from, from + AT_ONCE);
    const { rows } = await db.query<{ id: string }>({
      name: "add_peers",
      text: ADD_PEERS,
      values: [JSON.stringify(some.map((peer, place) => ({ place, ...peer })))],
    });
    const made = some.map(({ conditions, relativeOf, plan, phone }, place) => ({
      id: rows[place]?.id,
      conditions,
      relativeOf,
      plan,
      phone,
    }));
    await db.query({ name: "add_peers_parts", text: ADD_PARTS, values: [JSON.stringify(made)] });
    ids.push(...rows.map(({ id }) => id));
    done(ids.length);
  }
  return ids;
}

const ADD_PEERS = `
  with given as materialized (
    select gen_random_uuid() as id, peer.* from jsonb_to_recordset($1) as peer(
      place integer, "displayName" text, locale text, zone text, about jsonb, languages text[], modalities text[], role text, "trainingMinutes" integer,
      "validatedBy" text, "validatedOn" date, "charterSignedOn" date, "lastSupervisionOn" date, town text, hospital text, gender text, "birthDecade" smallint, "activeSince" date)
  ), person as (
    insert into person (programme_id, person_id, locale, zone) select current_programme(), id, locale, zone from given
  ), conversation as (
    insert into conversation (programme_id, person_id) select current_programme(), id from given
  ), peer as (
    insert into peer (programme_id, person_id, display_name, about_fr, about_en, languages, modalities, role, training_minutes, validated_by, validated_on,
      charter_signed_on, last_supervision_on, town, hospital, gender, birth_decade, active_since)
    select current_programme(), id, "displayName", about ->> 'fr', about ->> 'en', languages, modalities, coalesce(role, 'volunteer'), "trainingMinutes",
      "validatedBy", "validatedOn", "charterSignedOn", "lastSupervisionOn", town, hospital, gender, "birthDecade", coalesce("activeSince", turn_now())
    from given
  )
  select id from given order by place`;

/** A statement of its own: the trigger on `peer_condition` reads the peers, which their own statement does not see yet. */
const ADD_PARTS = `
  with given as materialized (
    select * from jsonb_to_recordset($1) as part(id uuid, conditions text[], "relativeOf" text[], plan jsonb, phone jsonb)
  ), lived as (
    insert into peer_condition (programme_id, person_id, condition_id, experience)
    select current_programme(), id, condition_id, 'lived' from given, unnest(conditions) as condition_id
    union all select current_programme(), id, condition_id, 'relative' from given, unnest("relativeOf") as condition_id
  ), open as (
    insert into availability (programme_id, peer_id, weekday, starts_at, ends_at)
    select current_programme(), id, weekday, "startsAt", "endsAt"
    from given, jsonb_to_recordset(plan) as slot(weekday smallint, "startsAt" time, "endsAt" time)
  )
  insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank)
  select current_programme(), id, 'sms', phone ->> 'addressKey', phone ->> 'sealed', ${PHONE_RANK} from given where jsonb_typeof(phone) = 'object'`;

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
export async function addPhone(db: Db, personId: string, phone: SealedPhone): Promise<void> {
  await db.query(
    `insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank) values (current_programme(), $1, 'sms', $2, $3, ${PHONE_RANK})
     on conflict (programme_id, kind, address_key) do nothing`,
    [personId, phone.addressKey, phone.sealed],
  );
}
