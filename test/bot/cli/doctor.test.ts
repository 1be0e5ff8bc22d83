import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { doctor } from "../../../bot/cli/doctor.ts";
import { freePort } from "../../../bot/embedded-postgres/free-port.ts";

/** What doctor says of the lines, on an installation whose database does not answer. */
async function saidOfLines(today: DateTime): Promise<string[]> {
  const port = await freePort();
  const said: string[] = [];
  const env = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/none`,
    FIELD_KEY: Buffer.alloc(32, 1).toString("base64"),
    ADDRESS_KEY: Buffer.alloc(32, 2).toString("base64"),
    TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "0".repeat(32),
    MicrosoftAppId: "11111111-1111-4111-8111-111111111111",
    MicrosoftAppPassword: "0".repeat(32),
    MicrosoftAppTenantId: "22222222-2222-4222-8222-222222222222",
    TEAMS_ALLOWED_TENANTS: "22222222-2222-4222-8222-222222222222",
  };
  await doctor(env, (line) => said.push(line), today);
  expect(said[0]).toMatch(/^ok {2}configuration/);
  return said.filter((line) => line.slice(4).startsWith("lines:"));
}

test("says nothing of lines that were verified within 12 months, and names those that nobody verified", async () => {
  expect(await saidOfLines(DateTime.utc(2027, 11, 22))).toEqual([
    "ok  lines: 12 are given to people in danger; not shown, since nobody verified them: 0 805 123 124",
  ]);
});

test("warns of every line that was verified longer ago, with where to look", async () => {
  const said = await saidOfLines(DateTime.utc(2027, 11, 23));
  expect(said.filter((line) => line.startsWith("!!"))).toHaveLength(12);
  expect(said).toContain("!!  lines: 3114 was last verified on 2026-11-22; look at https://3114.fr, then at domain/safety/lines.json");
});
