import { randomBytes } from "node:crypto";
import { DateTime } from "luxon";
import type pg from "pg";
import { acceptRequest } from "../../domain/booking/answer-request.ts";
import { askPeer } from "../../domain/booking/ask-peer.ts";
import { holdSlot } from "../../domain/booking/hold-slot.ts";
import { inProgramme, openPool } from "../../domain/db.ts";
import { addSender } from "../../domain/programmes/sender.ts";
import { recordConferenceEvent } from "../../domain/sessions/conference-event.ts";
import { endLeg, joinByCalling } from "../../domain/sessions/leg.ts";
import { openSession } from "../../domain/sessions/open-session.ts";
import { lockSession, sessionOf } from "../../domain/sessions/session.ts";
import { closeSession } from "../../domain/sessions/settle-session.ts";
import type { Figure } from "./figure.ts";
import { openPopulation, type Population } from "./population.ts";
import { showProgress } from "./progress.ts";
import { recordPool } from "./recording-pool.ts";

/** As many statements at the end as at the beginning: nothing that is looked through grows with what is past. */
const AIM = 1;
const PEERS = 100;
const NUMBERS = 20;
const SAMPLE = 50;

/**
 * Sessions made, opened, talked in by both and closed, one after the other: the statements of each are counted. Their time stands for the real one:
 * each has its window moved to now.
 */
export const sessions: Figure = {
  name: "sessions",
  about: "masked sessions opened, used and closed: statements of each, the last against the first",
  async measure(service) {
    const count = service.quick ? 200 : 1000;
    const population = await openPopulation(service, { peers: PEERS, patients: count });
    const real = openPool(population.url, "passerelle_app", 4, () => {});
    const { pool, take } = recordPool(real);
    const progress = showProgress(service.say, "Sessions", count);
    const counted: number[] = [];
    const startedAt = performance.now();
    try {
      await inProgramme(real, population.programmeId, async (db) => {
        for (let index = 0; index < NUMBERS; index++)
          await addSender(db, `+3319900${1200 + index}`, { smsOut: true, smsIn: true, voice: true, callerId: true, pool: true });
      });
      for (let index = 0; index < count; index++) {
        const appointmentId = await book(real, population, index);
        await bringForward(population, appointmentId);
        take();
        await liveThrough(pool, population.programmeId, appointmentId);
        counted.push(take().statements.length);
        progress.advance();
      }
      const [first, last] = [counted.slice(0, SAMPLE), counted.slice(-SAMPLE)].map(
        (part) => part.reduce((sum, each) => sum + each, 0) / SAMPLE,
      );
      const ratio = (last ?? 0) / (first ?? 1);
      const { rows } = await population.owner.query<{ done: number }>(
        "select count(*)::integer as done from session where state = 'cooling'",
      );
      if (rows[0]?.done !== count) throw new Error(`Of ${count} sessions ${rows[0]?.done} were held.`);
      return [
        {
          figure: `sessions: statements of one, ${count} lived through`,
          floor: (first ?? 0).toFixed(1),
          measured: (last ?? 0).toFixed(1),
          ratio: `${ratio.toFixed(2)} (${(count / ((performance.now() - startedAt) / 1000)).toFixed(0)} /s, booking included)`,
          aim: `<= ${AIM}`,
          met: ratio <= AIM,
          isRule: true,
        },
      ];
    } finally {
      progress.end();
      await real.end();
      await population.close();
    }
  },
};

async function book(pool: pg.Pool, { programmeId, settings, patients, peerIds }: Population, index: number): Promise<string> {
  const patient = patients[index]!;
  const peerId = peerIds[index % PEERS]!;
  const { talkMinutes, bufferMinutes } = settings.booking;
  const startsAt = DateTime.now()
    .setZone("Europe/Paris")
    .plus({ days: 16 + Math.floor(index / PEERS) })
    .startOf("day")
    .plus({ hours: 14 });
  return inProgramme(pool, programmeId, async (db) => {
    const held = await holdSlot(db, {
      ...patient,
      peerId,
      startsAt,
      modality: "phone",
      talkMinutes,
      bufferMinutes,
      expiresAt: DateTime.now().plus({ hours: 2 }),
    });
    if (held === "taken") throw new Error("A slot of the bench's own was taken.");
    await askPeer(db, held.id, DateTime.now().plus({ hours: 24 }));
    await acceptRequest(db, peerId, held.id);
    return held.id;
  });
}

/** Its window is now. */
async function bringForward({ owner }: Population, appointmentId: string): Promise<void> {
  await owner.query(
    "update session set during = tstzrange(turn_now() - interval '5 minutes', turn_now() + interval '1 hour') where appointment_id = $1",
    [appointmentId],
  );
}

/** As the jobs and webhooks do it, each in a transaction of its own: it opens, both call in, they talk, hang up, and it is closed. */
async function liveThrough(pool: pg.Pool, programmeId: string, appointmentId: string): Promise<void> {
  const within = <Result>(work: Parameters<typeof inProgramme<Result>>[2]) => inProgramme(pool, programmeId, work);
  const found = await within((db) => sessionOf(db, appointmentId));
  if (!found) throw new Error("The booking has no session.");
  await within((db) => openSession(db, found.id));
  const now = DateTime.now();
  const conferenceSid = `CF${randomBytes(16).toString("hex")}`;
  const legs: { id: string; callSid: string }[] = [];
  for (const side of ["patient", "peer"] as const) {
    const callSid = `CA${randomBytes(16).toString("hex")}`;
    const id = await within(async (db) => joinByCalling(db, (await lockSession(db, found.id))!, side, callSid, now));
    legs.push({ id, callSid });
  }
  let sequence = 0;
  const tell = (event: string, callSid: string, minutes: number) =>
    within((db) =>
      recordConferenceEvent(
        db,
        found.id,
        { conferenceSid, sequence: ++sequence, event, callSid, at: now.plus({ minutes }) },
        now.plus({ minutes }),
      ),
    );
  for (const { callSid } of legs) await tell("participant-join", callSid, 0);
  for (const { callSid } of legs) await tell("participant-leave", callSid, 30);
  for (const { id } of legs) await within((db) => endLeg(db, id, "completed", now, 3));
  await within((db) => closeSession(db, found.id, now.plus({ hours: 2 })));
}
