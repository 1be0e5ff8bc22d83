import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** By `startOf`. */
  startedAt: string;
}

/** Is it that process, not another that got its number since? */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  if (!isAlive(pid)) return false;
  const started = startOf(pid);
  return !started || !startedAt || started === startedAt;
}

/** A process that has ended and that nobody has waited for, as in a container without an init, is not alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || statOf(pid)?.[0] !== "Z";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When a process started, in the system's own spelling; empty where it does not tell (Windows), and the number alone must do. */
export function startOf(pid: number): string {
  try {
    if (process.platform !== "linux")
      return process.platform === "win32" ? "" : execFileSync("ps", ["-p", String(pid), "-o", "lstart="], { encoding: "utf8" }).trim();
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = statOf(pid);
    return stat ? `${boot} ${stat[19]}` : "";
  } catch {
    return "";
  }
}

/** Linux's fields of a process, from its state on: they come after the name in parentheses, which may hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ");
  } catch {
    return undefined;
  }
}
