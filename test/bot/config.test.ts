import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../../bot/config.ts";

const KEY = randomBytes(32).toString("base64");
const GOOD = {
  PUBLIC_URL: "https://passerelle.example.org",
  DATABASE_URL: "postgres://owner:database-secret@localhost/passerelle",
  FIELD_KEY: KEY,
  ADDRESS_KEY: randomBytes(32).toString("base64"),
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "provider-secret-token",
  MicrosoftAppId: "55555555-5555-4555-8555-555555555555",
  MicrosoftAppPassword: "teams-secret",
  MicrosoftAppTenantId: "66666666-6666-4666-8666-666666666666",
};

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error("It was taken.");
}

describe("a complete environment", () => {
  test("is read, with what is left out set as the documents say", () => {
    expect(readConfig(GOOD)).toMatchObject({
      production: false,
      host: "127.0.0.1",
      port: 3978,
      publicUrl: "https://passerelle.example.org",
      databasePoolSize: 16,
      playground: false,
      logLevel: "info",
      keys: { fieldKeyId: "k1", fieldKey: Buffer.from(KEY, "base64") },
      twilio: { apiBaseUrl: "https://api.twilio.com", secondaryAuthToken: undefined },
      teams: {
        appType: "SingleTenant",
        allowedTenants: [GOOD.MicrosoftAppTenantId],
        serviceHosts: ["smba.trafficmanager.net", ".botframework.com"],
        tokenIssuer: "https://api.botframework.com",
        openIdMetadataUrl: "https://login.botframework.com/v1/.well-known/openidconfiguration",
        loginUrl: undefined,
      },
    });
  });

  test("has numbers, lists and addresses in their one form", () => {
    const read = readConfig({
      ...GOOD,
      PORT: "0",
      PUBLIC_URL: "https://passerelle.example.org/",
      TEAMS_ALLOWED_TENANTS: " a , b,",
      TEAMS_SERVICE_HOSTS: "one.example, .two.example",
      TWILIO_API_BASE_URL: "http://127.0.0.1:9000/",
    });
    expect(read).toMatchObject({
      port: 0,
      publicUrl: "https://passerelle.example.org",
      twilio: { apiBaseUrl: "http://127.0.0.1:9000" },
      teams: { allowedTenants: ["a", "b"], serviceHosts: ["one.example", ".two.example"] },
    });
  });

  test("may be of several tenants, when they are named", () => {
    const { MicrosoftAppTenantId: _, ...without } = GOOD;
    expect(readConfig({ ...without, MicrosoftAppType: "MultiTenant", TEAMS_ALLOWED_TENANTS: "a,b" }).teams.allowedTenants).toEqual([
      "a",
      "b",
    ]);
  });
});

describe("a variable", () => {
  const required = [
    "PUBLIC_URL",
    "DATABASE_URL",
    "FIELD_KEY",
    "ADDRESS_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "MicrosoftAppId",
    "MicrosoftAppPassword",
    "MicrosoftAppTenantId",
  ] as const;
  test.each(required)("that is missing is named: %s", (name) => {
    const message = refusal({ ...GOOD, [name]: undefined });
    expect(message).toMatch(new RegExp(`^${name} `));
    expect(message).not.toContain("\n");
  });

  const SECRET = "s3cr3t-v4lue";
  const wrong: [string, string][] = [
    ["PUBLIC_URL", `ftp://${SECRET}.example.org`],
    ["PUBLIC_URL", SECRET],
    ["DATABASE_URL", ""],
    ["DATABASE_POOL_SIZE", SECRET],
    ["DATABASE_POOL_SIZE", "1.5"],
    ["PORT", SECRET],
    ["PORT", "-1"],
    ["FIELD_KEY", SECRET],
    ["FIELD_KEY", ""],
    ["FIELD_KEY", randomBytes(31).toString("base64")],
    ["FIELD_KEY", randomBytes(33).toString("base64")],
    ["ADDRESS_KEY", SECRET],
    ["FIELD_KEY_ID", "Key One"],
    ["FIELD_KEY_ID", "k.1"],
    ["TWILIO_ACCOUNT_SID", SECRET],
    ["TWILIO_ACCOUNT_SID", `AC${"g".repeat(32)}`],
    ["TWILIO_AUTH_TOKEN", "s3cr3t"],
    ["TWILIO_AUTH_TOKEN_SECONDARY", "s3cr3t"],
    ["TWILIO_API_BASE_URL", SECRET],
    ["TWILIO_API_BASE_URL", `file:///${SECRET}`],
    ["MicrosoftAppId", SECRET],
    ["MicrosoftAppPassword", "s3cr3t"],
    ["MicrosoftAppType", SECRET],
    ["ToBotFromChannelOpenIdMetadataUrl", SECRET],
    ["ToChannelFromBotLoginUrl", SECRET],
    ["PLAYGROUND", SECRET],
    ["PLAYGROUND", "true"],
    ["LOG_LEVEL", SECRET],
  ];
  test.each(wrong)("that is wrong is named in one line, and its value is not: %s=%s", (name, value) => {
    const message = refusal({ ...GOOD, [name]: value });
    expect(message).toMatch(new RegExp(`^${name} (is|must|are) \\S`));
    expect(message).not.toContain("\n");
    if (value) expect(message).not.toContain(value);
    expect(message).not.toMatch(/s3cr3t/);
  });

  test("is named, and no other's secret with it", () => {
    for (const name of required) {
      const message = refusal({ ...GOOD, [name]: undefined });
      for (const value of Object.values(GOOD)) expect(message).not.toContain(value);
    }
  });
});

describe("in production", () => {
  const production = { ...GOOD, NODE_ENV: "production" };
  test("all is taken that is safe", () => {
    expect(readConfig(production).production).toBe(true);
  });
  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ["a public address without TLS", { PUBLIC_URL: "http://passerelle.example.org" }, /^PUBLIC_URL must begin with https:\/\//],
    ["a playground", { PLAYGROUND: "1" }, /^PLAYGROUND is refused in production/],
    ["a playground, though on loopback", { PLAYGROUND: "1", HOST: "127.0.0.1" }, /^PLAYGROUND is refused in production/],
    ["keys that nobody gave", { FIELD_KEY: undefined }, /^FIELD_KEY is missing/],
  ])("is refused: %s", (_, over, message) => {
    expect(refusal({ ...production, ...over })).toMatch(message);
  });
});

describe("the playground", () => {
  test.each(["127.0.0.1", "localhost", "::1"])("is opened on loopback: %s", (HOST) => {
    expect(readConfig({ ...GOOD, PLAYGROUND: "1", HOST }).playground).toBe(true);
  });
  test.each(["0.0.0.0", "::", "192.168.1.10", "passerelle.example.org", "127.0.0.1.example.org", ""])(
    "is refused elsewhere: %j",
    (HOST) => {
      expect(refusal({ ...GOOD, PLAYGROUND: "1", HOST })).toBe("PLAYGROUND is refused unless HOST is a loopback address");
    },
  );
  test.each([undefined, "", "0"])("is closed by %j", (PLAYGROUND) => {
    expect(readConfig({ ...GOOD, PLAYGROUND }).playground).toBe(false);
  });
});

describe("a value in a file, as containers mount secrets,", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "passerelle-config-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is read without the line's end, and stands before the variable itself", () => {
    const file = join(folder, "token");
    writeFileSync(file, "token-from-a-file-1234\n");
    expect(readConfig({ ...GOOD, TWILIO_AUTH_TOKEN: undefined, TWILIO_AUTH_TOKEN_FILE: file }).twilio.authToken).toBe(
      "token-from-a-file-1234",
    );
    expect(readConfig({ ...GOOD, TWILIO_AUTH_TOKEN_FILE: file }).twilio.authToken).toBe("token-from-a-file-1234");
  });

  test("that can't be read is named by its variable, not by its path", () => {
    expect(refusal({ ...GOOD, FIELD_KEY_FILE: join(folder, "lost") })).toBe("FIELD_KEY_FILE names a file that can't be read");
    expect(refusal({ ...GOOD, FIELD_KEY_FILE: folder })).toBe("FIELD_KEY_FILE names a file that can't be read");
  });

  test("that is wrong is refused as the variable is", () => {
    const file = join(folder, "wrong");
    writeFileSync(file, "not-a-key");
    expect(refusal({ ...GOOD, FIELD_KEY_FILE: file })).toBe("FIELD_KEY must be 32 bytes in base64");
  });
});

describe("a video server", () => {
  const VIDEO_BASE_URL = "https://video.example.org/";

  test("is optional, and may check tokens", () => {
    expect(readConfig(GOOD).video).toBeUndefined();
    expect(readConfig({ ...GOOD, VIDEO_BASE_URL }).video).toEqual({ baseUrl: "https://video.example.org", token: undefined });
    const token = { VIDEO_JWT_APP_ID: "passerelle", VIDEO_JWT_SECRET: "a-long-enough-secret" };
    expect(readConfig({ ...GOOD, VIDEO_BASE_URL, ...token }).video?.token).toEqual({ appId: "passerelle", secret: "a-long-enough-secret" });
  });

  test.each([
    [{ VIDEO_BASE_URL: "http://video.example.org" }, "VIDEO_BASE_URL must begin with https://"],
    [{ VIDEO_BASE_URL: "https://video.example.org/?a=b" }, "VIDEO_BASE_URL is a server, and a tenant's path at most"],
    [{ VIDEO_BASE_URL, VIDEO_JWT_APP_ID: "passerelle" }, "VIDEO_JWT_SECRET is missing: the two belong together"],
    [{ VIDEO_BASE_URL, VIDEO_JWT_SECRET: "a-long-enough-secret" }, "VIDEO_JWT_APP_ID is missing: the two belong together"],
    [{ VIDEO_JWT_APP_ID: "passerelle", VIDEO_JWT_SECRET: "a-long-enough-secret" }, "VIDEO_BASE_URL is missing: a token is for a server"],
  ])("is refused half told or unsafe: %j", (over, said) => {
    expect(refusal({ ...GOOD, ...over })).toBe(said);
  });
});
