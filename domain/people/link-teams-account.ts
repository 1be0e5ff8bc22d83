import type { Db } from "../db.ts";

/**
 * Makes a Teams account an address of a person, tried before their phone. An account that was linked to another person of that programme moves;
 * the person's earlier account is replaced.
 */
export async function linkTeamsAccount(
  db: Db,
  who: { programmeId: string; personId: string },
  accountKey: string,
  sealedReference: string,
): Promise<void> {
  await db.query("select set_config('passerelle.programme', $1, true)", [who.programmeId]);
  await db.query("delete from account where programme_id = $1 and (person_id = $2 or address_key = $3)", [
    who.programmeId,
    who.personId,
    accountKey,
  ]);
  await db.query("delete from channel_address where kind = 'teams' and (person_id = $1 or address_key = $2)", [who.personId, accountKey]);
  await db.query("insert into account (address_key, programme_id, person_id) values ($1, $2, $3)", [
    accountKey,
    who.programmeId,
    who.personId,
  ]);
  await db.query(
    `insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank) values (current_programme(), $1, 'teams', $2, $3, 1)`,
    [who.personId, accountKey, sealedReference],
  );
  await db.query(
    "insert into audit (programme_id, actor_id, action, subject_id) values (current_programme(), $1, 'link-teams-account', $1)",
    [who.personId],
  );
}
