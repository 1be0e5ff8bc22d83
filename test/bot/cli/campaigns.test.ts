import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addTalked, answerOffers, launch, setCampaignSettings } from "../../support/campaigns.ts";
import { runCommand } from "../../support/child.ts";
import { openAppPool } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let folder: string;
let ids: string[];
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), "campaign-"));
  await setCampaignSettings(service, { campaigns: { perMinute: 6000 } });
  ids = await addTalked(service, 11);
  const pool = openAppPool(service, 2);
  await launch(service, pool).finally(() => pool.end());
  await service.moveClock("2026-11-23T10:10:00+01:00");
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await service.stop();
});

/** What a command says and how it ends. */
async function run(...words: string[]): Promise<{ code: number | null; output: string }> {
  const { exitCode, stdout, stderr } = await runCommand(service.config, "campaign", ...words);
  return { code: exitCode, output: stdout + stderr };
}

test("says what there is to do, and what is wrong", async () => {
  const { code, output } = await run("--help");
  expect(code).toBe(0);
  for (const command of ["list [options]", "show [options] <name>", "results [options] <name>"]) expect(output).toContain(`  ${command} `);
  expect(await run("show", "Hiver")).toEqual({ code: 1, output: expect.stringContaining("The programme has no campaign of that name.") });
  expect(await run("list", "--programme", "none")).toEqual({ code: 1, output: expect.stringContaining("There is no programme none.") });
  expect(await run("results", "Automne")).toEqual({
    code: 1,
    output: expect.stringContaining("required option '--out <file>' not specified"),
  });
});

test("lists campaigns, shows how far one has come, and no figure of nine", async () => {
  expect(await run("list")).toEqual({ code: 0, output: "running     confidence      2026-11-23  2026-12-23  Automne\n" });
  await answerOffers(service, ids.slice(0, 9), (index) => index);
  const { code, output } = await run("show", "Automne");
  expect(code).toBe(0);
  expect(output).toMatch(/^running .* Automne\nrecipients +11\nwaiting +0\nsent +11\nanswered +fewer than 10\n$/);
});

test("writes the figures of ten to a file", async () => {
  await answerOffers(service, ids.slice(9, 10), (index) => index);
  const file = join(folder, "automne.csv");
  expect(await run("results", "Automne", "--out", file)).toEqual({ code: 0, output: `Wrote ${file}.\n` });
  const rows = (await readFile(file, "utf8")).trim().split("\n");
  expect(rows.slice(0, 5)).toEqual(["figure,value", "recipients,11", "waiting,0", "sent,11", "answered,10"]);
  expect(rows.slice(5, 7)).toEqual([expect.stringMatching(/^as of,2026-11-23T09:\d\d:\d\dZ$/), "answered: sms,10"]);
  expect(rows.slice(7)).toEqual([
    expect.stringMatching(/: n,10$/),
    expect.stringMatching(/: mean,3\.6$/),
    expect.stringMatching(/: 95 % interval,[\d.]+ to [\d.]+$/),
  ]);
});
