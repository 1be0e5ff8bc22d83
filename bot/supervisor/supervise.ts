import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Config, readConfig } from "../config.ts";
import { localFolder, removeLocalEnvironment, writeLocalEnvironment } from "../local-environment.ts";
import { tellIfSlow } from "../tell-if-slow.ts";
import { aborted } from "./aborted.ts";
import { addressOf, localUrl } from "./address.ts";
import { Child } from "./child.ts";
import { Database } from "./database.ts";
import { isMistake, oneLine } from "./error-line.ts";
import { type Held, takePlace } from "./place.ts";
import { forgetProcesses, recordProcesses } from "./processes.ts";
import { childEnvironment } from "./starters.ts";

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
    if (local) {
      removeLocalEnvironment(env, projectDir);
      forgetProcesses(localFolder(env, projectDir));
    }
    await database?.stop();
  }
}

/** The status at a URL; undefined if nothing answers. Not by fetch(), which refuses the ports that browsers block. */
function statusOf(url: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { signal, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", () => resolve(undefined));
  });
}

async function untilReady(processes: Child[], config: Config, stop: AbortSignal): Promise<void> {
  // Their own word first: another program on our port may well answer 200.
  await Promise.race([Promise.all(processes.map((child) => child.ready)), aborted(stop)]);
  for (;;) {
    stop.throwIfAborted();
    if ((await statusOf(`${localUrl(config)}/readyz`, AbortSignal.any([stop, AbortSignal.timeout(2000)]))) === 200) return;
    await delay(100, undefined, { signal: stop });
  }
}
