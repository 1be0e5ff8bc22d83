import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../bot/embedded-postgres/start.ts";
import { removeLeftovers } from "../support/leftovers.ts";
import { runStatement } from "../support/run-statement.ts";

export interface BenchDatabase {
  /** The owner's connection to an empty database of the bench's own. */
  url: string;
  stop(): Promise<void>;
}

const PREFIX = "passerelle-bench-";

/**
 * Opens an empty database on a PostgreSQL of the bench's own, which writes as in production: fsync and synchronous_commit on.
 * With TEST_DATABASE_URL, a superuser's connection, that server is used as it is set up.
 */
export async function openDatabase(say: (line: string) => void, signal: AbortSignal): Promise<BenchDatabase> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return addDatabase(given);
  await removeLeftovers(PREFIX);
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Root's server runs as another user, which must get through.
  await chmod(folder, 0o711);
  const removed = () => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  try {
    const server = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), progress: say, signal });
    const stop = async () => {
      await server.stop();
      await rm(server.home, { recursive: true, force: true });
      await removed();
    };
    return { url: server.url, stop };
  } catch (error) {
    await removed();
    throw error;
  }
}

/** Makes an empty database on the server of `url`. */
export async function addDatabase(url: string): Promise<BenchDatabase> {
  const name = `passerelle_bench_${randomBytes(4).toString("hex")}`;
  await runStatement(url, `create database ${name}`);
  return {
    url: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    stop: () => runStatement(url, `drop database if exists ${name} with (force)`),
  };
}
