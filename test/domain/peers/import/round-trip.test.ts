import { randomBytes } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditions } from "../../../../domain/conditions/catalogue.ts";
import { inProgramme, inTransaction, openPool } from "../../../../domain/db.ts";
import type { NewPeer } from "../../../../domain/peers/add-peer.ts";
import { exportPeers } from "../../../../domain/peers/export-peers.ts";
import { importPeers, sortPeers } from "../../../../domain/peers/import/import-peers.ts";
import { readPeers } from "../../../../domain/peers/import/read-peers.ts";
import { writePeers } from "../../../../domain/peers/import/write-peers.ts";
import { createProgramme } from "../../../../domain/programmes/create-programme.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/database.ts";

const context = { zone: "Europe/Paris", today: "2026-11-23", countries: ["FR"] };
const fieldKey = { id: "k1", key: randomBytes(32) };
const secret = randomBytes(32);

let database: TestDatabase;
let pool: pg.Pool;
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query("update clock set standing_at = '2026-11-23T10:00:00+01:00'");
  pool = openPool(database.url, "passerelle_app", 2, () => {});
});
afterAll(async () => {
  await pool.end();
  await owner.end();
  await database.drop();
});

let made = 0;
const makeProgramme = () =>
  inTransaction(pool, (db) => createProgramme(db, { slug: `p-${made++}`, name: "Passerelle", locale: "fr", zone: "Europe/Paris" }));

/** Imports a file into a programme; gives what is in it then. */
async function importInto(programme: string, bytes: Uint8Array) {
  const file = readPeers(bytes, context);
  if ("refused" in file) throw new Error(file.refused.join(" "));
  expect(file.problems).toEqual([]);
  return inProgramme(pool, programme, async (db) => {
    const { fresh, problems } = await sortPeers(db, file.peers, secret);
    expect(problems).toEqual([]);
    await importPeers(db, fresh, fieldKey);
    return (await exportPeers(db, fieldKey)).peers.map(({ id, ...peer }) => peer);
  });
}

const ids = [...conditions.keys()];
const some = <T>(values: readonly T[], minLength = 0) => fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength: 4 });
/** What people may type, with all that a CSV file, a spreadsheet and our own reading take for something. */
const words = fc
  .string({ unit: fc.constantFrom(..."aé ŒZ;,\"'=+-@|/:(1😀"), minLength: 1, maxLength: 18 })
  .map((text) => text.trim())
  .filter((text) => text !== "" && !/\p{L}@\p{L}|(?:\d[ ./-]{0,2}){9}/u.test(text));
const date = fc.constantFrom(null, "2025-12-31", "2026-02-28", "2026-11-23");
const optional = fc.option(words, { nil: null });
const peer: fc.Arbitrary<NewPeer> = fc
  .record({
    displayName: words,
    zone: fc.constantFrom("Europe/Paris", "America/Guadeloupe", "Indian/Reunion"),
    about: fc.record({ fr: words, en: words }),
    conditions: some(ids, 1),
    relativeOf: some(ids),
    languages: some(["fr", "en"] as const, 1),
    modalities: some(["phone", "video", "in-person", "messages"] as const, 1),
    plan: fc.uniqueArray(
      fc.record({
        weekday: fc.integer({ min: 1, max: 7 }),
        startsAt: fc.constantFrom("00:00", "08:30", "09:05"),
        endsAt: fc.constantFrom("10:00", "23:59"),
      }),
      { selector: ({ weekday }) => weekday, maxLength: 7 },
    ),
    role: fc.constantFrom("volunteer", "indemnified", "salaried", "independent"),
    trainingMinutes: fc.integer({ min: 0, max: 100_000 }),
    validatedBy: optional,
    validatedOn: date,
    charterSignedOn: date,
    lastSupervisionOn: date,
    town: optional,
    hospital: optional,
    gender: fc.constantFrom(null, "woman", "man", "other"),
    birthDecade: fc.constantFrom(null, 1940, 1990),
  })
  .map((made) => ({ ...made, locale: made.languages[0] ?? "fr", plan: made.plan.sort((a, b) => a.weekday - b.weekday) }) as NewPeer);

/** What tells the peers of one file apart, here. */
const nameOf = ({ displayName, about }: Pick<NewPeer, "displayName" | "about">) => `${displayName.toLowerCase()}\n${about.fr}`;

/** As peers are compared: lists whose order means nothing in one order. */
const plain = (peers: NewPeer[]) =>
  peers
    .map((one) => ({
      ...one,
      conditions: one.conditions.toSorted(),
      relativeOf: one.relativeOf?.toSorted(),
      languages: one.languages.toSorted(),
    }))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

test("what is exported and imported into another programme gives equal peers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(peer, {
        minLength: 1,
        maxLength: 5,
        selector: nameOf,
      }),
      fc.constantFrom<";" | ",">(";", ","),
      fc.constantFrom<"fr" | "en">("fr", "en"),
      async (peers, separator, locale) => {
        const format = { locale, separator, windows1252: false };
        const withPhones = peers.map((one, index) => ({ ...one, phone: index % 2 ? `+3363998000${index}` : undefined }));
        const file = (from: Parameters<typeof writePeers>[0]) => {
          const written = writePeers(from, format);
          return "bytes" in written ? written.bytes : Buffer.of();
        };
        const first = await importInto(await makeProgramme(), file(withPhones));
        expect(plain(first)).toEqual(plain(withPhones.map(({ phone, ...one }) => (phone ? { ...one, phone } : one))));
        const second = await importInto(await makeProgramme(), file(first));
        expect(plain(second)).toEqual(plain(first));
      },
    ),
    { numRuns: 40 },
  );
});
