import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { answerOf, urlOf } from "./answer.ts";
import { binaryIn } from "./binaries.ts";
import { asServer, type Cluster, lastLine, START_MS } from "./cluster.ts";
import { endServer } from "./end.ts";
import { freePort } from "./free-port.ts";

const onWindows = process.platform === "win32";

export interface ServerOptions {
  /** A port to take again; by default a free one. */
  port?: number;
  /** For a run of tests: no fsync, so a machine that loses power loses it; removed by `stop`. */
  temporary?: boolean;
  signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** The superuser's connection to the database `passerelle`. */
  url: string;
  port: number;
  /** Where the cluster really is. */
  home: string;
  /** Ends open transactions, waits for the last checkpoint. Harmless if it is already gone. */
  stop(): Promise<void>;
  /** Ends it at once; the next start replays the log. */
  kill(): void;
  /** Resolves when the server has ended, by `stop` or by itself. */
  ended: Promise<void>;
}

/** Starts the server on a cluster, waits until it answers, and makes the database `passerelle` if there is none. */
export async function startServer(cluster: Cluster, options: ServerOptions): Promise<EmbeddedPostgres> {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const server = await spawnServer(cluster, port, options.temporary ?? false);
    const state = await reachable(server, cluster, port, giveUpAt, options.signal);
    if (state === "ready") return opened(server, cluster, port, options);
    if (server.pid && server.exitCode === null && server.signalCode === null) {
      server.kill("SIGQUIT");
      await once(server, "exit");
    }
    options.signal?.throwIfAborted();
    const log = await readFile(join(cluster.home, "server.log"), "utf8").catch(() => "");
    // Another process was quicker on that port, or a killed postmaster's last backend has not noticed yet.
    const passing = /could not bind|Address already in use|pre-existing shared memory block/.test(log);
    if (!passing || performance.now() > giveUpAt)
      throw new Error(`PostgreSQL does not start: ${lastLine(log) || "it says nothing"} (${join(cluster.home, "server.log")})`);
    await delay(200);
  }
}

async function spawnServer(cluster: Cluster, port: number, temporary: boolean): Promise<ChildProcess> {
  const settings = [
    ...["listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC", "synchronous_commit=on"],
    // What people wrote is in statements and in the details of errors; it has no place in a log.
    ...["log_min_error_statement=panic", "log_error_verbosity=terse"],
    ...(temporary ? ["fsync=off", "full_page_writes=off", "max_connections=300"] : []),
  ];
  const log = openSync(join(cluster.home, "server.log"), "w", 0o600);
  try {
    const server = spawn(
      binaryIn(cluster.native, "postgres"),
      ["-D", cluster.data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
      {
        ...asServer(cluster),
        stdio: ["ignore", log, log],
        // Out of the terminal's process group: Ctrl-C is for us, and we end the server last.
        detached: !onWindows,
      },
    );
    // A binary that can't be run ends without an exit event; `reachable` then reads the missing pid.
    server.on("error", () => {});
    return server;
  } finally {
    closeSync(log);
  }
}

/** Asks until the server answers, says why not in its log and ends, or time is up. */
async function reachable(
  server: ChildProcess,
  cluster: Cluster,
  port: number,
  giveUpAt: number,
  signal?: AbortSignal,
): Promise<"ready" | "gone"> {
  while (server.pid && server.exitCode === null && server.signalCode === null && performance.now() < giveUpAt && !signal?.aborted) {
    if ((await answerOf(cluster, port)).kind === "ours") return "ready";
    await delay(40);
  }
  return "gone";
}

async function opened(server: ChildProcess, cluster: Cluster, port: number, options: ServerOptions): Promise<EmbeddedPostgres> {
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    if (server.exitCode !== null || server.signalCode !== null) resolve();
  });
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) await endServer(cluster).catch(() => server.kill("SIGQUIT"));
    await ended;
    if (options.temporary) await rm(cluster.home, { recursive: true, force: true });
  };
  try {
    await makeDatabase(cluster, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: urlOf(cluster, port, "passerelle"),
    port,
    home: cluster.home,
    stop,
    kill: () => server.kill(onWindows ? "SIGKILL" : "SIGQUIT"),
    ended,
  };
}

async function makeDatabase(cluster: Cluster, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'passerelle'");
    if (!rowCount) await client.query("create database passerelle");
  } finally {
    await client.end();
  }
}
