import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../bot/embedded-postgres/start.ts";
import { tellIfSlow } from "../bot/tell-if-slow.ts";
import { removeLeftovers } from "./support/leftovers.ts";
import { runStatement } from "./support/run-statement.ts";

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
    await runStatement(server.url, `create database ${template}`);
    const { migrate } = await import("../domain/migrate.ts");
    await tellIfSlow("Migrating the test database", say, () => migrate(withDatabase(server.url, template)));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("testServerUrl", server.url);
  project.provide("templateDatabase", template);
  return async () => {
    if (given) await runStatement(given, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
}

async function temporaryPostgres() {
  await removeLeftovers(PREFIX);
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

function withDatabase(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
