import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";
import { endChild, keepOutput } from "../support/child.ts";

/** The first start makes a database. */
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;
const OUTPUT_KEPT = 6000;

/** What a person's own shell may have set must not reach a product that is to start with nothing configured. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG", "USER", "LOGNAME", "NODE_COMPILE_CACHE"];

export interface RunningProduct {
  url: string;
  /** Ends it as Ctrl-C does, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts the product as `npm start` does, on a free port and with data of its own.
 *
 * @param settings what is configured: nothing, unless given
 * @throws {Error} with the end of its output if it is not ready in time
 */
export async function startProduct(settings: Record<string, string> = {}): Promise<RunningProduct> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const home = mkdtempSync(join(tmpdir(), "passerelle-browser-"));
  const passedOn = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const child = spawn(process.execPath, ["bot/main.ts"], {
    cwd: join(import.meta.dirname, "../.."),
    env: { ...passedOn, ...settings, PORT: String(port), PASSERELLE_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = keepOutput(child, OUTPUT_KEPT);
  const stop = async () => {
    await endChild(child, "SIGINT", STOP_WITHIN_MS);
    rmSync(home, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the product is not ready at ${url}; the end of its output:\n${output()}`);
    }
    await wait(200);
  }
  return { url, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
    return response.ok;
  } catch {
    return false;
  }
}
