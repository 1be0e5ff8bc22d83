import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Config, readConfig } from "./config.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres, tellIfSlow } from "./embedded-postgres.ts";
import {
  endRecordedProcesses,
  isAlive,
  isRunning,
  localEnvironment,
  localFolder,
  lockFolder,
  type Run,
  recordProcesses,
  removeLocalEnvironment,
  writeLocalEnvironment,
} from "./local-environment.ts";

/** The web process ends with this when its port is taken. */
export const PORT_TAKEN = 98;
/** A child that has run this long begins again with the shortest wait. */
const STEADY_MS = 30_000;
const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

export interface SuperviseOptions {
  env: NodeJS.ProcessEnv;
  projectDir: string;
  /** The modules to run, by name. Each sends "ready" over IPC, and ends by itself when the channel closes. */
  children: { web: string; worker: string };
  /** Brings the database up to date, before the children start. */
  prepare(config: Config, progress: (line: string) => void): Promise<void>;
  print(line: string): void;
  /** Why it ends or did not start. */
  complain(line: string): void;
  /** Aborted: end in order. */
  stop: AbortSignal;
  /** Aborted as well: end at once. */
  stopNow: AbortSignal;
  /** How long a child may take to end. */
  graceMs?: number;
}

/**
 * Runs the whole of Passerelle until it is told to stop: database (embedded unless DATABASE_URL is given), migrations, web and worker.
 * Prints one line once it is ready. Leaves no process behind.
 *
 * @returns the exit code
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { complain } = options;
  let held: Held | undefined;
  try {
    held = await takePlace(options);
    if ("refusal" in held) {
      complain(held.refusal);
      return 1;
    }
    return await runIn(held, options);
  } catch (error) {
    if (options.stop.aborted) return 0;
    // A missing module or a mistake of ours keeps its trace; what a person can act on is one line.
    complain(isMistake(error) ? String((error as Error).stack) : oneLine(error));
    return 1;
  } finally {
    if (held && "unlock" in held) held.unlock();
  }
}

type Held = { env: NodeJS.ProcessEnv; local: boolean; unlock(): void } | { refusal: string };

/** The environment to run with, and on one's own machine the lock on its folder. */
async function takePlace({ env, projectDir, print, stop }: SuperviseOptions): Promise<Held> {
  if (env.NODE_ENV === "production") {
    readConfig(env);
    return { env, local: false, unlock: () => {} };
  }
  const local = localEnvironment(env, projectDir);
  // The database is started later; everything else is checked before anything is.
  const config = readConfig({ ...local, DATABASE_URL: local.DATABASE_URL || "embedded" });
  const folder = localFolder(env, projectDir);
  for (;;) {
    const taken = lockFolder(folder, addressOf(config), startersOf(env));
    if ("unlock" in taken) {
      await tellIfSlow("Ending what a killed run left behind", print, () => endRecordedProcesses(folder));
      return { env: local, local: true, unlock: taken.unlock };
    }
    if (!isEnding(taken.heldBy))
      return { refusal: `Passerelle already runs in this folder: ${taken.heldBy.address} (process ${taken.heldBy.pid})` };
    await tellIfSlow("Waiting for the run before this one to end", print, async () => {
      while (isRunning(taken.heldBy)) await delay(100, undefined, { signal: stop });
    });
  }
}

/** Its bootstrap or npm was killed; that is noticed within a second, and it ends in order. */
function isEnding({ startedBy }: Run): boolean {
  return startedBy?.some((pid) => !isAlive(pid));
}

async function runIn({ env, local }: { env: NodeJS.ProcessEnv; local: boolean }, options: SuperviseOptions): Promise<number> {
  const { print, complain, projectDir, stop } = options;
  const over = new AbortController();
  const database =
    !env.DATABASE_URL && !env.DATABASE_URL_FILE ? new Database(join(localFolder(env, projectDir), "postgres"), options) : undefined;
  const processes: Child[] = [];
  try {
    const url = await database?.start();
    const full = url ? { ...env, DATABASE_URL: url } : env;
    const config = readConfig(full);
    stop.throwIfAborted();
    await tellIfSlow("Preparing the database", print, () => options.prepare(config, print)).catch((error) => {
      if (isMistake(error)) throw error;
      throw new Error(`The database could not be prepared: ${oneLine(error)}`);
    });
    stop.throwIfAborted();
    if (local) writeLocalEnvironment(full, projectDir);

    const portTaken = Promise.withResolvers<number>();
    for (const name of ["web", "worker"] as const) {
      processes.push(
        new Child(name, options.children[name], childEnvironment(full), {
          print,
          portTaken: () => portTaken.resolve(1),
          started: () =>
            local &&
            recordProcesses(
              localFolder(env, projectDir),
              processes.flatMap((child) => child.pid ?? []),
            ),
        }),
      );
    }
    for (const child of processes) child.start();
    const stopped = aborted(stop).then(() => 0);
    tellIfSlow("Starting web and worker", print, () => untilReady(processes, config, AbortSignal.any([stop, over.signal]))).then(
      () => print(`Passerelle is ready: ${addressOf(config)} (Ctrl-C stops it)`),
      () => {},
    );
    const code = await Promise.race([stopped, portTaken.promise]);
    if (code !== 0) {
      complain(`Port ${config.port} is taken by another program: choose another one, for example PORT=${config.port + 1} npm start`);
    }
    await Promise.all(processes.map((child) => child.stop(options.graceMs ?? 10_000, options.stopNow)));
    return code;
  } finally {
    over.abort();
    await Promise.all(processes.map((child) => child.stop(0, options.stopNow)));
    if (local) removeLocalEnvironment(env, projectDir);
    await database?.stop();
  }
}

/** Where people go: the playground is only ever on this machine. */
function addressOf(config: Config): string {
  return config.playground ? `${localUrl(config)}/playground` : config.publicUrl;
}

function localUrl({ host, port }: Config): string {
  const reachable =
    host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${reachable}:${port}`;
}

async function untilReady(processes: Child[], config: Config, stop: AbortSignal): Promise<void> {
  // Their own word first: another program on our port may well answer 200.
  await Promise.race([Promise.all(processes.map((child) => child.ready)), aborted(stop)]);
  for (;;) {
    stop.throwIfAborted();
    const answer = await fetch(`${localUrl(config)}/readyz`, { signal: AbortSignal.any([stop, AbortSignal.timeout(2000)]) }).catch(
      () => undefined,
    );
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await delay(100, undefined, { signal: stop });
  }
}

function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PASSERELLE_STARTED_BY: _, ...rest } = env;
  return rest;
}

interface ChildEvents {
  print(line: string): void;
  portTaken(): void;
  started(): void;
}

/** One process that is started again whenever it ends, after 0.5 s, then twice that, up to 30 s. */
class Child {
  readonly ready: Promise<void>;
  private readonly becomeReady: () => void;
  private process: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private again: NodeJS.Timeout | undefined;
  private waitMs = SHORTEST_WAIT_MS;
  private stopping = false;
  private readonly name: string;
  private readonly modulePath: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly events: ChildEvents;

  constructor(name: string, modulePath: string, env: NodeJS.ProcessEnv, events: ChildEvents) {
    this.name = name;
    this.modulePath = modulePath;
    this.env = env;
    this.events = events;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.becomeReady = resolve;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  start(): void {
    const startedAt = performance.now();
    const child = fork(this.modulePath, [], {
      env: this.env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Out of the terminal's process group: Ctrl-C is for the supervisor, which ends its children in order.
      detached: process.platform !== "win32",
    });
    this.process = child;
    this.events.started();
    child.on("message", (message) => message === "ready" && this.becomeReady());
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        resolve();
        if (!this.stopping) this.startAgain(code, signal, performance.now() - startedAt);
      };
      child.once("error", () => end(null, null));
      child.once("exit", end);
    });
  }

  private startAgain(code: number | null, signal: NodeJS.Signals | null, ranMs: number): void {
    if (code === PORT_TAKEN) {
      this.events.portTaken();
      return;
    }
    if (ranMs > STEADY_MS) this.waitMs = SHORTEST_WAIT_MS;
    this.events.print(`The ${this.name} process ended (${signal ?? `exit code ${code}`}): starting it again in ${this.waitMs / 1000} s`);
    this.again = setTimeout(() => this.start(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  async stop(graceMs: number, stopNow: AbortSignal): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const impatience = new AbortController();
    await Promise.race([this.ended, delay(graceMs, undefined, { signal: impatience.signal }), aborted(stopNow)]);
    impatience.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await this.ended;
  }
}

/** The embedded PostgreSQL, started again on the same port if it ends by itself. */
class Database {
  private readonly dataDir: string;
  private readonly options: SuperviseOptions;
  private server: EmbeddedPostgres | undefined;
  private restarting: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(dataDir: string, options: SuperviseOptions) {
    this.dataDir = dataDir;
    this.options = options;
  }

  async start(port?: number): Promise<string> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir, progress: this.options.print, port, signal: this.options.stop });
    void this.server.ended.then(() => {
      if (!this.stopping && !this.options.stop.aborted) this.restarting = this.restart();
    });
    return this.server.url;
  }

  private async restart(): Promise<void> {
    const { print, stop } = this.options;
    print("PostgreSQL ended by itself: starting it again");
    for (let waitMs = SHORTEST_WAIT_MS; !this.stopping && !stop.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        await this.start(this.server?.port);
        return print("PostgreSQL runs again");
      } catch (error) {
        if (stop.aborted) return;
        print(oneLine(error));
        await delay(waitMs, undefined, { signal: stop }).catch(() => {});
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting;
    const atOnce = () => this.server?.kill();
    if (this.options.stopNow.aborted) atOnce();
    this.options.stopNow.addEventListener("abort", atOnce);
    await this.server?.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function oneLine(error: unknown): string {
  // Where a name has two addresses, a refused connection has its message in its parts.
  const first = error instanceof AggregateError && !error.message ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).split("\n")[0] ?? "";
}

function isMistake(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    error instanceof ReferenceError ||
    error instanceof SyntaxError ||
    (error as { code?: string }).code === "ERR_MODULE_NOT_FOUND"
  );
}

/** The bootstrap that started this process itself, and its npm; the variable alone may be inherited from further up. */
function startersOf(env: NodeJS.ProcessEnv): number[] {
  const pids = (env.PASSERELLE_STARTED_BY ?? "").split(",").map(Number).filter(Boolean);
  return pids[0] === process.ppid ? pids : [];
}

/** `npm start` */
async function main(): Promise<void> {
  const [stop, stopNow] = [new AbortController(), new AbortController()];
  let firstAt = 0;
  const onSignal = (signal?: string) => {
    // npm and the bootstrap each pass on the Ctrl-C that the terminal sent to us already: within a second it is the same one.
    if (stop.signal.aborted && signal === "SIGINT" && performance.now() - firstAt > 1000) stopNow.abort();
    firstAt ||= performance.now();
    stop.abort();
  };
  // A connection that breaks where nobody listens, as when the database dies under a migration: end in order, with no process left behind.
  process.on("uncaughtException", (error) => {
    if (!stop.signal.aborted) console.error(error.stack);
    process.exitCode = 1;
    onSignal();
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => onSignal(signal));
  const [parent] = startersOf(process.env);
  if (parent && process.platform !== "win32") setInterval(() => process.ppid !== parent && onSignal(), 1000).unref();

  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const code = await supervise({
    env: process.env,
    projectDir: here(".."),
    children: { web: here("web.ts"), worker: here("worker.ts") },
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    stop: stop.signal,
    stopNow: stopNow.signal,
    async prepare(config, progress) {
      const { migrate } = await import("../domain/migrate.ts");
      await migrate(config.databaseUrl, progress);
      if (config.production) return;
      const { loadDemo } = await import("./demo.ts");
      await loadDemo(config, progress);
    },
  });
  process.exit(code || process.exitCode);
}

if (import.meta.main) await main();
