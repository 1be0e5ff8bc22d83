import type { Db } from "../../db.ts";
import { DomainError } from "../../errors.ts";
import { addressKey } from "../../people/address-key.ts";
import { type FieldKey, seal } from "../../people/seal.ts";
import { addPeers } from "../add-peer.ts";
import type { Problem, ReadPeer } from "./read-peers.ts";

export interface SortedPeers {
  /** To be added, each with the key of their phone. */
  fresh: (ReadPeer & { phoneKey: string | null })[];
  /** Peers of the programme with the same phone; without one, with the same first name and presentation. Left as they are. */
  alreadyThere: ReadPeer[];
  problems: Problem[];
}

/** Sorts what a file holds into who is new, who is there already, and who can't be: a phone is one person's. */
export async function sortPeers(db: Db, read: ReadPeer[], secret: Buffer): Promise<SortedPeers> {
  const keyed = read.map((row) => ({ ...row, phoneKey: row.phone && addressKey(secret, row.phone) }));
  const { rows: holders } = await db.query<{ key: string; is_peer: boolean }>(
    `select address_key as key, exists (select from peer where peer.person_id = channel_address.person_id) as is_peer
     from channel_address where kind = 'sms' and address_key = any($1)`,
    [keyed.map(({ phoneKey }) => phoneKey).filter(Boolean)],
  );
  const holderOf = new Map(holders.map(({ key, is_peer }) => [key, is_peer]));
  const { rows: known } = await db.query<{ name: string; about: string }>("select display_name as name, about_fr as about from peer");
  const described = new Set(known.map(({ name, about }) => description(name, about)));

  const sorted: SortedPeers = { fresh: [], alreadyThere: [], problems: [] };
  const seen = new Map<string, number>();
  for (const row of keyed) {
    const own = description(row.peer.displayName, row.peer.about.fr);
    const identity = row.phoneKey ?? own;
    const earlier = seen.get(identity);
    if (earlier === undefined) seen.set(identity, row.row);
    const place = { row: row.row, line: row.line };
    if (row.phoneKey && holderOf.get(row.phoneKey) === false)
      sorted.problems.push({ ...place, reason: "The phone of this row is in use already, by somebody else of this programme." });
    else if (earlier !== undefined)
      sorted.problems.push({
        ...place,
        reason: row.phoneKey ? `The phone is the same as in row ${earlier}.` : `This is the same person as in row ${earlier}.`,
      });
    else if (row.phoneKey ? holderOf.has(row.phoneKey) : described.has(own)) sorted.alreadyThere.push(row);
    else sorted.fresh.push(row);
  }
  return sorted;
}

const description = (name: string, about: string) => `${name.toLowerCase()}\n${about}`;

/**
 * Adds the peers who are new, with their phones sealed, and notes each in the audit.
 *
 * @returns their ids, in the same order
 * @throws {DomainError} `peer/phone-taken`
 */
export async function importPeers(
  db: Db,
  fresh: SortedPeers["fresh"],
  fieldKey: FieldKey,
  progress: (done: number, of: number) => void = () => {},
): Promise<string[]> {
  const peers = fresh.map(({ peer, phone, phoneKey }) => ({
    ...peer,
    phone: phone && phoneKey ? { addressKey: phoneKey, sealed: seal(fieldKey, phone) } : null,
  }));
  const ids = await addPeers(db, peers, (done) => progress(done, peers.length)).catch((error: { code?: string; table?: string }) => {
    if (error.code !== "23505" || error.table !== "channel_address") throw error;
    throw new DomainError(
      "peer/phone-taken",
      "Somebody was given one of these phones just now. Nothing was imported; run the command again.",
    );
  });
  await db.query("insert into audit (programme_id, action, subject_id) select current_programme(), 'import-peer', unnest($1::uuid[])", [
    ids,
  ]);
  return ids;
}
