import { DateTime, Interval } from "luxon";
import type { Db } from "../db.ts";

/**
 * A listed room that is free for a while, the first by name. Another booking may take it before it is written: the constraint `appointment_place_free`
 * lets one through, and the other asks again.
 */
async function findRoom(db: Db, from: Date, until: Date): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select place_id as id from place where closed_at is null and not exists (
       select from appointment a where a.place_id = place.place_id and a.blocks && tstzrange($1, $2)
         and a.status in ('proposed', 'pending', 'booked', 'arrived'))
     order by lower(name) limit 1`,
    [from, until],
  );
  return rows[0]?.id;
}

/**
 * Runs `insert` with one free room after the other until it says that it wrote something.
 *
 * @returns undefined if no room is free, or if it is not for the room that nothing can be written
 */
export async function withRoom<Result>(
  db: Db,
  from: Date,
  until: Date,
  insert: (placeId: string) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  const tried = new Set<string>();
  for (;;) {
    const placeId = await findRoom(db, from, until);
    // free still, and yet refused: somebody else's time is in the way
    if (!placeId || tried.has(placeId)) return undefined;
    const made = await insert(placeId);
    if (made !== undefined) return made;
    tried.add(placeId);
  }
}

/** When each listed room is taken. */
export async function roomTimes(db: Db): Promise<Interval[][]> {
  const { rows } = await db.query<{ taken: { from: string; to: string }[] }>({
    name: "room_times",
    text: `select coalesce(json_agg(json_build_object('from', lower(a.blocks), 'to', upper(a.blocks))) filter (where a.appointment_id is not null), '[]') as taken
     from place left join appointment a on a.programme_id = place.programme_id and a.place_id = place.place_id and upper(a.blocks) > turn_now()
       and a.status in ('proposed', 'pending', 'booked', 'arrived') and (a.expires_at is null or a.expires_at > turn_now())
     where place.closed_at is null group by place.place_id`,
    values: [],
  });
  return rows.map(({ taken }) => taken.map(({ from, to }) => Interval.fromDateTimes(DateTime.fromISO(from), DateTime.fromISO(to))));
}
