import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { EXIT_PORT_TAKEN } from "../process.ts";
import { aborted } from "./aborted.ts";
import { LONGEST_WAIT_MS, SHORTEST_WAIT_MS } from "./restart-wait.ts";

/** A child that has run this long begins again with the shortest wait. */
const STEADY_MS = 30_000;

interface ChildEvents {
  print(line: string): void;
  portTaken(): void;
  started(): void;
}

/** One process that is started again whenever it ends, after 0.5 s, then twice that, up to 30 s. */
export class Child {
  readonly ready: Promise<void>;
  private readonly becomeReady: () => void;
  private process: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private again: NodeJS.Timeout | undefined;
  private waitMs = SHORTEST_WAIT_MS;
  private stopping = false;
  private readonly name: string;
  private readonly modulePath: string;
  private readonly env: NodeJS.ProcessEnv;
  private readonly events: ChildEvents;

  constructor(name: string, modulePath: string, env: NodeJS.ProcessEnv, events: ChildEvents) {
    this.name = name;
    this.modulePath = modulePath;
    this.env = env;
    this.events = events;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.becomeReady = resolve;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  start(): void {
    const startedAt = performance.now();
    const child = fork(this.modulePath, [], {
      env: this.env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Out of the terminal's process group: Ctrl-C is for the supervisor, which ends its children in order.
      detached: process.platform !== "win32",
    });
    this.process = child;
    this.events.started();
    child.on("message", (message) => message === "ready" && this.becomeReady());
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null) => {
        resolve();
        if (!this.stopping) this.startAgain(code, signal, performance.now() - startedAt);
      };
      child.once("error", () => end(null, null));
      child.once("exit", end);
    });
  }

  private startAgain(code: number | null, signal: NodeJS.Signals | null, ranMs: number): void {
    if (code === EXIT_PORT_TAKEN) {
      this.events.portTaken();
      return;
    }
    if (ranMs > STEADY_MS) this.waitMs = SHORTEST_WAIT_MS;
    this.events.print(`The ${this.name} process ended (${signal ?? `exit code ${code}`}): starting it again in ${this.waitMs / 1000} s`);
    this.again = setTimeout(() => this.start(), this.waitMs);
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
  }

  async stop(graceMs: number, stopNow: AbortSignal): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const impatience = new AbortController();
    await Promise.race([this.ended, delay(graceMs, undefined, { signal: impatience.signal }), aborted(stopNow)]);
    impatience.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await this.ended;
  }
}
