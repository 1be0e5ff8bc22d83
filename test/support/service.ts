import { randomBytes } from "node:crypto";
import pg from "pg";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { vi } from "vitest";
import { type Config, readConfig } from "../../bot/config.ts";
import { loadDemo } from "../../bot/demo.ts";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";
import { openLog } from "../../bot/log.ts";
import { startWeb, type Web } from "../../bot/web.ts";
import { startWorker, type Worker } from "../../bot/worker.ts";
import { createTestDatabase } from "./database.ts";
import { startProvider, type TestProvider } from "./provider.ts";
import { startTeamsService } from "./teams-service.ts";
import { messagesOf } from "./twiml.ts";

/** Nothing answers there: what is looked at is where people are sent. */
export const VIDEO_SERVER = "https://video.example.org";
export const DEMO_NUMBER = "+33937990001";
/** A Monday morning: no quiet hour, and every demo peer has time in the week. */
export const MONDAY_10H = "2026-11-23T10:00:00+01:00";

type TeamsService = Awaited<ReturnType<typeof startTeamsService>>;

export interface TestService {
  config: Config;
  provider: TestProvider;
  teams: TeamsService;
  /** The owner's connection, for looking at what is stored. */
  owner: pg.Client;
  /** What was logged by both processes. */
  logged(): string;
  web: Web;
  worker: Worker;
  /** Texts the programme as the provider does, signed; gives the texts of the TwiML answer, each in one line. */
  text(from: string, body: string, extra?: Record<string, string>): Promise<string[]>;
  /** As `text`, with the whole response. */
  post(path: string, parameters: Record<string, string>, signature?: string | null): Promise<{ status: number; body: string }>;
  /** Moves the standing clock on, from due job to due job. */
  moveClock(to: string): Promise<void>;
  /** Waits until no job is due or running. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts web and worker on a database of their own, a provider and a Teams service over HTTP, and a clock that stands at Monday 10:00. Nobody is sent a
 * questionnaire unless it is said so: what is looked at is something else.
 */
export async function startService(
  options: { env?: Record<string, string>; at?: string; withWorker?: boolean; withQuestionnaires?: boolean } = {},
): Promise<TestService> {
  const [database, provider, teams, port] = await Promise.all([createTestDatabase(), startProvider(), startTeamsService(), freePort()]);
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: "10",
    FIELD_KEY: randomBytes(32).toString("base64"),
    ADDRESS_KEY: randomBytes(32).toString("base64"),
    TWILIO_ACCOUNT_SID: provider.accountSid,
    TWILIO_AUTH_TOKEN: provider.authToken,
    TWILIO_API_BASE_URL: provider.url,
    MicrosoftAppId: teams.options.appId,
    MicrosoftAppPassword: teams.options.appPassword,
    MicrosoftAppTenantId: teams.options.tenantId || teams.options.allowedTenants[0],
    TEAMS_ALLOWED_TENANTS: teams.options.allowedTenants.join(","),
    TEAMS_SERVICE_HOSTS: teams.options.serviceHosts.join(","),
    ToBotFromChannelTokenIssuer: teams.options.tokenIssuer,
    ToBotFromChannelOpenIdMetadataUrl: teams.options.openIdMetadataUrl,
    ToChannelFromBotLoginUrl: teams.options.loginUrl,
    VIDEO_BASE_URL: VIDEO_SERVER,
    ...options.env,
  });
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query("update clock set standing_at = $1", [options.at ?? MONDAY_10H]);
  await loadDemo(config);
  if (!options.withQuestionnaires) await askNoQuestionnaires(owner);

  let lines = "";
  const write = (line: string) => {
    lines += line;
  };
  const log = openLog("test", "info", { write });
  const web = await startWeb(config, log);
  const worker = options.withWorker === false ? await idleWorker() : await startWorker(config, log, { pollMs: 50 });

  const service: TestService = {
    config,
    provider,
    teams,
    owner,
    logged: () => lines,
    web,
    worker,
    async post(path, parameters, signature) {
      const signed =
        signature === undefined ? webhooks.getExpectedTwilioSignature(provider.authToken, config.publicUrl + path, parameters) : signature;
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body: new URLSearchParams(parameters),
        headers: signed === null ? {} : { "x-twilio-signature": signed },
      });
      return { status: response.status, body: await response.text() };
    },
    async text(from, body, extra = {}) {
      const { status, body: twiml } = await service.post("/twilio/sms", {
        MessageSid: `SM${randomBytes(16).toString("hex")}`,
        AccountSid: provider.accountSid,
        From: from,
        To: DEMO_NUMBER,
        Body: body,
        NumMedia: "0",
        ...extra,
      });
      if (status !== 200) throw new Error(`The webhook answered ${status}.`);
      return messagesOf(twiml);
    },
    async drain() {
      await vi.waitUntil(
        async () => {
          const { rows } = await owner.query<{ busy: number }>(
            `select count(*)::integer as busy from graphile_worker._private_jobs j where (j.run_at <= clock_timestamp() or j.locked_at is not null) and j.attempts < j.max_attempts`,
          );
          return rows[0]?.busy === 0;
        },
        { timeout: 20_000, interval: 20 },
      );
    },
    async moveClock(to) {
      const target = new Date(to);
      for (;;) {
        await service.drain();
        const { rows } = await owner.query<{ due: Date | null }>("select next_due() as due");
        const due = rows[0]?.due;
        if (!due || due >= target) break;
        await owner.query("select move_clock(greatest($1, service_now()))", [due]);
      }
      await owner.query("select move_clock($1)", [target]);
      await service.drain();
    },
    async stop() {
      await Promise.allSettled([web.stop(), worker.stop()]);
      await owner.end();
      await Promise.allSettled([provider.close(), teams.close(), database.drop()]);
    },
  };
  return service;
}

/** Switches every occasion off. */
export async function askNoQuestionnaires(owner: pg.Client): Promise<void> {
  const off = { entry: [], before: [], after: [], debrief: [], milestone: [] };
  await owner.query("update programme set settings = settings || $1", [{ surveys: off }]);
}

/** A worker that does nothing, where a test wants jobs to wait. */
async function idleWorker(): Promise<Worker> {
  return { stop: async () => {}, ended: new Promise(() => {}) };
}
