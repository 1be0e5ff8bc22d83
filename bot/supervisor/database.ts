import { setTimeout as delay } from "node:timers/promises";
import type { EmbeddedPostgres } from "../embedded-postgres/postmaster.ts";
import { startEmbeddedPostgres } from "../embedded-postgres/start.ts";
import { oneLine } from "./error-line.ts";
import { LONGEST_WAIT_MS, SHORTEST_WAIT_MS } from "./restart-wait.ts";

interface DatabaseOptions {
  print(line: string): void;
  stop: AbortSignal;
  stopNow: AbortSignal;
}

/** The embedded PostgreSQL, started again on the same port if it ends by itself. */
export class Database {
  private readonly dataDir: string;
  private readonly options: DatabaseOptions;
  private server: EmbeddedPostgres | undefined;
  private restarting: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(dataDir: string, options: DatabaseOptions) {
    this.dataDir = dataDir;
    this.options = options;
  }

  async start(port?: number): Promise<string> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir, progress: this.options.print, port, signal: this.options.stop });
    void this.server.ended.then(() => {
      if (!this.stopping && !this.options.stop.aborted) this.restarting = this.restart();
    });
    return this.server.url;
  }

  private async restart(): Promise<void> {
    const { print, stop } = this.options;
    print("PostgreSQL ended by itself: starting it again");
    for (let waitMs = SHORTEST_WAIT_MS; !this.stopping && !stop.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        await this.start(this.server?.port);
        return print("PostgreSQL runs again");
      } catch (error) {
        if (stop.aborted) return;
        print(oneLine(error));
        await delay(waitMs, undefined, { signal: stop }).catch(() => {});
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.restarting;
    const atOnce = () => this.server?.kill();
    if (this.options.stopNow.aborted) atOnce();
    this.options.stopNow.addEventListener("abort", atOnce);
    await this.server?.stop();
  }
}
