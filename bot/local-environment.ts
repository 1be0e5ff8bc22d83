import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "./config.ts";

type Environment = NodeJS.ProcessEnv;

/** Kept together: a real account with an invented token would only fail later, and elsewhere. */
const PROVIDER = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"];
const TEAMS = ["MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"];

const INVENTED: Record<string, () => string> = {
  FIELD_KEY: () => randomBytes(32).toString("base64"),
  ADDRESS_KEY: () => randomBytes(32).toString("base64"),
  TWILIO_ACCOUNT_SID: () => `AC${randomBytes(16).toString("hex")}`,
  TWILIO_AUTH_TOKEN: () => randomBytes(16).toString("hex"),
  MicrosoftAppId: randomUUID,
  MicrosoftAppPassword: () => randomBytes(24).toString("base64url"),
  MicrosoftAppTenantId: randomUUID,
};

/** What the connection file holds: our settings, and nothing else of the shell that happened to run `npm start`. */
const OURS =
  /^(HOST$|PORT$|PUBLIC_URL|DATABASE_|FIELD_KEY|ADDRESS_KEY|TWILIO_|Microsoft|TEAMS_|ToBotFrom|ToChannelFrom|PLAYGROUND$|LOG_LEVEL$)/;

/** The folder of one's own machine: local secrets, the database, the lock. Readable by its user only. PASSERELLE_HOME moves it. */
export function localFolder(env: Environment, projectDir: string): string {
  const folder = env.PASSERELLE_HOME || join(projectDir, ".passerelle");
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new ConfigError(
      `${env.PASSERELLE_HOME ? "PASSERELLE_HOME" : folder} can't be made or written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  return folder;
}

/**
 * The environment for one's own machine: what is given stays, every secret that is not is invented once and kept.
 * With neither provider nor Teams configured the playground is implied, and stands in for both.
 *
 * @throws {ConfigError} in production, where every variable is named by whoever runs it
 */
export function localEnvironment(env: Environment, projectDir: string): Environment {
  if (env.NODE_ENV === "production")
    throw new ConfigError("NODE_ENV is production: no local secrets are made, every variable must be given");
  const given = (name: string) => Boolean(env[name] || env[`${name}_FILE`]);
  const [provider, teams] = [PROVIDER.some(given), TEAMS.some(given)];
  const wanted = ["FIELD_KEY", "ADDRESS_KEY", ...(provider ? [] : PROVIDER), ...(teams ? [] : TEAMS)].filter((name) => !given(name));
  const secrets = keptSecrets(localFolder(env, projectDir), wanted);

  const local: Environment = { ...env, ...secrets };
  const fill = (name: string, value: string) => {
    if (!given(name)) local[name] = value;
  };
  fill("PORT", "3978");
  // on one's own terminal the address is what matters, not a line for each turn
  fill("LOG_LEVEL", "warn");
  const loopback = `http://127.0.0.1:${local.PORT}`;
  fill("PUBLIC_URL", loopback);
  if (!provider && !teams) fill("PLAYGROUND", "1");
  if (local.PLAYGROUND === "1") {
    const playground = `${(local.PUBLIC_URL ?? loopback).replace(/\/$/, "")}/playground`;
    fill("TWILIO_API_BASE_URL", `${playground}/provider`);
    fill("ToBotFromChannelTokenIssuer", `${playground}/issuer`);
    fill("ToBotFromChannelOpenIdMetadataUrl", `${playground}/issuer/.well-known/openidconfiguration`);
    fill("ToChannelFromBotLoginUrl", `${playground}/issuer/token`);
    fill("TEAMS_SERVICE_HOSTS", loopback);
  }
  return local;
}

function keptSecrets(folder: string, wanted: string[]): Record<string, string> {
  const path = join(folder, "secrets.json");
  const kept: Record<string, string> = readJson(path) ?? {};
  const missing = wanted.filter((name) => !kept[name]);
  for (const name of missing) kept[name] = INVENTED[name]?.() ?? "";
  if (missing.length > 0) writePrivately(path, kept);
  return Object.fromEntries(wanted.map((name) => [name, kept[name] ?? ""]));
}

/** Lets `npm run worker` and the commands join a running `npm start`: its whole configuration, with the database's address. */
export function writeLocalEnvironment(env: Environment, projectDir: string): void {
  const settings = Object.fromEntries(Object.entries(env).filter(([name, value]) => OURS.test(name) && value));
  writePrivately(connectionFile(env, projectDir), { supervisorPid: process.pid, environment: settings });
}

/** At the end of a run, once its processes have ended. */
export function removeLocalEnvironment(env: Environment, projectDir: string): void {
  rmSync(connectionFile(env, projectDir), { force: true });
  rmSync(join(localFolder(env, projectDir), "processes.json"), { force: true });
}

/** What a running `npm start` works with, under what this environment names itself. Without one, in production too: this environment alone. */
export function readLocalEnvironment(env: Environment, projectDir: string): Environment {
  if (env.NODE_ENV === "production") return env;
  const written = readJson(connectionFile(env, projectDir)) as { supervisorPid: number; environment: Environment } | undefined;
  // Left by a run that was killed: its database is gone too.
  if (!written || !isAlive(written.supervisorPid)) return env;
  const named = Object.entries(env).filter(([, value]) => value !== "");
  return { ...written.environment, ...Object.fromEntries(named) };
}

function connectionFile(env: Environment, projectDir: string): string {
  return join(env.PASSERELLE_HOME || join(projectDir, ".passerelle"), "environment.json");
}

/** One run of `npm start` in a folder. */
export interface Run {
  pid: number;
  /** Tells this process from a later one with the same number. */
  startedAt: string;
  /** The bootstrap and the npm that started it, if they did: with one of them gone, it is about to end. */
  startedBy: number[];
  address: string;
}

/**
 * Takes the folder for this run; a lock whose process is gone, or is another one by now, is taken over.
 *
 * @returns the function that gives it back, or the run that has it
 */
export function lockFolder(folder: string, address: string, startedBy: number[] = []): { unlock(): void } | { heldBy: Run } {
  const lock = join(folder, "lock.json");
  const own = join(folder, `lock.${process.pid}.json`);
  writePrivately(own, { pid: process.pid, startedAt: startOf(process.pid), startedBy, address } satisfies Run);
  try {
    for (;;) {
      try {
        // A link appears with its content, and only if there is none yet.
        linkSync(own, lock);
        return { unlock: () => rmSync(lock, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = readJson(lock) as Run | undefined;
      if (holder && isRunning(holder)) return { heldBy: holder };
      takeAway(lock, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Two runs may find the same stale lock: only one can rename it, and puts it back if it was a fresh one after all. */
function takeAway(lock: string, aside: string): void {
  try {
    renameSync(lock, aside);
    const moved = readJson(aside) as Run | undefined;
    if (moved && isRunning(moved)) linkSync(aside, lock);
  } catch {
    // The other run was quicker.
  }
  rmSync(aside, { force: true });
}

/** Notes the web and worker of this run, for the run after it in case this one is killed. */
export function recordProcesses(folder: string, pids: number[]): void {
  writePrivately(
    join(folder, "processes.json"),
    pids.map((pid) => ({ pid, startedAt: startOf(pid) })),
  );
}

/** Ends the web and worker of a killed run, if they have not yet by themselves: they hold the port and its jobs. Five seconds, then outright. */
export async function endRecordedProcesses(folder: string): Promise<void> {
  const recorded: Pick<Run, "pid" | "startedAt">[] = readJson(join(folder, "processes.json")) ?? [];
  const left = recorded.filter(isRunning);
  for (const { pid } of left) signal(pid, "SIGTERM");
  const giveUpAt = performance.now() + 5000;
  for (const one of left) {
    while (isRunning(one)) {
      if (performance.now() > giveUpAt) signal(one.pid, "SIGKILL");
      await delay(50);
    }
  }
  rmSync(join(folder, "processes.json"), { force: true });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It was quicker.
  }
}

/** Is it that process, not another that got its number since? */
export function isRunning({ pid, startedAt }: Pick<Run, "pid" | "startedAt">): boolean {
  if (!isAlive(pid)) return false;
  const started = startOf(pid);
  return !started || !startedAt || started === startedAt;
}

/** A process that has ended and that nobody has waited for, as in a container without an init, is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || statOf(pid)?.[0] !== "Z";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process started, in the system's own spelling; empty where it does not tell (Windows), and the number alone must do. */
function startOf(pid: number): string {
  try {
    if (process.platform !== "linux")
      return process.platform === "win32" ? "" : execFileSync("ps", ["-p", String(pid), "-o", "lstart="], { encoding: "utf8" }).trim();
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = statOf(pid);
    return stat ? `${boot} ${stat[19]}` : "";
  } catch {
    return "";
  }
}

/** Linux's fields of a process, from its state on: they come after the name in parentheses, which may hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ");
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: files of ours, each read where its shape is known
function readJson(path: string): any {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function writePrivately(path: string, content: unknown): void {
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
