import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Shift } from "./rota.ts";

export interface StoredShift extends Shift {
  id: string;
  /** The coordinator's first name. */
  name: string;
}

/** The programme's whole rota, by day, time and rank. */
export async function listShifts(db: Db): Promise<StoredShift[]> {
  const { rows } = await db.query<{
    id: string;
    person_id: string;
    name: string;
    weekday: number;
    starts_at: string;
    ends_at: string;
    rank: number;
    on_holidays: boolean;
  }>(
    // to_char would make 00:00 of 24:00
    `select on_call_id as id, person_id, display_name as name, weekday, left(starts_at::text, 5) as starts_at, left(ends_at::text, 5) as ends_at, rank, on_holidays
     from on_call join coordinator using (programme_id, person_id)
     order by weekday, starts_at, rank, display_name`,
  );
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    name: row.name,
    weekday: row.weekday,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    rank: row.rank,
    onHolidays: row.on_holidays,
  }));
}

/**
 * Puts a coordinator on duty, on each of some weekdays.
 *
 * @throws {DomainError} `rota/refused` with the reason
 */
export async function addShifts(
  db: Db,
  personId: string,
  shift: { weekdays: number[]; startsAt: string; endsAt: string; rank: number; onHolidays: boolean },
): Promise<void> {
  const { weekdays, startsAt, endsAt, rank, onHolidays } = shift;
  for (const [name, time] of [
    ["begins", startsAt],
    ["ends", endsAt],
  ] as const) {
    if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time))
      throw new DomainError("rota/refused", `When it ${name} is a time such as 09:00, not ${time}.`);
  }
  if (startsAt >= endsAt) {
    throw new DomainError(
      "rota/refused",
      `A shift ends after it begins, on the same day: ${startsAt} to ${endsAt} does not. Past midnight, add two (to 24:00, and from 00:00).`,
    );
  }
  if (!Number.isInteger(rank) || rank < 1 || rank > 9)
    throw new DomainError("rota/refused", "A rank is a whole number from 1 (paged first) to 9.");
  await db.query(
    `insert into on_call (programme_id, person_id, weekday, starts_at, ends_at, rank, on_holidays)
     select current_programme(), $1, unnest($2::smallint[]), $3::time, $4::time, $5, $6`,
    [personId, weekdays, startsAt, endsAt, rank, onHolidays],
  );
}

/** Takes a coordinator off duty, altogether or on some weekdays; gives how many shifts that were. */
export async function removeShifts(db: Db, personId: string, weekdays: number[]): Promise<number> {
  const { rowCount } = await db.query("delete from on_call where person_id = $1 and weekday = any($2)", [personId, weekdays]);
  return rowCount ?? 0;
}
