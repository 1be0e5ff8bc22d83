import type { Db } from "../../db.ts";
import { normaliseWords } from "../../understanding/normalise.ts";

/** Whom a patient wants never to be offered, as they said it. */
export interface Exclusion {
  kind: "hospital" | "town" | "peer";
  /** The hospital or town as typed, or the peer's first name. */
  value: string;
}

/** Keeps a patient apart from everybody of a hospital or a town. */
export async function excludePlace(db: Db, patientId: string, kind: "hospital" | "town", value: string): Promise<void> {
  await db.query(
    "insert into exclusion (programme_id, patient_id, kind, value) values (current_programme(), $1, $2, $3) on conflict do nothing",
    [patientId, kind, value],
  );
}

/**
 * Keeps a patient apart from a peer.
 *
 * @param blind by the peer's word, of which the patient never learns
 */
export async function excludePeer(db: Db, patientId: string, peerId: string, blind = false): Promise<void> {
  await db.query(
    `insert into exclusion (programme_id, patient_id, kind, peer_id, blind) values (current_programme(), $1, 'peer', $2, $3) on conflict do nothing`,
    [patientId, peerId, blind],
  );
}

/** Keeps a patient apart from every peer of that first name, however it is typed. */
export async function excludeName(db: Db, patientId: string, name: string): Promise<"excluded" | "nobody"> {
  const { rows } = await db.query<{ id: string }>("select person_id as id from peer where plain_words(display_name) = $1", [
    normaliseWords(name),
  ]);
  for (const { id } of rows) await excludePeer(db, patientId, id);
  return rows.length > 0 ? "excluded" : "nobody";
}

/** What a patient has excluded, the oldest first; nothing of what a peer said. */
export async function listExclusions(db: Db, patientId: string): Promise<Exclusion[]> {
  const { rows } = await db.query<{ kind: Exclusion["kind"]; value: string }>(
    `select e.kind, coalesce(e.value, peer.display_name) as value from exclusion e left join peer on peer.person_id = e.peer_id
     where e.patient_id = $1 and not e.blind order by e.created_at, value`,
    [patientId],
  );
  return rows.map(({ kind, value }) => ({ kind, value }));
}

/** Takes back what a patient has excluded; what a peer said stays. */
export async function clearExclusions(db: Db, patientId: string): Promise<void> {
  await db.query("delete from exclusion where patient_id = $1 and not blind", [patientId]);
}
