import pg from "pg";

/** What domain functions write and read with: a client within a turn's transaction. */
export interface Db {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
  query<Row extends pg.QueryResultRow>(prepared: { name: string; text: string; values?: unknown[] }): Promise<pg.QueryResult<Row>>;
}

/** The roles the processes work as; the owner, who only migrates, is the login's own role. */
export type DatabaseRole = "passerelle_app" | "passerelle_jobs";

/**
 * A statement that gets no answer is given up, also when the line is dead without being cut. Short where a webhook waits (the provider gives it 15 s);
 * longer where jobs clear up.
 */
const PATIENCE_MS: Record<DatabaseRole, number> = { passerelle_app: 6000, passerelle_jobs: 25_000 };

/**
 * Opens a pool whose every connection works as `role`, whatever the login may do besides.
 *
 * @param url the owner's connection, as in DATABASE_URL
 * @param patienceMs how long a statement may take; commands that work on thousands of rows give more
 * @param onLost called when an idle connection breaks; without it the process would end
 */
export function openPool(
  url: string,
  role: DatabaseRole,
  size: number,
  onLost: (error: Error) => void,
  patienceMs = PATIENCE_MS[role],
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options: `-c role=${role} -c timezone=UTC -c statement_timeout=${Math.max(20_000, patienceMs)} -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000`,
    connectionTimeoutMillis: 5000,
    query_timeout: patienceMs,
    application_name: role,
  });
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
  return pool;
}

/**
 * Runs `work` in one transaction, and gives its result once it is committed.
 * A connection that failed in the middle is not used again.
 */
export async function inTransaction<Result>(pool: pg.Pool, work: (db: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // after a time-out the line may be dead: asking it once more would wait as long again
    if (error instanceof Error && error.message === "Query read timeout") broken = error;
    else {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Runs `work` in one transaction of a programme's own, for what is no turn: commands and the sender of deliveries. */
export function inProgramme<Result>(pool: pg.Pool, programmeId: string, work: (db: pg.PoolClient) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, async (db) => {
    await db.query("select set_config('passerelle.programme', $1, true), set_config('passerelle.now', service_now()::text, true)", [
      programmeId,
    ]);
    return work(db);
  });
}
