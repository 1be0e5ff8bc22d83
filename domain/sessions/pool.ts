import type { Db } from "../db.ts";

/** A programme's pool of numbers for masked sessions. */
export interface Pool {
  /** How many numbers it has. */
  size: number;
  /**
   * How many it needs as things stand: as many as the busiest person has pairs at a time, since each of those needs another number, and any number serves
   * any number of pairs that have nobody in common (König: the edges of a bipartite graph can be coloured with as many colours as its largest degree).
   */
  needed: number;
  /** Pairs that share a number, for want of one of their own. */
  sharing: number;
}

export async function measurePool(db: Db): Promise<Pool> {
  const { rows } = await db.query<Pool>(
    `select (select count(*)::integer from sender where programme_id = current_programme() and pool and voice and caller_id) as size,
       coalesce((select max(pairs)::integer from (select count(distinct other_id) as pairs from number_lease where upper(during) > turn_now() group by person_id) each), 0) as needed,
       (select count(*)::integer / 2 from number_lease where shared and upper(during) > turn_now()) as sharing`,
  );
  return rows[0] ?? { size: 0, needed: 0, sharing: 0 };
}
