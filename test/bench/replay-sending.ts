import { randomUUID } from "node:crypto";
import type pg from "pg";
import { openProvider } from "../../adapters/twilio/client.ts";
import { runTurnJob } from "../../bot/jobs/run-turn-job.ts";
import { sendDelivery } from "../../bot/jobs/send-delivery.ts";
import { statusUrl } from "../../bot/routes/status-url.ts";
import { turnSecrets } from "../../bot/turn-effects.ts";
import { CONCURRENCY } from "../../bot/worker.ts";
import { openPool } from "../../domain/db.ts";
import { noLog } from "./in-process-bot.ts";
import type { Population } from "./population.ts";
import type { Progress } from "./progress.ts";
import { recordPool, type Statement } from "./recording-pool.ts";
import { type Ids, withIds } from "./replay.ts";
import type { BenchService } from "./service.ts";

/** The ids that the statements about one person's message hold, by what they are of. */
type OwnIds = Readonly<Record<string, string> & { personId: string }>;

/** What one job asked of the database, from its turn to its message's last word, and for which ids. */
export interface RecordedSending<Own extends OwnIds = OwnIds> {
  of: Own;
  eventKey: string;
  deliveryId: string;
  providerId: string;
  /** Whose it is, and the turn. */
  turn: Statement[];
  claim: Statement[];
  close: Statement[];
}

/** Runs one turn job, on what has the id `subjectId`, and the sending of what it writes in this process, on a pool that records. */
export async function recordSending<Own extends OwnIds>(
  { config }: BenchService,
  { url, owner, programmeId }: Population,
  providerUrl: string,
  job: string,
  subjectId: string,
  of: Own,
): Promise<RecordedSending<Own>> {
  const real = openPool(url, "passerelle_app", 1, () => {});
  const { pool, take } = recordPool(real);
  const context = {
    pool,
    log: noLog,
    fieldKey: { id: config.keys.fieldKeyId, key: config.keys.fieldKey },
    publicUrl: config.publicUrl,
    provider: openProvider({ ...config.twilio, apiBaseUrl: providerUrl }),
    sendToTeams: () => Promise.reject(new Error("Nobody here has Teams.")),
  };
  try {
    const jobId = randomUUID();
    const outcome = await runTurnJob(pool, job, jobId, { programmeId, id: subjectId }, turnSecrets(config));
    if (outcome !== "taken") throw new Error(`The turn of ${job} came to: ${outcome}`);
    const turn = take().statements;
    const { rows: written } = await owner.query<{ id: string }>("select delivery_id as id from delivery where person_id = $1", [
      of.personId,
    ]);
    const deliveryId = written[0]?.id ?? "";
    await sendDelivery(context, { programmeId, id: deliveryId });
    const sending = take().statements;
    const { rows: sent } = await owner.query<{ id: string }>("select provider_id as id from delivery where delivery_id = $1", [deliveryId]);
    if (!sent[0]?.id) throw new Error(`The message of ${job} that was to be recorded was not sent.`);
    const claimed = sending.findIndex(({ text }) => text === "commit") + 1;
    const [claim, close] = [sending.slice(0, claimed), sending.slice(claimed)];
    return { of, eventKey: `job:${jobId}`, deliveryId, providerId: sent[0].id, turn, claim, close };
  } finally {
    await real.end();
  }
}

/** A recording as that of another one of the same kind. What the database and the provider give ids is replaced once they have. */
export function prepareSending<Own extends OwnIds>(recorded: RecordedSending<Own>, own: Own): RecordedSending {
  const ids: Ids = new Map([
    ...Object.entries<string>(recorded.of).map(([what, id]): [string, string] => [id, own[what]!]),
    [recorded.eventKey, `job:${randomUUID()}`],
  ]);
  const replaced = (statements: Statement[]) => statements.map((statement) => withIds(statement, ids));
  return { ...recorded, turn: replaced(recorded.turn), claim: replaced(recorded.claim), close: replaced(recorded.close) };
}

/**
 * Sends what was prepared, as many at a time as a worker does, each with a bare request in the middle.
 *
 * @param sendTurn sends the statements of the turn, and gives the id of the delivery that it wrote
 * @returns seconds
 */
export async function replaySendings(
  pool: pg.Pool,
  { programmeId }: Population,
  providerUrl: string,
  prepared: RecordedSending[],
  sendTurn: (client: pg.PoolClient, recorded: RecordedSending) => Promise<string>,
  progress: Progress,
): Promise<number> {
  const waiting = [...prepared];
  const client = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await replayOne(next);
      progress.advance();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  return (performance.now() - startedAt) / 1000;

  /** The database gives the delivery an id, and the provider the message: what was recorded of the other ones is said of these. */
  async function replayOne(recorded: RecordedSending): Promise<void> {
    const client = await pool.connect();
    try {
      const written = await sendTurn(client, recorded);
      const ids = new Map([[recorded.deliveryId, written]]);
      for (const statement of recorded.claim) await client.query(withIds(statement, ids));
      const fields = {
        To: "+33639980000",
        From: "+33937990001",
        Body: "",
        StatusCallback: statusUrl("https://passerelle.example", programmeId, written),
      };
      const answer = await fetch(`${providerUrl}/2010-04-01/Accounts/Messages.json`, {
        method: "POST",
        body: new URLSearchParams(fields),
      });
      const { sid } = (await answer.json()) as { sid: string };
      ids.set(recorded.providerId, sid);
      for (const statement of recorded.close) await client.query(withIds(statement, ids));
    } finally {
      client.release();
    }
  }
}
