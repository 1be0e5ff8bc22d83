import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../bot/embedded-postgres/start.ts";
import { isAlive } from "../bot/is-running.ts";
import { tellIfSlow } from "../bot/tell-if-slow.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's connection to the server that holds `templateDatabase`. */
    testServerUrl: string;
    templateDatabase: string;
  }
}

const PREFIX = "passerelle-test-";
const say = (line: string) => process.stderr.write(`${line}\n`);

/** One PostgreSQL for the run (or TEST_DATABASE_URL: a superuser of any PostgreSQL 15 or newer), with a migrated template that each test database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await temporaryPostgres();
  // On a server that others use as well, a name of our own.
  const template = given ? `passerelle_template_${randomBytes(4).toString("hex")}` : "passerelle_template";
  try {
    await onServer(server.url, `create database ${template}`);
    const { migrate } = await import("../domain/migrate.ts");
    await tellIfSlow("Migrating the test database", say, () => migrate(withDatabase(server.url, template)));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("testServerUrl", server.url);
  project.provide("templateDatabase", template);
  return async () => {
    if (given) await onServer(given, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

async function temporaryPostgres() {
  await removeLeftovers();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Root's server runs as another user, which must get through.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir: join(dataDir, "postgres"), temporary: true, progress: say });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Of runs that were killed: their server and its folder, known by the dead process's number in its name. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : 0;
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const server = Number((await readFile(join(folder, "postgres", "data", "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    const command = server ? await readFile(`/proc/${server}/cmdline`, "utf8").catch(() => "") : "";
    if (command.includes(folder)) process.kill(server, "SIGQUIT");
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => {});
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
