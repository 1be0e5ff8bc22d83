import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { type Config, readConfig } from "../../bot/config.ts";
import { loadDemo } from "../../bot/demo.ts";
import { tellIfSlow } from "../../bot/tell-if-slow.ts";
import { migrate } from "../../domain/migrate.ts";
import { addDatabase, type BenchDatabase, openDatabase } from "./database.ts";
import { type MeasuredProcess, startMeasured } from "./measured-process.ts";

/** As many clients of the database as connections of the provider: the product's own default pool. */
export const CLIENTS = 16;

/** What the figures share: a database with the demo programme, and web processes as they run in production. */
export interface BenchService {
  config: Config;
  postgres: { version: string; fsync: string; synchronousCommit: string };
  quick: boolean;
  say(line: string): void;
  /** The web process, in production's configuration. It is stopped at the end if it is not before. */
  startWeb(): Promise<MeasuredProcess>;
  /** The worker on another database, with a provider of the bench's own. */
  startWorker(databaseUrl: string, providerUrl: string): Promise<MeasuredProcess>;
  /** A script of the bench's own, in the same way. */
  startScript(script: URL, env: NodeJS.ProcessEnv): Promise<MeasuredProcess>;
  /** One more database on the same server, migrated and empty. It is dropped at the end if it is not before. */
  openDatabase(): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  quick: boolean;
  /** A folder for the processor profiles of the web processes. */
  profile: string | undefined;
  signal: AbortSignal;
  say(line: string): void;
}

/** Opens the database, migrates it, loads the demo programme and lifts its limits. */
export async function openService({ quick, profile, signal, say }: BenchOptions): Promise<BenchService> {
  const database = await openDatabase(say, signal);
  const running: MeasuredProcess[] = [];
  const databases: BenchDatabase[] = [];
  const stop = async () => {
    await Promise.allSettled(running.map((process) => process.stop()));
    await Promise.allSettled(databases.map((other) => other.stop()));
    await database.stop();
  };
  try {
    const env = environment(database.url);
    const config = readConfig({ ...env, PORT: "0" });
    await tellIfSlow("Migrating the bench's database", say, () => migrate(database.url));
    await loadDemo(config);
    const postgres = await prepare(database.url);
    const keep = (process: MeasuredProcess) => {
      running.push(process);
      return process;
    };
    const execArgv = profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [];
    return {
      config,
      postgres,
      quick,
      say,
      startWeb: async () =>
        keep(
          await tellIfSlow("Starting the web process", say, () =>
            startMeasured(new URL("../../bot/web.ts", import.meta.url), env, execArgv),
          ),
        ),
      startWorker: async (databaseUrl, providerUrl) =>
        keep(
          await tellIfSlow("Starting the worker", say, () =>
            startMeasured(
              new URL("../../bot/worker.ts", import.meta.url),
              { ...env, DATABASE_URL: databaseUrl, TWILIO_API_BASE_URL: providerUrl },
              execArgv,
            ),
          ),
        ),
      openDatabase: async () => {
        const other = await addDatabase(database.url);
        databases.push(other);
        await tellIfSlow("Migrating one more database", say, () => migrate(other.url));
        return other;
      },
      startScript: async (script, more) => keep(await tellIfSlow("Starting the floor", say, () => startMeasured(script, more))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Production's, on loopback. Teams and the provider's API are never called by these turns, so nobody needs to be there. */
function environment(databaseUrl: string): NodeJS.ProcessEnv {
  const nobody = "http://127.0.0.1:9";
  return {
    NODE_ENV: "production",
    PUBLIC_URL: "https://passerelle.example",
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(CLIENTS),
    FIELD_KEY: randomBytes(32).toString("base64"),
    ADDRESS_KEY: randomBytes(32).toString("base64"),
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
    TWILIO_API_BASE_URL: nobody,
    MicrosoftAppId: randomUUID(),
    MicrosoftAppPassword: randomBytes(16).toString("hex"),
    MicrosoftAppTenantId: randomUUID(),
    ToBotFromChannelTokenIssuer: nobody,
    ToBotFromChannelOpenIdMetadataUrl: nobody,
    ToChannelFromBotLoginUrl: nobody,
  };
}

/**
 * Lifts the programme's limits in this database alone: 10 messages a minute and 60 a day a number, and the daily cap, would silence the load.
 * They are counted and compared all the same, so a turn costs what it costs in production.
 */
async function prepare(databaseUrl: string): Promise<BenchService["postgres"]> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  try {
    await liftLimits(owner);
    const { rows } = await owner.query<BenchService["postgres"]>(
      `select current_setting('server_version') as version, current_setting('fsync') as fsync, current_setting('synchronous_commit') as "synchronousCommit"`,
    );
    return rows[0] ?? { version: "?", fsync: "?", synchronousCommit: "?" };
  } finally {
    await owner.end();
  }
}

/** Lifts the limits of every programme of a database. */
export async function liftLimits(owner: pg.Client): Promise<void> {
  const sending = { perMinute: 1_000_000_000, perDay: 1_000_000_000, dailyCapMicros: Number.MAX_SAFE_INTEGER };
  await owner.query("update programme set settings = settings || jsonb_build_object('sending', $1::jsonb)", [sending]);
}
