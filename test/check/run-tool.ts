import { spawn } from "node:child_process";

export interface ToolRun {
  exitCode: number;
  stdout: string;
  /** Both streams, as a person would have seen them. */
  output: string;
}

/** Runs a JavaScript tool with the Node that runs this check and gives what it printed; a failing tool is a result, not an error. */
export function runTool(script: string, args: string[], cwd: string): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
    const child = spawn(process.execPath, [script, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, stdout, output: output.trim() }));
  });
}
