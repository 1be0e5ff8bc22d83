import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";

/** A server in a process of its own, seen from outside: it can't be changed in order to be measured. */
export interface MeasuredProcess {
  port: number;
  pid: number;
  /** User and system time of all its threads since it started. */
  processorMilliseconds(): number;
  residentBytes(): number;
  stop(): Promise<void>;
}

/** Whether a process's time and memory can be read here. */
export const canMeasureProcesses = (): boolean => existsSync("/proc/self/stat");

/**
 * Forks a script that listens on `PORT` and says "ready". Its standard output is written to nowhere; what it says of errors is shown.
 *
 * @param env all that it is given beside the way to Node's own things: nothing of this shell
 */
export async function startMeasured(script: URL, env: NodeJS.ProcessEnv, execArgv: string[] = []): Promise<MeasuredProcess> {
  const port = await freePort();
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = fork(script, {
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...env, PORT: String(port) },
    execArgv,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = once(child, "exit");
  await Promise.race([
    once(child, "message"),
    exited.then(() => {
      throw new Error(`${script.pathname.split("/").at(-1)} ended before it was ready`);
    }),
  ]);
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    processorMilliseconds: () => readProcessorMilliseconds(pid),
    residentBytes: () => readResident(pid),
    async stop() {
      const outright = setTimeout(() => child.kill("SIGKILL"), 10_000);
      child.kill("SIGTERM");
      await exited;
      clearTimeout(outright);
    },
  };
}

/** Linux counts processor time for programs in hundredths of a second. https://man7.org/linux/man-pages/man7/time.7.html */
const TICK_MS = 10;

/**
 * By the scheduler's own count of each thread in nanoseconds, where the kernel keeps it; else in ticks of user and system time. Node ends none of its threads meanwhile.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function readProcessorMilliseconds(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce(
      (sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]) / 1e6,
      0,
    );
  } catch {
    // the fields after the name in parentheses, which may hold spaces
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function readResident(pid: number): number {
  const [, kibibytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}
