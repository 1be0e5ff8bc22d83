import { openPool } from "../../domain/db.ts";
import type { Figure } from "./figure.ts";
import { openRecordedBot } from "./in-process-bot.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { measurePairs } from "./pairs.ts";
import { MEASURED_ANSWER, MEASURED_TEXT, measuredTurns, phonesOf, seedPatients, TURNS_OF_A_ROUND } from "./patients.ts";
import { showProgress } from "./progress.ts";
import type { Statement } from "./recording-pool.ts";
import { rowOfPairs } from "./row-of-pairs.ts";
import { type BenchService, CLIENTS } from "./service.ts";
import { newMessageSid } from "./signed-sms.ts";

const AIM = 0.4;

/**
 * Signed SMS turns a second over HTTP, 16 connections, against the same transactions by `pg` alone, 16 clients of the same pool.
 * The load generator and the floor run in this process; requests are signed ahead.
 */
export const throughput: Figure = {
  name: "throughput",
  about: "signed SMS turns a second, against their statements by pg alone",
  async measure(service) {
    const web = await service.startWeb();
    await seedPatients(service, web.port, "load");
    await seedPatients(service, web.port, "floor");
    const rounds = await recordRounds(service);
    const pool = openPool(service.config.databaseUrl, "passerelle_app", CLIENTS, () => {});
    const turns = service.quick ? 480 : 1600;
    const progress = showProgress(service.say, "Throughput: five pairs and a warm-up", 12 * turns);
    try {
      const pairs = await measurePairs(
        async () => turns / (await replay(pool, rounds, turns, progress.advance)),
        async () => {
          const queues = measuredTurns(service, turns);
          return queues.flat().length / (await sendQueues(web.port, queues, MEASURED_ANSWER, progress.advance));
        },
      );
      return [rowOfPairs("turn: throughput, 16 connections", pairs, "/s", { atLeast: AIM })];
    } finally {
      progress.end();
      await pool.end();
      await web.stop();
    }
  },
};

/** For each patient of the floor, what the measured turns really sent; a whole round, so that a replay begins where it ends. */
async function recordRounds(service: BenchService): Promise<Statement[][][]> {
  const bot = openRecordedBot(service);
  const progress = showProgress(service.say, "Recording statements", phonesOf("floor").length);
  try {
    const rounds: Statement[][][] = [];
    for (const phone of phonesOf("floor")) {
      const round: Statement[][] = [];
      for (let turn = 0; turn < TURNS_OF_A_ROUND; turn++) round.push((await bot.text(phone, MEASURED_TEXT)).statements);
      rounds.push(round);
      progress.advance();
    }
    return rounds;
  } finally {
    progress.end();
    await bot.close();
  }
}

/** Replays rounds, each client with patients of its own, until so many turns are done. */
async function replay(pool: ReturnType<typeof openPool>, rounds: Statement[][][], turns: number, done: () => void): Promise<number> {
  const keys = Array.from({ length: turns }, newMessageSid);
  const startedAt = performance.now();
  const client = async (number: number) => {
    const own = rounds.filter((_round, index) => index % CLIENTS === number).flat();
    for (let index = 0; keys.length > 0; index++) {
      await replayTurn(pool, own[index % own.length] ?? [], keys.pop() ?? "");
      done();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  return (performance.now() - startedAt) / 1000;
}

async function replayTurn(pool: ReturnType<typeof openPool>, statements: Statement[], key: string): Promise<void> {
  const client = await pool.connect();
  try {
    for (const statement of statements) await client.query(withKey(statement, key));
  } finally {
    client.release();
  }
}

/** The same statement as an event of its own: with the recorded key it would be found as a repetition. */
function withKey(statement: Statement, key: string): Statement {
  const [first, ...others] = statement.values ?? [];
  if (statement.name === "take_turn") return { ...statement, values: [key, ...others] };
  if (statement.name === "save_turn") return { ...statement, values: [{ ...(first as object), eventKey: key }] };
  return statement;
}
