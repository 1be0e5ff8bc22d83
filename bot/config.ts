import { readFileSync } from "node:fs";
import * as z from "zod";
import { allowServiceHosts } from "../adapters/teams/service-hosts.ts";

/** A setting is missing or wrong. The message is one line, names the variable and never holds its value. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "::1", "[::1]"];

const flag = z
  .enum(["0", "1", ""], "must be 0 or 1")
  .optional()
  .transform((value) => value === "1");
const wholeNumber = (fallback: number) => z.coerce.number("must be a number").int("must be a whole number").min(0).default(fallback);
const list = (fallback: string[]) =>
  z
    .string()
    .optional()
    .transform((value) =>
      value
        ? value
            .split(",")
            .map((item) => item.trim())
            .filter(Boolean)
        : fallback,
    );
/** 32 bytes in base64, as `openssl rand -base64 32` prints them. */
const key = z.string("is missing").refine((value) => Buffer.from(value, "base64").length === 32, "must be 32 bytes in base64");
const httpUrl = z
  .string("is missing")
  .pipe(z.url({ protocol: /^https?$/, error: "must be an http or https URL" }))
  .transform((value) => value.replace(/\/$/, ""));

/**
 * Environment variables, spelled as their vendors' documents spell them.
 * Any of them may be given as `NAME_FILE`, the path of a file that holds the value.
 */
const environment = z.object({
  NODE_ENV: z.string().default("development"),
  HOST: z.string().default("127.0.0.1"),
  PORT: wholeNumber(3978),
  /** As the provider calls it: its signature covers this URL, so behind a proxy it is the outer one. */
  PUBLIC_URL: httpUrl,
  /** The owner's connection: it migrates; the processes then work as the roles `passerelle_app` and `passerelle_jobs`. */
  DATABASE_URL: z.string("is missing").min(1, "is empty"),
  DATABASE_POOL_SIZE: wholeNumber(16),
  /** Encrypts phone numbers and conversation references (AES-256-GCM). */
  FIELD_KEY: key,
  /** Names the field key in what it encrypts, so that keys can be exchanged. */
  FIELD_KEY_ID: z
    .string()
    .regex(/^[a-z0-9]{1,8}$/, "must be 1 to 8 lower case letters or digits")
    .default("k1"),
  /** Finds addresses by HMAC-SHA-256. */
  ADDRESS_KEY: key,
  TWILIO_ACCOUNT_SID: z.string("is missing").regex(/^AC[0-9a-f]{32}$/, "must be AC and 32 hexadecimal digits"),
  TWILIO_AUTH_TOKEN: z.string("is missing").min(16, "is too short"),
  /** Valid beside the first while the token is being rotated. */
  TWILIO_AUTH_TOKEN_SECONDARY: z.string().min(16, "is too short").optional(),
  TWILIO_API_BASE_URL: httpUrl.default("https://api.twilio.com"),
  MicrosoftAppId: z.string("is missing").pipe(z.guid("must be the app's id (a GUID)")),
  MicrosoftAppPassword: z.string("is missing").min(8, "is too short"),
  MicrosoftAppTenantId: z.string().default(""),
  MicrosoftAppType: z.enum(["MultiTenant", "SingleTenant"], "must be MultiTenant or SingleTenant").default("SingleTenant"),
  /** Tenants whose people may speak to the bot; by default the app's own. */
  TEAMS_ALLOWED_TENANTS: list([]),
  /** Hosts that may be a channel's service URL; a leading dot allows subdomains. https://learn.microsoft.com/azure/bot-service/bot-service-resources-faq-security */
  TEAMS_SERVICE_HOSTS: list(["smba.trafficmanager.net", ".botframework.com"]),
  /** The SDK's channel keys, for other clouds and for a local issuer. */
  ToBotFromChannelTokenIssuer: z.string().default("https://api.botframework.com"),
  ToBotFromChannelOpenIdMetadataUrl: httpUrl.default("https://login.botframework.com/v1/.well-known/openidconfiguration"),
  ToChannelFromBotLoginUrl: httpUrl.optional(),
  ToChannelFromBotOAuthScope: z.string().default("https://api.botframework.com"),
  /** A Jitsi Meet server for video talks, with its tenant's path if it has one; none: talks are not offered by video. */
  VIDEO_BASE_URL: httpUrl.optional(),
  /** For a server that checks tokens: as its `app_id` and `app_secret`. https://github.com/jitsi/lib-jitsi-meet/blob/master/doc/tokens.md */
  VIDEO_JWT_APP_ID: z.string().min(1, "is empty").optional(),
  VIDEO_JWT_SECRET: z.string().min(16, "is too short").optional(),
  /** The local phones and Teams chat; implied when `npm start` finds nothing configured. */
  PLAYGROUND: flag,
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], "must be fatal, error, warn, info, debug or silent")
    .default("info"),
});

/** A Jitsi Meet server. */
export interface VideoServer {
  baseUrl: string;
  /** What it checks tokens by; undefined: it lets everybody in who knows a room's name. */
  token: { appId: string; secret: string } | undefined;
}

export interface Config {
  production: boolean;
  host: string;
  port: number;
  publicUrl: string;
  databaseUrl: string;
  databasePoolSize: number;
  keys: { fieldKeyId: string; fieldKey: Buffer; addressKey: Buffer };
  twilio: { accountSid: string; authToken: string; secondaryAuthToken: string | undefined; apiBaseUrl: string };
  teams: {
    appId: string;
    appPassword: string;
    tenantId: string;
    appType: "MultiTenant" | "SingleTenant";
    allowedTenants: string[];
    serviceHosts: string[];
    tokenIssuer: string;
    openIdMetadataUrl: string;
    loginUrl: string | undefined;
    oAuthScope: string;
  };
  /** Undefined: there is no server for video talks. */
  video: VideoServer | undefined;
  playground: boolean;
  logLevel: string;
}

/**
 * Reads the environment, once, at start.
 *
 * @throws {ConfigError} naming the first bad variable, never its value
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(readFiles(env));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".")} ${describe(issue?.message)}`);
  }
  const read = parsed.data;
  const production = read.NODE_ENV === "production";
  if (production && !read.PUBLIC_URL.startsWith("https://")) throw new ConfigError("PUBLIC_URL must begin with https:// in production");
  if (read.PLAYGROUND && production) throw new ConfigError("PLAYGROUND is refused in production: it signs as the provider and as Teams");
  if (read.PLAYGROUND && !LOOPBACK_HOSTS.includes(read.HOST))
    throw new ConfigError("PLAYGROUND is refused unless HOST is a loopback address");
  if (read.MicrosoftAppType === "SingleTenant" && !read.MicrosoftAppTenantId) throw new ConfigError("MicrosoftAppTenantId is missing");
  try {
    allowServiceHosts(read.TEAMS_SERVICE_HOSTS);
  } catch {
    throw new ConfigError("TEAMS_SERVICE_HOSTS must be host names, such as smba.trafficmanager.net or .botframework.com");
  }
  if (production && read.TEAMS_SERVICE_HOSTS.some((host) => host.includes("://")))
    throw new ConfigError("TEAMS_SERVICE_HOSTS may hold no local address in production");
  const allowedTenants = read.TEAMS_ALLOWED_TENANTS.length > 0 ? read.TEAMS_ALLOWED_TENANTS : [read.MicrosoftAppTenantId].filter(Boolean);
  if (allowedTenants.length === 0)
    throw new ConfigError("TEAMS_ALLOWED_TENANTS is missing: name the tenants whose people may speak to the bot");
  return {
    production,
    host: read.HOST,
    port: read.PORT,
    publicUrl: read.PUBLIC_URL,
    databaseUrl: read.DATABASE_URL,
    databasePoolSize: read.DATABASE_POOL_SIZE,
    keys: {
      fieldKeyId: read.FIELD_KEY_ID,
      fieldKey: Buffer.from(read.FIELD_KEY, "base64"),
      addressKey: Buffer.from(read.ADDRESS_KEY, "base64"),
    },
    twilio: {
      accountSid: read.TWILIO_ACCOUNT_SID,
      authToken: read.TWILIO_AUTH_TOKEN,
      secondaryAuthToken: read.TWILIO_AUTH_TOKEN_SECONDARY,
      apiBaseUrl: read.TWILIO_API_BASE_URL,
    },
    teams: {
      appId: read.MicrosoftAppId,
      appPassword: read.MicrosoftAppPassword,
      tenantId: read.MicrosoftAppTenantId,
      appType: read.MicrosoftAppType,
      allowedTenants,
      serviceHosts: read.TEAMS_SERVICE_HOSTS,
      tokenIssuer: read.ToBotFromChannelTokenIssuer,
      openIdMetadataUrl: read.ToBotFromChannelOpenIdMetadataUrl,
      loginUrl: read.ToChannelFromBotLoginUrl,
      oAuthScope: read.ToChannelFromBotOAuthScope,
    },
    video: videoServer(read, production),
    playground: read.PLAYGROUND,
    logLevel: read.LOG_LEVEL,
  };
}

function videoServer(read: z.infer<typeof environment>, production: boolean): VideoServer | undefined {
  const { VIDEO_BASE_URL: baseUrl, VIDEO_JWT_APP_ID: appId, VIDEO_JWT_SECRET: secret } = read;
  if (!appId !== !secret) throw new ConfigError(`${appId ? "VIDEO_JWT_SECRET" : "VIDEO_JWT_APP_ID"} is missing: the two belong together`);
  if (!baseUrl) {
    if (appId) throw new ConfigError("VIDEO_BASE_URL is missing: a token is for a server");
    return undefined;
  }
  const url = new URL(baseUrl);
  if (url.protocol !== "https:" && (production || !LOOPBACK_HOSTS.includes(url.hostname)))
    throw new ConfigError("VIDEO_BASE_URL must begin with https://");
  if (url.search || url.hash || url.username) throw new ConfigError("VIDEO_BASE_URL is a server, and a tenant's path at most");
  return { baseUrl, token: appId && secret ? { appId, secret } : undefined };
}

/**
 * The environment with the files read that it names: `NAME_FILE` stands for a file that holds NAME's value, as container secrets are mounted.
 *
 * @throws {ConfigError} naming a file's variable that can't be read
 */
export function readFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const read = { ...env };
  for (const name of Object.keys(environment.shape)) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    try {
      read[name] = readFileSync(file, "utf8").trim();
    } catch {
      throw new ConfigError(`${name}_FILE names a file that can't be read`);
    }
  }
  return read;
}

function describe(message: string | undefined): string {
  return message && !message.startsWith("Invalid input") ? message : "is missing or not valid";
}
