import { DateTime } from "luxon";
import type pg from "pg";
import { acceptRequest } from "../../domain/booking/answer-request.ts";
import { askPeer } from "../../domain/booking/ask-peer.ts";
import { holdSlot } from "../../domain/booking/hold-slot.ts";
import { type Db, inProgramme, openPool } from "../../domain/db.ts";
import type { Figure } from "./figure.ts";
import { openPopulation, type Population } from "./population.ts";
import { showProgress } from "./progress.ts";

const AT_ONCE = 50;

/** Fifty patients claim one slot at the same time: one gets it. Then its peer accepts fifty times at the same time: one effect. */
export const claim: Figure = {
  name: "claim",
  about: "50 parallel claims on one slot, then 50 parallel clicks on one request: one wins, one counts",
  async measure(service) {
    const rounds = service.quick ? 5 : 50;
    const population = await openPopulation(service, { peers: 1, patients: AT_ONCE });
    const pool = openPool(population.url, "passerelle_app", AT_ONCE, () => {});
    const progress = showProgress(service.say, "Claim: rounds", rounds);
    let claims = 0;
    let clicks = 0;
    try {
      for (let round = 0; round < rounds; round++) {
        const won = await claimAtOnce(pool, population, DateTime.now().plus({ days: 20, hours: round }).startOf("hour"));
        if (won) claims++;
        if (won && (await clickAtOnce(pool, population, won))) clicks++;
        progress.advance();
      }
    } finally {
      progress.end();
      await pool.end();
      await population.close();
    }
    const row = (figure: string, held: number) => ({
      figure,
      floor: `${rounds} rounds`,
      measured: `${held} rounds`,
      ratio: (held / rounds).toFixed(2),
      aim: "1",
      met: held === rounds,
      isRule: true as const,
    });
    return [row(`claim: of ${AT_ONCE} on one slot one wins`, claims), row(`claim: of ${AT_ONCE} clicks one counts`, clicks)];
  },
};

/** @returns the appointment, if just one claim was told that it has the slot and just that one has it */
async function claimAtOnce(pool: pg.Pool, population: Population, startsAt: DateTime): Promise<string | undefined> {
  const { owner, programmeId, settings, peerIds, patients } = population;
  const [peerId = ""] = peerIds;
  const { talkMinutes, bufferMinutes } = settings.booking;
  const holds = await atOnce(pool, programmeId, (db, index) => {
    const expiresAt = DateTime.now().plus({ hours: 2 });
    return holdSlot(db, { ...patients[index]!, peerId, modality: "phone", startsAt, talkMinutes, bufferMinutes, expiresAt });
  });
  const told = holds.filter((hold) => hold !== "taken");
  const { rows } = await owner.query<{ id: string }>(
    "select appointment_id as id from appointment where peer_id = $1 and lower(during) = $2 and status = 'proposed'",
    [peerId, startsAt.toJSDate()],
  );
  return told.length === 1 && rows.length === 1 && told[0]?.id === rows[0]?.id ? rows[0]?.id : undefined;
}

/** Whether accepting it many times at the same time booked it once: one version more, one set of reminders, one message to its patient. */
async function clickAtOnce(pool: pg.Pool, { owner, programmeId, peerIds }: Population, appointmentId: string): Promise<boolean> {
  const [peerId = ""] = peerIds;
  await inProgramme(pool, programmeId, (db) => askPeer(db, appointmentId, DateTime.now().plus({ hours: 1 })));
  const accepted = await atOnce(pool, programmeId, (db) => acceptRequest(db, peerId, appointmentId));
  const { rows } = await owner.query<{ version: number; told: number; written: number; kinds: number }>(
    `select version,
       (select count(*)::integer from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
        where task.identifier = 'tell-accepted' and job.payload ->> 'id' = $1::text) as told,
       (select count(*)::integer from reminder where appointment_id = $1::uuid) as written,
       (select count(distinct (person_id, kind))::integer from reminder where appointment_id = $1::uuid) as kinds
     from appointment where appointment_id = $1::uuid`,
    [appointmentId],
  );
  const [found] = rows;
  const everyoneSeesIt = accepted.every((seen) => seen?.status === "booked");
  // held, asked, booked
  return everyoneSeesIt && found?.version === 3 && found.told === 1 && found.written > 0 && found.written === found.kinds;
}

/** Does the same in fifty transactions, of which none goes on before all have begun. */
async function atOnce<Result>(pool: pg.Pool, programmeId: string, work: (db: Db, index: number) => Promise<Result>): Promise<Result[]> {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  return Promise.all(
    Array.from({ length: AT_ONCE }, (_, index) =>
      inProgramme(pool, programmeId, async (db) => {
        if (++begun === AT_ONCE) all.resolve();
        await all.promise;
        return work(db, index);
      }),
    ),
  );
}
