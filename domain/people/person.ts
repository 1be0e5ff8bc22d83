import type { Db } from "../db.ts";
import type { Locale } from "../locale.ts";

export async function setLocale(db: Db, personId: string, locale: Locale): Promise<void> {
  await db.query("update person set locale = $2 where person_id = $1", [personId, locale]);
}

export async function setAlias(db: Db, personId: string, alias: string | null): Promise<void> {
  await db.query("update person set alias = $2 where person_id = $1", [personId, alias]);
}

/** Makes a person a patient, or records what they now say of their phone. Only after consent, and only for adults. */
export async function becomePatient(db: Db, personId: string, sharedPhone: boolean): Promise<void> {
  await db.query(
    `insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone)
     values (current_programme(), $1, turn_now(), $2)
     on conflict (programme_id, person_id) do update set shared_phone = $2`,
    [personId, sharedPhone],
  );
}
