import type pg from "pg";
import type { DueReminder } from "./due-reminders.ts";
import type { Population } from "./population.ts";
import type { Progress } from "./progress.ts";
import type { Statement } from "./recording-pool.ts";
import { prepareSending, type RecordedSending, recordSending, replaySendings } from "./replay-sending.ts";
import type { BenchService } from "./service.ts";

/** A recording of each kind of reminder. */
export type RecordedReminders = ReadonlyMap<string, RecordedSending<DueReminder["ids"]>>;

/** So late that a worker does not send what the floor has written. */
const NEVER = "2100-01-01T00:00:00Z";

/** Runs one reminder of each kind in this process, on a pool that records. */
export async function recordReminders(
  service: BenchService,
  population: Population,
  providerUrl: string,
  reminders: DueReminder[],
): Promise<RecordedReminders> {
  const recorded = new Map<string, RecordedSending<DueReminder["ids"]>>();
  for (const { kind, ids } of reminders) {
    if (recorded.has(kind)) continue;
    const sending = await recordSending(service, population, providerUrl, "remind", ids.reminderId, ids);
    recorded.set(kind, { ...sending, turn: sending.turn.map(toNobody) });
  }
  return recorded;
}

function toNobody(statement: Statement): Statement {
  if (statement.name !== "save_turn") return statement;
  const [turn] = statement.values as [{ deliveries: object[] }];
  return { ...statement, values: [{ ...turn, deliveries: turn.deliveries.map((delivery) => ({ ...delivery, sendAfter: NEVER })) }] };
}

/** Sends for each reminder what was recorded of its kind, with its own ids and a bare request in the middle. @returns seconds */
export function replayReminders(
  pool: pg.Pool,
  population: Population,
  providerUrl: string,
  recorded: RecordedReminders,
  reminders: DueReminder[],
  progress: Progress,
): Promise<number> {
  // made ahead: the floor is what the database and the provider take
  const prepared = reminders.map(({ kind, ids }) => prepareSending(recorded.get(kind)!, ids));
  return replaySendings(pool, population, providerUrl, prepared, sendTurn, progress);
}

async function sendTurn(client: pg.PoolClient, { turn }: RecordedSending): Promise<string> {
  let written = "";
  for (const statement of turn) {
    const { rows } = await client.query(statement);
    if (statement.name === "save_turn") written = rows[0].stored.deliveryIds[0];
  }
  return written;
}
