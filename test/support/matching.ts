import { createHash, randomUUID } from "node:crypto";
import { DateTime } from "luxon";
import pg from "pg";
import { type Db, inProgramme, inTransaction, openPool } from "../../domain/db.ts";
import { addPeers, type NewPeer } from "../../domain/peers/add-peer.ts";
import { findOffers, type Offer } from "../../domain/peers/matching/find-offers.ts";
import { createProgramme } from "../../domain/programmes/create-programme.ts";
import { programmeSettings } from "../../domain/programmes/settings.ts";
import { createTestDatabase } from "./database.ts";

/** A Monday morning. */
export const NOW = DateTime.fromISO("2026-11-23T10:00:00", { zone: "Europe/Paris" });

const daysAgo = (days: number) => NOW.minus({ days }).toISODate() ?? "";

/** A peer whom nothing keeps from being offered. */
export const makePeer = (displayName: string, over: Partial<NewPeer> = {}): NewPeer => ({
  displayName,
  locale: "fr",
  zone: "Europe/Paris",
  about: { fr: `de ${displayName}`, en: `of ${displayName}` },
  conditions: ["endometriose"],
  languages: ["fr"],
  modalities: ["phone"],
  plan: [{ weekday: 4, startsAt: "14:00", endsAt: "18:00" }],
  trainingMinutes: 21 * 60,
  validatedBy: "Camille",
  validatedOn: daysAgo(200),
  charterSignedOn: daysAgo(200),
  lastSupervisionOn: daysAgo(20),
  ...over,
});

export interface Matching {
  owner: pg.Client;
  /** Runs work as the application does, in a turn of the programme. */
  inTurn<Result>(work: (db: Db) => Promise<Result>): Promise<Result>;
  /** Adds peers, each with a phone; the first has waited longest, a day more than the next. */
  addPeers(...peers: NewPeer[]): Promise<string[]>;
  patientId: string;
  find(condition: string, over?: Partial<Parameters<typeof findOffers>[1]> & { offset?: number; limit?: number }): Promise<Offer[]>;
  /** The first names, in the order of the offers. */
  names(condition: string, over?: Parameters<Matching["find"]>[1]): Promise<string[]>;
  stop(): Promise<void>;
}

/** A programme with one patient and no peers, and a clock that stands at Monday 10:00. */
export async function startMatching(): Promise<Matching> {
  const database = await createTestDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query("update clock set standing_at = $1", [NOW.toJSDate()]);
  const pool = openPool(database.url, "passerelle_app", 4, () => {});
  const programmeId = await inTransaction(pool, (db) =>
    createProgramme(db, { slug: "test", name: "Test", locale: "fr", zone: "Europe/Paris" }),
  );
  const inTurn: Matching["inTurn"] = (work) => inProgramme(pool, programmeId, work);
  const patientId = await inTurn(addPatient);
  const matching: Matching = {
    owner,
    inTurn,
    patientId,
    addPeers: (...peers) =>
      inTurn(async (db) => {
        const aged = peers.map((peer, index) => ({ activeSince: daysAgo(100 - index), ...peer }));
        const ids = await addPeers(db, aged);
        for (const id of ids) await addAddress(db, id);
        return ids;
      }),
    find: (condition, { offset = 0, limit = 4, ...over } = {}) =>
      inTurn((db) =>
        findOffers(
          db,
          { condition, experience: "lived", requestId: null, patientId, locale: "fr", zone: "Europe/Paris", hasVideo: true, ...over },
          programmeSettings.parse({}),
          NOW,
          { offset, limit },
        ),
      ),
    names: async (condition, over) => (await matching.find(condition, over)).map(({ name }) => name),
    async stop() {
      await pool.end();
      await owner.end();
      await database.drop();
    },
  };
  return matching;
}

/** Adds a patient, reachable at a phone of their own. */
export async function addPatient(db: Db): Promise<string> {
  const id = randomUUID();
  await db.query("insert into person (programme_id, person_id, locale, zone) values (current_programme(), $1, 'fr', 'Europe/Paris')", [id]);
  await db.query("insert into conversation (programme_id, person_id) values (current_programme(), $1)", [id]);
  await db.query(
    "insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) values (current_programme(), $1, turn_now(), false)",
    [id],
  );
  await addAddress(db, id);
  return id;
}

/** Gives somebody an address; `key` says whose it is, if not theirs alone. */
export async function addAddress(db: Db, personId: string, key = personId, kind = "sms"): Promise<void> {
  const addressKey = createHash("sha256").update(key).digest("hex");
  await db.query(
    "insert into channel_address (programme_id, person_id, kind, address_key, sealed) values (current_programme(), $1, $3, $2, 'x.x')",
    [personId, addressKey, kind],
  );
}
