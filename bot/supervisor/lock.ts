import { linkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isRunning, type ProcessIdentity, startOf } from "../is-running.ts";
import { readJson, writePrivately } from "../private-file.ts";

/** One run of `npm start` in a folder. */
export interface Run extends ProcessIdentity {
  /** The bootstrap and the npm that started it, if they did: with one of them gone, it is about to end. */
  startedBy: number[];
  address: string;
}

/**
 * Takes the folder for this run; a lock whose process is gone, or is another one by now, is taken over.
 *
 * @returns the function that gives it back, or the run that has it
 */
export function lockFolder(folder: string, address: string, startedBy: number[] = []): { unlock(): void } | { heldBy: Run } {
  const lock = join(folder, "lock.json");
  const own = join(folder, `lock.${process.pid}.json`);
  writePrivately(own, { pid: process.pid, startedAt: startOf(process.pid), startedBy, address } satisfies Run);
  try {
    for (;;) {
      try {
        // A link appears with its content, and only if there is none yet.
        linkSync(own, lock);
        return { unlock: () => rmSync(lock, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const holder = readJson(lock) as Run | undefined;
      if (holder && isRunning(holder)) return { heldBy: holder };
      takeAway(lock, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** Two runs may find the same stale lock: only one can rename it, and puts it back if it was a fresh one after all. */
function takeAway(lock: string, aside: string): void {
  try {
    renameSync(lock, aside);
    const moved = readJson(aside) as Run | undefined;
    if (moved && isRunning(moved)) linkSync(aside, lock);
  } catch {
    // The other run was quicker.
  }
  rmSync(aside, { force: true });
}
