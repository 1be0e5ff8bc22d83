import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../bot/is-running.ts";

/**
 * Removes what runs that were killed left in the temporary folder: their server and its folder, known by the dead process's number in its name.
 *
 * @param prefix what such a folder's name begins with, before the number
 */
export async function removeLeftovers(prefix: string): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0;
    if (!pid || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const server = Number((await readFile(join(folder, "postgres", "data", "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    const command = server ? await readFile(`/proc/${server}/cmdline`, "utf8").catch(() => "") : "";
    if (command.includes(folder)) process.kill(server, "SIGQUIT");
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }).catch(() => {});
  }
}
