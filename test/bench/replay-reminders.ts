import { randomUUID } from "node:crypto";
import type pg from "pg";
import { openProvider } from "../../adapters/twilio/client.ts";
import { runTurnJob } from "../../bot/jobs/run-turn-job.ts";
import { sendDelivery } from "../../bot/jobs/send-delivery.ts";
import { statusUrl } from "../../bot/routes/status-url.ts";
import { turnSecrets } from "../../bot/turn-effects.ts";
import { CONCURRENCY } from "../../bot/worker.ts";
import { openPool } from "../../domain/db.ts";
import type { DueReminder } from "./due-reminders.ts";
import { noLog } from "./in-process-bot.ts";
import type { Population } from "./population.ts";
import type { Progress } from "./progress.ts";
import { recordPool, type Statement } from "./recording-pool.ts";
import { type Ids, withIds } from "./replay.ts";
import type { BenchService } from "./service.ts";

/** What one reminder of a kind asked of the database, from its job to its last word, and for which ids. */
interface RecordedReminder {
  of: DueReminder;
  eventKey: string;
  deliveryId: string;
  providerId: string;
  /** Whose it is, and the turn. */
  turn: Statement[];
  claim: Statement[];
  close: Statement[];
}
export type RecordedReminders = ReadonlyMap<string, RecordedReminder>;

/** So late that a worker does not send what the floor has written. */
const NEVER = "2100-01-01T00:00:00Z";

/** Runs one reminder of each kind in this process, on a pool that records. */
export async function recordReminders(
  { config }: BenchService,
  { url, owner, programmeId }: Population,
  providerUrl: string,
  reminders: DueReminder[],
): Promise<RecordedReminders> {
  const real = openPool(url, "passerelle_app", 1, () => {});
  const { pool, take } = recordPool(real);
  const secrets = turnSecrets(config);
  const context = {
    pool,
    log: noLog,
    fieldKey: { id: config.keys.fieldKeyId, key: config.keys.fieldKey },
    publicUrl: config.publicUrl,
    provider: openProvider({ ...config.twilio, apiBaseUrl: providerUrl }),
    sendToTeams: () => Promise.reject(new Error("Nobody here has Teams.")),
  };
  try {
    const recorded = new Map<string, RecordedReminder>();
    for (const of of reminders) {
      if (recorded.has(of.kind)) continue;
      const jobId = randomUUID();
      take();
      const outcome = await runTurnJob(pool, "remind", jobId, { programmeId, id: of.reminderId }, secrets);
      if (outcome !== "taken") throw new Error(`A reminder came to: ${outcome}`);
      const turn = take().statements.map(toNobody);
      const { rows: written } = await owner.query<{ id: string }>("select delivery_id as id from delivery where person_id = $1", [
        of.personId,
      ]);
      const deliveryId = written[0]?.id ?? "";
      await sendDelivery(context, { programmeId, id: deliveryId });
      const sending = take().statements;
      const { rows: sent } = await owner.query<{ id: string }>("select provider_id as id from delivery where delivery_id = $1", [
        deliveryId,
      ]);
      const claimed = sending.findIndex(({ text }) => text === "commit") + 1;
      const [claim, close] = [sending.slice(0, claimed), sending.slice(claimed)];
      recorded.set(of.kind, { of, eventKey: `job:${jobId}`, deliveryId, providerId: sent[0]?.id ?? "", turn, claim, close });
    }
    return recorded;
  } finally {
    await real.end();
  }
}

function toNobody(statement: Statement): Statement {
  if (statement.name !== "save_turn") return statement;
  const [turn] = statement.values as [{ deliveries: object[] }];
  return { ...statement, values: [{ ...turn, deliveries: turn.deliveries.map((delivery) => ({ ...delivery, sendAfter: NEVER })) }] };
}

/** Sends for each reminder what was recorded of its kind, with its own ids and a bare request in the middle. @returns seconds */
export async function replayReminders(
  pool: pg.Pool,
  { programmeId }: Population,
  providerUrl: string,
  recorded: RecordedReminders,
  reminders: DueReminder[],
  progress: Progress,
): Promise<number> {
  // made ahead: the floor is what the database and the provider take
  const waiting = reminders.map((reminder) => prepare(recorded.get(reminder.kind)!, reminder));
  const client = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await replayOne(pool, programmeId, providerUrl, next);
      progress.advance();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: CONCURRENCY }, client));
  return (performance.now() - startedAt) / 1000;
}

function prepare(recorded: RecordedReminder, reminder: DueReminder): RecordedReminder {
  const { of } = recorded;
  const ids: Ids = new Map([
    [of.reminderId, reminder.reminderId],
    [of.appointmentId, reminder.appointmentId],
    [of.personId, reminder.personId],
    [of.conversationId, reminder.conversationId],
    [of.addressId, reminder.addressId],
    [recorded.eventKey, `job:${randomUUID()}`],
  ]);
  const replaced = (statements: Statement[]) => statements.map((statement) => withIds(statement, ids));
  return { ...recorded, turn: replaced(recorded.turn), claim: replaced(recorded.claim), close: replaced(recorded.close) };
}

/** The database gives the delivery an id, and the provider the message: what was recorded of the other ones is said of these. */
async function replayOne(
  pool: pg.Pool,
  programmeId: string,
  providerUrl: string,
  { turn, claim, close, deliveryId, providerId }: RecordedReminder,
): Promise<void> {
  const client = await pool.connect();
  try {
    let written = "";
    for (const statement of turn) {
      const { rows } = await client.query(statement);
      if (statement.name === "save_turn") written = rows[0].stored.deliveryIds[0];
    }
    const ids = new Map([[deliveryId, written]]);
    for (const statement of claim) await client.query(withIds(statement, ids));
    const fields = {
      To: "+33639980000",
      From: "+33937990001",
      Body: "",
      StatusCallback: statusUrl("https://passerelle.example", programmeId, written),
    };
    const answer = await fetch(`${providerUrl}/2010-04-01/Accounts/Messages.json`, { method: "POST", body: new URLSearchParams(fields) });
    const { sid } = (await answer.json()) as { sid: string };
    ids.set(providerId, sid);
    for (const statement of close) await client.query(withIds(statement, ids));
  } finally {
    client.release();
  }
}
