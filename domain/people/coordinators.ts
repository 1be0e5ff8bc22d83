import type { Db } from "../db.ts";

/** The coordinators of the programme who can be reached at this moment, on whatever channel. */
export async function reachableCoordinators(db: Db): Promise<{ id: string; locale: "fr" | "en" }[]> {
  const { rows } = await db.query<{ id: string; locale: "fr" | "en" }>(
    `select person.person_id as id, person.locale from coordinator
     join person on person.person_id = coordinator.person_id
     where exists (
       select from channel_address a where a.person_id = coordinator.person_id and a.state = 'live'
         and not exists (select from opt_out o where o.address_key = a.address_key and o.topic = 'all'))
     order by coordinator.created_at`,
  );
  return rows;
}

export async function hasCoordinator(db: Db): Promise<boolean> {
  return (await reachableCoordinators(db)).length > 0;
}
