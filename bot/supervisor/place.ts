import { setTimeout as delay } from "node:timers/promises";
import { readConfig } from "../config.ts";
import { isAlive, isRunning } from "../is-running.ts";
import { localEnvironment, localFolder } from "../local-environment.ts";
import { tellIfSlow } from "../tell-if-slow.ts";
import { addressOf } from "./address.ts";
import { lockFolder, type Run } from "./lock.ts";
import { endRecordedProcesses } from "./processes.ts";
import { startersOf } from "./starters.ts";

/** What a run works in, or why there is none. */
export type Held = { env: NodeJS.ProcessEnv; local: boolean; unlock(): void } | { refusal: string };

interface PlaceOptions {
  env: NodeJS.ProcessEnv;
  projectDir: string;
  print(line: string): void;
  stop: AbortSignal;
}

/**
 * Gives the environment to run with, and on one's own machine the lock on its folder. Waits for a run that is about to end, and ends what a killed one left.
 *
 * @throws {ConfigError} if a variable is bad
 */
export async function takePlace({ env, projectDir, print, stop }: PlaceOptions): Promise<Held> {
  if (env.NODE_ENV === "production") {
    readConfig(env);
    return { env, local: false, unlock: () => {} };
  }
  const local = localEnvironment(env, projectDir);
  // The database is started later; everything else is checked before anything is.
  const config = readConfig({ ...local, DATABASE_URL: local.DATABASE_URL || "embedded" });
  const folder = localFolder(env, projectDir);
  for (;;) {
    const taken = lockFolder(folder, addressOf(config), startersOf(env));
    if ("unlock" in taken) {
      await tellIfSlow("Ending what a killed run left behind", print, () => endRecordedProcesses(folder));
      return { env: local, local: true, unlock: taken.unlock };
    }
    if (!isEnding(taken.heldBy))
      return { refusal: `Passerelle already runs in this folder: ${taken.heldBy.address} (process ${taken.heldBy.pid})` };
    await tellIfSlow("Waiting for the run before this one to end", print, async () => {
      while (isRunning(taken.heldBy)) await delay(100, undefined, { signal: stop });
    });
  }
}

/** Its bootstrap or npm was killed; that is noticed within a second, and it ends in order. */
function isEnding({ startedBy }: Run): boolean {
  return startedBy?.some((pid) => !isAlive(pid));
}
