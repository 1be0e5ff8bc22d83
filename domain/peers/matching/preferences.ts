import * as z from "zod";
import type { Db } from "../../db.ts";

/** As a peer may state it. */
export type Gender = "woman" | "man" | "other";

/**
 * What a patient would like, and never a filter: similar age or sex does not predict how a talk goes, so nobody goes without an offer for it.
 * Of a year of birth only the decade is kept.
 */
const preferences = z.object({
  gender: z.enum(["woman", "man"]).optional(),
  birthDecade: z.number().int().optional(),
});
export type Preferences = z.infer<typeof preferences>;

/** What a patient has stated. */
export async function loadPreferences(db: Db, patientId: string): Promise<Preferences> {
  const { rows } = await db.query<{ preferences: unknown }>("select preferences from patient where person_id = $1", [patientId]);
  return preferences.parse(rows[0]?.preferences ?? {});
}

/** Changes what is given and leaves the rest; `null` takes a preference back. */
export async function setPreferences(
  db: Db,
  patientId: string,
  changed: { gender?: "woman" | "man" | null; birthDecade?: number | null },
): Promise<void> {
  await db.query("update patient set preferences = jsonb_strip_nulls(preferences || $2::jsonb) where person_id = $1", [
    patientId,
    JSON.stringify(changed),
  ]);
}

export async function clearPreferences(db: Db, patientId: string): Promise<void> {
  await db.query("update patient set preferences = '{}' where person_id = $1", [patientId]);
}
