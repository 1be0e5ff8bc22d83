import type { Db } from "../db.ts";
import { DomainError } from "../errors.ts";
import { fillRooms, leaveRoom } from "../meeting/give-room.ts";
import { cleanText } from "../understanding/clean-text.ts";
import { namesIllness } from "../understanding/conditions/names-illness.ts";

/** A room where patient and peer may meet. */
export interface Place {
  name: string;
  address: string;
  /** On a map: https only. */
  mapUrl: string | null;
  /** How two strangers find each other without a name: "une écharpe verte sur la table". */
  signFr: string;
  signEn: string;
}

/** In characters, so that a reminder with all of them still fits two segments: name and address together, a sign, a link. */
export const PLACE_LIMITS = { nameAndAddress: 70, sign: 40, mapUrl: 50 };

/**
 * Lists a room. Who was booked without one gets it, and both sides are told.
 *
 * @throws {DomainError} `place/refused` with the reason
 */
export async function addPlace(db: Db, place: Place): Promise<void> {
  const [name, address, signFr, signEn] = [place.name, place.address, place.signFr, place.signEn].map((words) => cleanText(words));
  if (!name || !address || !signFr || !signEn)
    throw new DomainError("place/refused", "A room has a name, an address, and a sign in French and in English.");
  if (`${name}, ${address}`.length > PLACE_LIMITS.nameAndAddress)
    throw new DomainError(
      "place/refused",
      `Name and address have at most ${PLACE_LIMITS.nameAndAddress} characters together: they go out by SMS.`,
    );
  if (Math.max(signFr.length, signEn.length) > PLACE_LIMITS.sign)
    throw new DomainError("place/refused", `A sign has at most ${PLACE_LIMITS.sign} characters: it goes out by SMS.`);
  if (place.mapUrl !== null) refuseUrl(place.mapUrl);
  if ([name, address, signFr, signEn].some(namesIllness))
    throw new DomainError("place/refused", "A room's words name no illness: they go out by SMS, and others may read the phone.");
  const { rowCount } = await db.query(
    `insert into place (programme_id, name, address, map_url, sign_fr, sign_en) values (current_programme(), $1, $2, $3, $4, $5)
     on conflict do nothing`,
    [name, address, place.mapUrl, signFr, signEn],
  );
  if (!rowCount) throw new DomainError("place/refused", `A room called ${name} is listed already.`);
  await fillRooms(db);
}

function refuseUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "https:" || parsed.username || parsed.password || /\s/.test(url))
    throw new DomainError("place/refused", "A map's address begins with https://.");
  if (url.length > PLACE_LIMITS.mapUrl)
    throw new DomainError("place/refused", `A map's address has at most ${PLACE_LIMITS.mapUrl} characters: take the map's short link.`);
}

/** The rooms where people may meet, by name. */
export async function listPlaces(db: Db): Promise<Place[]> {
  const { rows } = await db.query<Place>(
    `select name, address, map_url as "mapUrl", sign_fr as "signFr", sign_en as "signEn" from place where closed_at is null order by lower(name)`,
  );
  return rows;
}

/**
 * Takes a room off the list. Coming appointments there get another room, and both sides are told of it.
 *
 * @throws {DomainError} `place/unknown`; `place/in-use`, naming the times at which no other room is free: then nothing must be committed
 */
export async function closePlace(db: Db, name: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    "update place set closed_at = turn_now() where lower(name) = lower($1) and closed_at is null returning place_id as id",
    [name],
  );
  const [place] = rows;
  if (!place) throw new DomainError("place/unknown", `No room called ${name} is listed.`);
  const without = await leaveRoom(db, place.id);
  if (without.length === 0) return;
  const times = without.map(({ startsAt }) => startsAt.toFormat("yyyy-MM-dd HH:mm"));
  throw new DomainError("place/in-use", `${name} is needed, and no other room is free then: ${times.join(", ")}. List another room first.`);
}
