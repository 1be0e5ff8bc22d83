import { existsSync } from "node:fs";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";
import type { Verdict } from "./verdict.ts";

/** The browser's code has a project of its own: other globals. */
const PROJECTS = ["tsconfig.json", "playground/web/tsconfig.json"];

/** Checks the types of every project by the TypeScript compiler; nothing is built. */
export async function checkTypes(root: string): Promise<Verdict> {
  const projects = PROJECTS.filter((project) => existsSync(join(root, project)));
  const outputs: string[] = [];
  for (const project of projects) {
    const { exitCode, output } = await runTool("node_modules/typescript/bin/tsc", ["--noEmit", "--pretty", "false", "-p", project], root);
    if (exitCode !== 0) outputs.push(`${project}:\n${output}`);
  }
  return { problems: outputs.join("\n"), note: projects.join(", ") };
}
