import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../bot/embedded-postgres/start.ts";
import { isAlive } from "../../bot/is-running.ts";

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
  if (given) {
    const name = `passerelle_bench_${randomBytes(4).toString("hex")}`;
    await onServer(given, `create database ${name}`);
    return {
      url: Object.assign(new URL(given), { pathname: `/${name}` }).href,
      stop: () => onServer(given, `drop database if exists ${name} with (force)`),
    };
  }
  await removeLeftovers();
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
