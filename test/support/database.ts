import { randomBytes } from "node:crypto";
import type pg from "pg";
import { inject } from "vitest";
import { openPool } from "../../domain/db.ts";
import { runStatement } from "./run-statement.ts";

export interface TestDatabase {
  /** The owner's connection, as in DATABASE_URL. */
  url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** Makes an empty, migrated database of one's own, by copying the run's template (some 50 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  await runStatement(inject("testServerUrl"), `create database ${name} template ${inject("templateDatabase")}`);
  return {
    url: Object.assign(new URL(inject("testServerUrl")), { pathname: `/${name}` }).href,
    drop: () => runStatement(inject("testServerUrl"), `drop database if exists ${name} with (force)`),
  };
}

export interface TestPool {
  /** As the web process has it. */
  pool: pg.Pool;
  /** Ends it and removes its database. */
  close(): Promise<void>;
}

/** A pool on a database of its own, for what needs no service. */
export async function openTestPool(size = 4): Promise<TestPool> {
  const database = await createTestDatabase();
  const pool = openPool(database.url, "passerelle_app", size, () => {});
  return {
    pool,
    async close() {
      await pool.end();
      await database.drop();
    },
  };
}
