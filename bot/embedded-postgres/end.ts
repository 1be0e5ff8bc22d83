import { execFile } from "node:child_process";
import { readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { isAlive } from "../is-running.ts";
import { tellIfSlow } from "../tell-if-slow.ts";
import { answerOf } from "./answer.ts";
import { binaryIn } from "./binaries.ts";
import { asServer, type Cluster, START_MS } from "./cluster.ts";

const run = promisify(execFile);
const STOP_SECONDS = 60;

/** Fast shutdown, and waits for it. pg_ctl, because Windows has no signals. https://www.postgresql.org/docs/18/app-pg-ctl.html */
export async function endServer(cluster: Cluster): Promise<void> {
  await run(
    binaryIn(cluster.native, "pg_ctl"),
    ["stop", "-D", cluster.data, "-m", "fast", "-w", "-t", String(STOP_SECONDS)],
    asServer(cluster),
  );
}

/**
 * Ends a server that outlived its supervisor, through its start or its end if it is in one. A pid file without such a server is PostgreSQL's own to
 * recover, except one whose number now belongs to another process of ours: that alone it takes for a living server.
 */
export async function endLeftover(cluster: Cluster, progress: (line: string) => void): Promise<void> {
  const pidFile = join(cluster.data, "postmaster.pid");
  // Lines: pid, data folder, start time, port, ... https://www.postgresql.org/docs/18/storage-file-layout.html
  const lines = (await readFile(pidFile, "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !isAlive(pid)) return;
  const command = await commandOf(pid);
  if (command !== undefined && !command.includes(cluster.data)) {
    // Any other PostgreSQL is left to PostgreSQL's own judgement.
    if (!command.includes("postgres")) await unlink(pidFile).catch(() => {});
    return;
  }
  await tellIfSlow("Ending the PostgreSQL that an earlier run left behind", progress, async () => {
    const giveUpAt = performance.now() + START_MS;
    let asked = false;
    while (isAlive(pid)) {
      if (performance.now() > giveUpAt) throw new Error(`A PostgreSQL that an earlier run left behind does not end (process ${pid})`);
      const answer = port ? (await answerOf(cluster, port)).kind : "none";
      // While it replays its log it takes the request as well; once is enough.
      if (!asked && (answer === "ours" || answer === "not-now")) {
        asked = true;
        await endServer(cluster).catch(() => {});
      }
      await delay(100);
    }
  });
}

/** A process's command line; undefined where the system does not tell, and the pid file is to be believed. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
    return (await run("ps", ["-p", String(pid), "-o", "command="])).stdout;
  } catch {
    return undefined;
  }
}
