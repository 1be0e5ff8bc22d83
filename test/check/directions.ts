import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { PLANTED } from "./directions-planted.ts";
import { runTool } from "./run-tool.ts";
import type { Verdict } from "./verdict.ts";

const FOLDERS = ["adapters", "bot", "cards", "dialogs", "domain", "playground", "tab", "test"];
const IS_CRUISED = new RegExp(`^(${FOLDERS.join("|")})/.*\\.ts$`);

const cruised = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string() })) }),
  }),
});

/** Checks who imports whom by .dependency-cruiser.cjs, then shows that each of its rules finds a violation planted for it. */
export async function checkDirections(root: string, files: string[]): Promise<Verdict> {
  const real = await cruise(root, root, files);
  const seen = new Set(real.modules.map(({ source }) => source));
  const ours = files.filter((path) => IS_CRUISED.test(path));
  const blind = ours.filter((path) => !seen.has(path));
  const problems = real.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`);
  problems.push(...blind.map((path) => `not seen by dependency-cruiser: ${path}`), ...(await cruisePlanted(root)));
  return {
    problems: problems.join("\n"),
    note: `${ours.length} modules; ${PLANTED.filter(({ rule }) => rule).length} planted violations`,
  };
}

/** Cruises the planted tree, in a folder of its own, and tells where the reports differ from what each file was planted for. */
async function cruisePlanted(root: string): Promise<string[]> {
  const planted = realpathSync(mkdtempSync(join(tmpdir(), "passerelle-directions-")));
  try {
    for (const { path, text } of PLANTED) {
      mkdirSync(dirname(join(planted, path)), { recursive: true });
      writeFileSync(join(planted, path), text);
    }
    writeFileSync(join(planted, "package.json"), JSON.stringify(packagesOf(root)));
    symlinkSync(join(root, "node_modules"), join(planted, "node_modules"), "junction");
    const { summary } = await cruise(
      root,
      planted,
      PLANTED.map(({ path }) => path),
    );
    return missedOrInvented(
      summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`),
      summary.ruleSetUsed.forbidden.map(({ name }) => name),
    );
  } finally {
    rmSync(planted, { recursive: true, force: true });
  }
}

function missedOrInvented(reported: string[], rules: string[]): string[] {
  const expected = new Set(PLANTED.flatMap(({ path, rule }) => (rule ? [`${rule}: ${path}`] : [])));
  return [
    ...[...expected].filter((one) => !reported.includes(one)).map((one) => `planted and not reported: ${one}`),
    ...[...new Set(reported)].filter((one) => !expected.has(one)).map((one) => `reported and not planted: ${one}`),
    ...rules.filter((name) => !PLANTED.some(({ rule }) => rule === name)).map((name) => `no violation is planted for the rule ${name}`),
  ];
}

/** The packages a planted file may import, and which of them are for development only. */
function packagesOf(root: string): object {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { type: "module", dependencies, devDependencies };
}

async function cruise(root: string, cwd: string, files: string[]): Promise<z.infer<typeof cruised>> {
  const folders = FOLDERS.filter((folder) => files.some((path) => path.startsWith(`${folder}/`)));
  const atRoot = files.filter((path) => /^[^/]+\.(ts|js)$/.test(path));
  const script = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const options = ["--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", "--no-cache", "--progress", "none"];
  const { stdout, output } = await runTool(script, [...options, ...folders, ...atRoot], cwd);
  try {
    return cruised.parse(JSON.parse(stdout));
  } catch (error) {
    throw new Error(`dependency-cruiser did not answer: ${output.slice(0, 2000)}`, { cause: error });
  }
}
