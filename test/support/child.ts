import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Config } from "../../bot/config.ts";

export interface Child {
  process: ChildProcess;
  /** Resolves to the exit code or the signal. */
  ended: Promise<number | string>;
  /** Ends it if it lives, and waits until it is gone. */
  kill(): Promise<void>;
}

/** The environment of a process that works on a test's database, provider and Teams. */
function environmentOf(config: Config): Record<string, string> {
  return {
    HOST: config.host,
    PORT: String(config.port),
    PUBLIC_URL: config.publicUrl,
    DATABASE_URL: config.databaseUrl,
    DATABASE_POOL_SIZE: "4",
    FIELD_KEY: config.keys.fieldKey.toString("base64"),
    ADDRESS_KEY: config.keys.addressKey.toString("base64"),
    TWILIO_ACCOUNT_SID: config.twilio.accountSid,
    TWILIO_AUTH_TOKEN: config.twilio.authToken,
    TWILIO_API_BASE_URL: config.twilio.apiBaseUrl,
    MicrosoftAppId: config.teams.appId,
    MicrosoftAppPassword: config.teams.appPassword,
    MicrosoftAppTenantId: config.teams.tenantId,
    TEAMS_SERVICE_HOSTS: config.teams.serviceHosts.join(","),
    ToBotFromChannelTokenIssuer: config.teams.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: config.teams.openIdMetadataUrl,
    ...(config.teams.loginUrl && { ToChannelFromBotLoginUrl: config.teams.loginUrl }),
  };
}

/** Starts a part of the service as a process of its own, and waits until it says that it is ready. */
export async function startChild(file: "bot/web.ts" | "bot/worker.ts", config: Config, env: Record<string, string> = {}): Promise<Child> {
  const { PATH = "", HOME = "" } = process.env;
  const child = fork(fileURLToPath(new URL(`../../${file}`, import.meta.url)), {
    env: { PATH, HOME, ...environmentOf(config), ...env },
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  const ready = once(child, "message");
  const first = await Promise.race([ready.then(() => "ready"), ended.then((end) => `ended: ${end} ${said}`)]);
  // a process that dies on purpose may be gone before it was heard
  if (first !== "ready" && !env.FAIL_AT) throw new Error(`${file} ${first}`);
  return {
    process: child,
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Runs a command of bot/cli/passerelle.ts as a process of its own, to its end. */
export async function runCommand(config: Config, ...words: string[]): Promise<{ exitCode: number | null; stdout: Buffer; stderr: string }> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL("../../bot/cli/passerelle.ts", import.meta.url)), ...words], {
    env: { PATH, HOME, ...environmentOf(config) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([buffer(child.stdout), text(child.stderr), once(child, "close")]);
  return { exitCode, stdout, stderr };
}

/** Ends a process by a signal, and outright if it has not gone in time. */
export async function endChild(child: ChildProcess, signal: "SIGINT" | "SIGTERM", withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  const late = setTimeout(() => child.kill("SIGKILL"), withinMs);
  await exited;
  clearTimeout(late);
}

/** Collects the end of what a process says; gives it so far. */
export function keepOutput({ stdout, stderr }: Pick<ChildProcess, "stdout" | "stderr">, mostCharacters: number): () => string {
  let output = "";
  for (const stream of [stdout, stderr])
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-mostCharacters);
    });
  return () => output;
}
