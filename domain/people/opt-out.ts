import type { Db } from "../db.ts";

/**
 * Stops everything to the addresses of a person that they write from: the opt-out is kept by keyed hash, all that is queued for them is skipped.
 *
 * @returns whether a live appointment was pending, which a coordinator must hear of
 */
export async function optOut(
  db: Db,
  personId: string,
  addressId: string,
  source: "person" | "carrier",
): Promise<{ hasAppointment: boolean }> {
  const { rows } = await db.query<{ pending: boolean }>(
    `with stopped as (
       insert into opt_out (programme_id, address_key, source)
       select programme_id, address_key, $3 from channel_address where address_id = $2
       on conflict do nothing
     ), skipped as (
       update delivery set state = 'skipped', reason = 'opted-out', updated_at = turn_now() where person_id = $1 and state = 'queued'
     ), pending as (
       select from appointment where patient_id = $1 and status in ('proposed', 'pending', 'booked') and upper(during) > turn_now() limit 1
     ), told as (
       insert into work_item (programme_id, kind, person_id) select current_programme(), 'opted-out-with-booking', $1 from pending on conflict do nothing
     )
     select exists (select from pending) as pending`,
    [personId, addressId, source],
  );
  return { hasAppointment: rows[0]?.pending ?? false };
}

/** Lets a person be written to again, after REPRENDRE or START. */
export async function optIn(db: Db, addressId: string): Promise<"back" | "never-left"> {
  const { rowCount } = await db.query(
    "delete from opt_out using channel_address a where opt_out.address_key = a.address_key and a.address_id = $1 and opt_out.topic = 'all'",
    [addressId],
  );
  return rowCount ? "back" : "never-left";
}
