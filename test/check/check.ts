import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { checkBarrels } from "./barrels.ts";
import { checkDeadCode } from "./dead-code.ts";
import { checkDirections } from "./directions.ts";
import { checkForbiddenText } from "./forbidden-text.ts";
import { checkFormatAndLint } from "./format-and-lint.ts";
import { listFiles } from "./list-files.ts";
import { checkLockFile } from "./lock-file.ts";
import { checkTypes } from "./types.ts";
import type { Verdict } from "./verdict.ts";

const root = resolve(import.meta.dirname, "../..");

interface Check {
  title: string;
  about: string;
  run: (files: string[], fix: boolean) => Verdict | Promise<Verdict>;
}

const CHECKS: Record<string, Check> = {
  format: { title: "format and lint", about: "biome, by biome.json", run: (_files, fix) => checkFormatAndLint(root, fix) },
  types: { title: "types", about: "the TypeScript compiler, by tsconfig.json", run: () => checkTypes(root) },
  directions: {
    title: "directions",
    about: "who may import whom, by .dependency-cruiser.cjs",
    run: (files) => checkDirections(root, files),
  },
  barrels: { title: "no barrels", about: "no file that only passes on others' exports", run: (files) => checkBarrels(root, files) },
  "dead-code": { title: "dead code", about: "unused files, exports and packages, by knip.json", run: () => checkDeadCode(root) },
  "lock-file": { title: "lock file", about: "in step with package.json and deploy/advisories.json", run: () => checkLockFile(root) },
  text: {
    title: "forbidden text",
    about: "hosts, paths, numbers, keys and notes that do not belong here",
    run: (files) => checkForbiddenText(root, files),
  },
};

/** Enough to begin with; the tool itself shows the rest. */
const LINES_SHOWN = 120;

const HELP = `Checks the project without running it.

Usage: npm run check -- [--fix] [name ...]

  --fix   writes what can be mended without a doubt (format, imports) before it tells the rest
  --help  shows this

Names (all of them if none is given):
${Object.entries(CHECKS)
  .map(([name, { about }]) => `  ${name.padEnd(12)}${about}`)
  .join("\n")}
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const args = readArguments();
  if (typeof args === "string") {
    console.error(args);
    return 2;
  }
  if (args.help) {
    console.log(HELP);
    return 0;
  }
  const files = listFiles(root);
  let failed = 0;
  for (const name of args.names) {
    if (!(await runCheck(CHECKS[name]!, files, args.fix))) failed += 1;
  }
  console.log(`\n${args.names.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function readArguments(): { fix: boolean; help: boolean; names: string[] } | string {
  try {
    const { values, positionals } = parseArgs({
      options: { fix: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !Object.hasOwn(CHECKS, name));
    if (unknown) return `There is no check "${unknown}". The names are: ${Object.keys(CHECKS).join(", ")}.`;
    return { ...values, names: positionals.length > 0 ? positionals : Object.keys(CHECKS) };
  } catch (error) {
    return `${(error as Error).message.split(". ")[0]}. See npm run check -- --help.`;
  }
}

async function runCheck({ title, run }: Check, files: string[], fix: boolean): Promise<boolean> {
  const startedAt = performance.now();
  const { problems, note } = await verdictOf(() => run(files, fix));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${problems ? "FAIL" : "ok  "}  ${title} (${[note, `${seconds} s`].filter(Boolean).join("; ")})`);
  if (problems) console.log(indented(problems));
  return !problems;
}

/** A check that breaks has failed, and the next ones still run. */
async function verdictOf(run: () => Verdict | Promise<Verdict>): Promise<Verdict> {
  try {
    return await run();
  } catch (error) {
    const missing = existsSync(join(root, "node_modules")) ? "" : " (node_modules is missing: run npm ci)";
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { problems: `${message}${missing}` };
  }
}

function indented(text: string): string {
  const lines = text.split("\n");
  const shown = lines.slice(0, LINES_SHOWN).map((line) => `      ${line}`.trimEnd());
  if (lines.length > LINES_SHOWN) shown.push(`      ... and ${lines.length - LINES_SHOWN} more lines`);
  return shown.join("\n");
}
