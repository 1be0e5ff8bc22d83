import { runTool } from "./run-tool.ts";
import type { Verdict } from "./verdict.ts";

/** Formats and lints JavaScript, TypeScript, JSON and CSS by biome.json; with `fix`, writes what is safe to write. */
export async function checkFormatAndLint(root: string, fix: boolean): Promise<Verdict> {
  const mode = fix ? ["check", "--write"] : ["ci"];
  const options = ["--colors=off", "--reporter=concise", "--diagnostic-level=warn", "--error-on-warnings", "--max-diagnostics=100"];
  const { exitCode, output } = await runTool("node_modules/@biomejs/biome/bin/biome", [...mode, ...options, "."], root);
  const files = /Checked (\d+) files?/.exec(output)?.[1];
  if (!files) return { problems: `biome looked at no file.\n${output}` };
  const [found] = output.split(/^(?:ci|check) ━/m);
  return { problems: exitCode === 0 ? "" : (found || output).trim(), note: `${files} files` };
}
