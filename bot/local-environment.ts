import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config.ts";
import { isAlive } from "./is-running.ts";
import { readJson, writePrivately } from "./private-file.ts";

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
  /^(HOST$|PORT$|PUBLIC_URL|DATABASE_|FIELD_KEY|ADDRESS_KEY|TWILIO_|Microsoft|TEAMS_|VIDEO_|ToBotFrom|ToChannelFrom|PLAYGROUND$|LOG_LEVEL$)/;

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
    fill("VIDEO_BASE_URL", `${playground}/video`);
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
