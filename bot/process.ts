import { ConfigError } from "./config.ts";

/** The supervisor reads this: the port is taken, and starting again would not help. */
export const EXIT_PORT_TAKEN = 98;

/** A part of the service that runs until it is stopped, or dies. */
interface Running {
  stop(): Promise<void>;
  ended: Promise<unknown>;
}

/**
 * Runs a part as this process: says "ready" to a supervisor, stops on SIGTERM, SIGINT or when the supervisor is gone, and ends non-zero if it dies.
 */
export async function runAsProcess(name: string, start: () => Promise<Running>): Promise<void> {
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    process.stderr.write(
      `${name}: ${error instanceof ConfigError ? error.message : error instanceof Error ? `${error.name} ${(error as NodeJS.ErrnoException).code ?? ""}` : "failed"}\n`,
    );
    process.exit((error as NodeJS.ErrnoException).code === "EADDRINUSE" ? EXIT_PORT_TAKEN : 1);
  }
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    running.stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", () => stop(0));
  process.once("SIGINT", () => stop(0));
  process.once("disconnect", () => stop(0));
  running.ended.then(
    () => stop(0),
    () => stop(1),
  );
  process.send?.("ready");
}
