import { DateTime } from "luxon";
import type pg from "pg";
import { acceptRequest } from "../../domain/booking/answer-request.ts";
import { askPeer } from "../../domain/booking/ask-peer.ts";
import { holdSlot } from "../../domain/booking/hold-slot.ts";
import { inProgramme, openPool } from "../../domain/db.ts";
import type { Figure } from "./figure.ts";
import { measurePairs } from "./pairs.ts";
import { type BenchPatient, openPopulation, type Population } from "./population.ts";
import { showProgress } from "./progress.ts";
import { recordPool, type Statement } from "./recording-pool.ts";
import { withIds } from "./replay.ts";
import { rowOfPairs } from "./row-of-pairs.ts";

const AIM = 0.5;
const CLIENTS = 8;
const PEERS = 100;

/** One booking that can be made: a patient, a peer, and a time that nobody else has. */
interface Wish extends BenchPatient {
  peerId: string;
  startsAt: DateTime;
}

interface RecordedBooking {
  statements: Statement[];
  appointmentId: string;
}

/** Bookings a second (held, asked, accepted: a transaction each), 8 clients, each slot another, against the very statements by `pg` alone. */
export const book: Figure = {
  name: "book",
  about: "bookings a second (hold, ask, accept), 8 clients, against their statements by pg alone",
  async measure(service) {
    const bookings = service.quick ? 240 : 800;
    const population = await openPopulation(service, { peers: PEERS, patients: bookings });
    const pool = openPool(population.url, "passerelle_app", CLIENTS, () => {});
    const wishes = wishesOf(population);
    const progress = showProgress(service.say, "Book: a recording, five pairs and a warm-up", 13 * bookings);
    const perSecond = async <Item>(items: Item[], work: (item: Item) => Promise<unknown>) => {
      await clear(population);
      const startedAt = performance.now();
      await inParallel(items, async (item) => {
        await work(item);
        progress.advance();
      });
      const seconds = (performance.now() - startedAt) / 1000;
      await expectBooked(population, items.length);
      return items.length / seconds;
    };
    try {
      const recorded: RecordedBooking[] = [];
      const recording = recordPool(pool);
      for (const wish of wishes) {
        recording.take();
        const appointmentId = await makeBooking(recording.pool, population, wish);
        recorded.push({ appointmentId, statements: recording.take().statements });
        progress.advance();
      }
      const pairs = await measurePairs(
        () => perSecond(recorded, (booking) => replayBooking(pool, booking)),
        () => perSecond(wishes, (wish) => makeBooking(pool, population, wish)),
      );
      return [rowOfPairs(`book: bookings, ${CLIENTS} clients`, pairs, "/s", { atLeast: AIM })];
    } finally {
      progress.end();
      await pool.end();
      await population.close();
    }
  },
};

/** Beyond the two weeks in which peers are busy already. */
function wishesOf({ patients, peerIds }: Population): Wish[] {
  const first = DateTime.now().setZone("Europe/Paris").plus({ days: 16 }).startOf("day");
  return patients.map((patient, index) => ({
    ...patient,
    peerId: peerIds[index % PEERS]!,
    startsAt: first.plus({ days: Math.floor(index / PEERS), hours: 14 }),
  }));
}

/** As the turns do it: the patient chooses a time, gives a name, and the peer accepts. */
async function makeBooking(pool: pg.Pool, { programmeId, settings }: Population, wish: Wish): Promise<string> {
  const { talkMinutes, bufferMinutes } = settings.booking;
  const expiresAt = DateTime.now().plus({ hours: 2 });
  const held = await inProgramme(pool, programmeId, (db) =>
    holdSlot(db, { ...wish, modality: "phone", talkMinutes, bufferMinutes, expiresAt }),
  );
  if (held === "taken") throw new Error("A slot of the bench's own was taken.");
  await inProgramme(pool, programmeId, (db) => askPeer(db, held.id, DateTime.now().plus({ hours: 24 })));
  await inProgramme(pool, programmeId, (db) => acceptRequest(db, wish.peerId, held.id));
  return held.id;
}

/** The database gives the appointment an id; what was recorded of the other one is said of this one. */
async function replayBooking(pool: pg.Pool, { statements, appointmentId }: RecordedBooking): Promise<void> {
  const client = await pool.connect();
  let ids: ReadonlyMap<string, string> | undefined;
  try {
    for (const statement of statements) {
      const { rows } = await client.query(ids ? withIds(statement, ids) : statement);
      if (/^\s*insert into appointment/.test(statement.text)) ids = new Map([[appointmentId, rows[0].id]]);
    }
  } finally {
    client.release();
  }
}

async function inParallel<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const client = async (number: number) => {
    for (let index = number; index < items.length; index += CLIENTS) await work(items[index]!);
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
}

/** Every run begins with the same rows; what deleted rows have left is cleared away too. */
async function clear({ owner, patients }: Population): Promise<void> {
  await owner.query("delete from appointment where request_id = any($1) and lower(during) > turn_now() + interval '15 days'", [
    patients.map(({ requestId }) => requestId),
  ]);
  await owner.query("delete from number_lease");
  await owner.query("update request set state = 'open', closed_at = null, matched_at = null where state = 'matched'");
  await owner.query("delete from graphile_worker._private_jobs");
  await owner.query(
    "vacuum analyze appointment, session, number_lease, request, reminder, peer, peer_condition, graphile_worker._private_jobs",
  );
}

/** @throws {Error} if what was measured did not do its work */
async function expectBooked({ owner }: Population, bookings: number): Promise<void> {
  const { rows } = await owner.query<{ booked: number; reminded: number }>(
    `select count(*)::integer as booked, count(distinct reminder.appointment_id)::integer as reminded
     from (select appointment_id from appointment where status = 'booked' and lower(during) > turn_now() + interval '15 days') made
     left join lateral (select appointment_id from reminder where reminder.appointment_id = made.appointment_id limit 1) reminder on true`,
  );
  const [found] = rows;
  if (found?.booked !== bookings || found.reminded !== bookings)
    throw new Error(`Of ${bookings} bookings ${found?.booked} were made, ${found?.reminded} with reminders.`);
}
