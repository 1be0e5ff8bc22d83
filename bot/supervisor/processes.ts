import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, type ProcessIdentity, startOf } from "../is-running.ts";
import { readJson, writePrivately } from "../private-file.ts";

/** Notes the web and worker of this run, for the run after it in case this one is killed. */
export function recordProcesses(folder: string, pids: number[]): void {
  writePrivately(
    noteIn(folder),
    pids.map((pid) => ({ pid, startedAt: startOf(pid) })),
  );
}

/** Ends the web and worker of a killed run, if they have not yet by themselves: they hold the port and its jobs. Five seconds, then outright. */
export async function endRecordedProcesses(folder: string): Promise<void> {
  const recorded: ProcessIdentity[] = readJson(noteIn(folder)) ?? [];
  const left = recorded.filter(isRunning);
  for (const { pid } of left) signal(pid, "SIGTERM");
  const giveUpAt = performance.now() + 5000;
  for (const one of left) {
    while (isRunning(one)) {
      if (performance.now() > giveUpAt) signal(one.pid, "SIGKILL");
      await delay(50);
    }
  }
  forgetProcesses(folder);
}

/** At the end of a run, once its processes have ended. */
export function forgetProcesses(folder: string): void {
  rmSync(noteIn(folder), { force: true });
}

function noteIn(folder: string): string {
  return join(folder, "processes.json");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It was quicker.
  }
}
