import { runTool } from "./run-tool.ts";
import type { Verdict } from "./verdict.ts";

/** Finds files, exports and packages that nobody uses, and packages that are used and not declared, by knip.json. */
export async function checkDeadCode(root: string): Promise<Verdict> {
  const { exitCode, output } = await runTool("node_modules/knip/bin/knip.js", ["--no-progress", "--no-config-hints"], root);
  return { problems: exitCode === 0 ? "" : output || `knip ended with ${exitCode}` };
}
