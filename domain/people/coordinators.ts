import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Locale } from "../locale.ts";

export interface ReachableCoordinator {
  id: string;
  locale: Locale;
  zone: string;
  /** Where they can be reached at this moment, the first to be tried first. */
  addresses: { id: string; kind: "sms" | "whatsapp" | "teams" }[];
}

/** The coordinators of the programme who can be reached at this moment, on whatever channel. */
export async function reachableCoordinators(db: Db): Promise<ReachableCoordinator[]> {
  const { rows } = await db.query<ReachableCoordinator>(
    `select person.person_id as id, person.locale, person.zone, places.addresses from coordinator
     join person on person.person_id = coordinator.person_id
     join lateral (
       select jsonb_agg(jsonb_build_object('id', a.address_id, 'kind', a.kind) order by a.rank) as addresses
       from channel_address a where a.person_id = coordinator.person_id and a.state = 'live'
         and not exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all')
     ) places on places.addresses is not null
     order by coordinator.created_at`,
  );
  return rows;
}

/**
 * The id of a coordinator by first name.
 *
 * @throws {DomainError} `coordinator/unknown` if there is none, or more than one
 */
export async function findCoordinator(db: Db, name: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>("select person_id as id from coordinator where lower(display_name) = lower($1)", [name]);
  if (!rows[0]) throw new DomainError("coordinator/unknown", `The programme has no coordinator called ${name}.`);
  if (rows.length > 1) throw new DomainError("coordinator/unknown", `The programme has ${rows.length} coordinators called ${name}.`);
  return rows[0].id;
}
