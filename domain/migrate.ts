import { fileURLToPath } from "node:url";
import pg from "pg";
import { openPool } from "./db.ts";

/** The oldest PostgreSQL this works with: `security invoker` defaults, `on delete set null (column)` and date_bin need 15. */
export const OLDEST_POSTGRES = 15;

/**
 * Brings a database to the present schema: ours as its owner, then graphile-worker's as `passerelle_jobs`. Safe to run again and by two at once.
 *
 * @param databaseUrl the owner's connection
 * @throws {Error} one line, if the server is too old or the login may not make roles
 */
export async function migrate(databaseUrl: string, progress: (line: string) => void = () => {}): Promise<void> {
  const { runner } = await import("node-pg-migrate");
  const { runMigrations } = await import("graphile-worker");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>("select current_setting('server_version_num')::integer / 10000 as version");
    const version = rows[0]?.version ?? 0;
    if (version < OLDEST_POSTGRES) throw new Error(`The database is PostgreSQL ${version}; ${OLDEST_POSTGRES} or newer is needed.`);
    const done = await runner({
      dbClient: client,
      dir: fileURLToPath(new URL("./migrations", import.meta.url)),
      direction: "up",
      migrationsTable: "migration",
      // two processes that start at once take turns
      advisoryLockMode: "wait",
      singleTransaction: true,
      logger: { info: () => {}, warn: () => {}, error: () => {} },
    });
    if (done.length > 0) progress(`Migrated the database: ${done.map((migration) => migration.name).join(", ")}`);
  } finally {
    await client.end();
  }
  const pool = openPool(databaseUrl, "passerelle_jobs", 1, () => {});
  try {
    await runMigrations({ pgPool: pool, logger: await silentLogger() });
  } finally {
    await pool.end();
  }
}

async function silentLogger() {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => () => {});
}
