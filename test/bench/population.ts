import pg from "pg";
import { conditions } from "../../domain/conditions/catalogue.ts";
import { inTransaction, openPool } from "../../domain/db.ts";
import { seal } from "../../domain/people/seal.ts";
import { createProgramme } from "../../domain/programmes/create-programme.ts";
import { addSender } from "../../domain/programmes/sender.ts";
import { type ProgrammeSettings, programmeSettings } from "../../domain/programmes/settings.ts";
import { type BenchService, liftLimits } from "./service.ts";

const ZONE = "Europe/Paris";

/** A fictional patient, with an open request. */
export interface BenchPatient {
  patientId: string;
  requestId: string;
}

/** A database of its own with one programme: peers, patients who each have an open request, and appointments in the next two weeks. */
export interface Population {
  url: string;
  /** The owner's connection, in the programme: for what a figure makes and clears away, never for what it measures. */
  owner: pg.Client;
  programmeId: string;
  settings: ProgrammeSettings;
  peerIds: string[];
  patients: BenchPatient[];
  close(): Promise<void>;
}

/**
 * Fills a database. Peers have two or three of the catalogue's conditions in turn, two or three windows of two to four hours a week, one in five has
 * exceptions, and every second hour of the next two weeks is taken. Patients have numbers of the range that France keeps for fiction.
 */
export async function openPopulation(service: BenchService, size: { peers: number; patients: number }): Promise<Population> {
  const database = await service.openDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  // a database that is dropped at the end of a run that failed cuts the line
  owner.on("error", () => {});
  await owner.connect();
  const close = async () => {
    await owner.end();
    await database.stop();
  };
  try {
    const programmeId = await addProgramme(database.url);
    await owner.query("select set_config('passerelle.programme', $1, false)", [programmeId]);
    await liftLimits(owner);
    const peerIds = await addPeers(owner, size.peers);
    const patients = await addPatients(owner, service, size.patients);
    await takeSlots(owner, Math.min(size.peers, size.patients));
    await owner.query("vacuum analyze");
    const { rows } = await owner.query<{ settings: unknown }>("select settings from programme");
    return { url: database.url, owner, programmeId, settings: programmeSettings.parse(rows[0]?.settings), peerIds, patients, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addProgramme(url: string): Promise<string> {
  const pool = openPool(url, "passerelle_app", 1, () => {});
  try {
    return await inTransaction(pool, async (db) => {
      const id = await createProgramme(db, { slug: "bench", name: "Passerelle", locale: "fr", zone: ZONE });
      await addSender(db, "+33937990001", { smsOut: true, smsIn: true, voice: true, callerId: true });
      return id;
    });
  } finally {
    await pool.end();
  }
}

/** People are numbered in a table that lives as long as the connection, so that what they have can be told from their number. */
async function addPeople(owner: pg.Client, table: string, count: number): Promise<void> {
  await owner.query(`create temp table ${table} as select n, gen_random_uuid() as id from generate_series(1, ${count}) n`);
  await owner.query(`analyze ${table}`);
  await owner.query(
    `insert into person (programme_id, person_id, locale, zone, alias) select current_programme(), id, 'fr', '${ZONE}', 'Lou' from ${table}`,
  );
  await owner.query(`insert into conversation (programme_id, person_id) select current_programme(), id from ${table}`);
}

async function addPeers(owner: pg.Client, count: number): Promise<string[]> {
  await addPeople(owner, "bench_peer", count);
  await owner.query(
    `insert into peer (programme_id, person_id, display_name, about_fr, about_en, languages, modalities, training_minutes, validated_by, validated_on,
       charter_signed_on, last_supervision_on, gender, birth_decade, active_since, last_matched_at)
     select current_programme(), id, 'Claire', 'J''ai appris à vivre avec, et j''en parle volontiers.', 'I learned to live with it, and like to talk about it.',
       case when n % 4 = 0 then '{fr,en}' else '{fr}' end::text[], case when n % 3 = 0 then '{phone,video}' else '{phone,messages}' end::text[],
       21 * 60, 'coordination', current_date - 100, current_date - 100, current_date - 30,
       case n % 3 when 0 then 'man' when 1 then 'woman' end, 1950 + n % 6 * 10, turn_now() - interval '100 days',
       -- scattered: who has waited longest is not who was added first
       turn_now() - make_interval(mins => (n * 7919) % 100000)
     from bench_peer`,
  );
  await owner.query(
    `insert into peer_condition (programme_id, person_id, condition_id)
     select current_programme(), id, ($1::text[])[1 + (n + k * 61) % $2::integer]
     from bench_peer, generate_series(0, 1 + (n % 2)) k`,
    [[...conditions.keys()], conditions.size],
  );
  await owner.query(
    `insert into availability (programme_id, peer_id, weekday, starts_at, ends_at)
     select current_programme(), id, 1 + (n + k * 2) % 7, make_time(9 + (n + k * 3) % 9, 0, 0), make_time(9 + (n + k * 3) % 9 + 2 + (n + k) % 3, 0, 0)
     from bench_peer, generate_series(0, 1 + (n % 2)) k`,
  );
  await owner.query(
    `insert into availability_exception (programme_id, peer_id, kind, starts_on, ends_on, starts_at, ends_at)
     select current_programme(), id, 'away', current_date + n % 30, current_date + n % 30 + 6, null::time, null::time from bench_peer where n % 5 = 0
     union all select current_programme(), id, 'open', current_date + n % 20, current_date + n % 20, '18:00', '20:00' from bench_peer where n % 10 = 0`,
  );
  await owner.query(
    `insert into channel_address (programme_id, person_id, kind, address_key, sealed, rank)
     select current_programme(), id, 'sms', 'peer ' || n, 'not sealed', 20 from bench_peer`,
  );
  return idsOf(owner, "bench_peer");
}

async function addPatients(owner: pg.Client, { config }: BenchService, count: number): Promise<BenchPatient[]> {
  const key = { id: config.keys.fieldKeyId, key: config.keys.fieldKey };
  const sealed = Array.from({ length: count }, (_, index) => seal(key, `+3363998${String(index % 10_000).padStart(4, "0")}`));
  await addPeople(owner, "bench_patient", count);
  await owner.query(
    "insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone) select current_programme(), id, turn_now(), false from bench_patient",
  );
  await owner.query(
    `insert into consent (programme_id, person_id, purpose, text_version, locale, channel)
     select current_programme(), id, 'service', '1', 'fr', 'sms' from bench_patient`,
  );
  await owner.query(
    `insert into channel_address (programme_id, person_id, kind, address_key, sealed, sender_id)
     select current_programme(), id, 'sms', 'patient ' || n, ($1::text[])[n], (select sender_id from sender) from bench_patient`,
    [sealed],
  );
  const { rows } = await owner.query<BenchPatient>(
    `insert into request (programme_id, patient_id, condition_id) select current_programme(), id, ($1::text[])[1 + n % $2::integer] from bench_patient order by n
     returning patient_id as "patientId", request_id as "requestId"`,
    [[...conditions.keys()], conditions.size],
  );
  return rows;
}

/** Of each of the first peers every second hour of the next two weeks is an appointment, all with one patient. */
async function takeSlots(owner: pg.Client, peers: number): Promise<void> {
  await owner.query(
    `insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reference)
     select current_programme(), request.request_id, request.patient_id, bench_peer.id, 'phone', tstzrange(at, at + interval '45 minutes'),
       tstzrange(at, at + interval '1 hour'), at at time zone '${ZONE}', '${ZONE}', 'booked',
       -- in turn: among so many, some of those that are drawn would meet
       lpad((row_number() over ())::text, 8, '0')
     from bench_peer
     join bench_patient on bench_patient.n = bench_peer.n
     join request on request.patient_id = bench_patient.id
     join availability on availability.peer_id = bench_peer.id
     join generate_series(1, 14) ahead on extract(isodow from current_date + ahead) = weekday
     cross join generate_series(0, 3) hour
     cross join lateral (select (current_date + ahead + starts_at + make_interval(hours => hour)) at time zone '${ZONE}' as at) slot
     where bench_peer.n <= $1 and starts_at + make_interval(hours => hour) < ends_at and (hour + ahead) % 2 = 0`,
    [peers],
  );
}

async function idsOf(owner: pg.Client, table: string): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>(`select id from ${table} order by n`);
  return rows.map(({ id }) => id);
}
