import { fileURLToPath } from "node:url";
import { startersOf } from "./supervisor/starters.ts";
import { supervise } from "./supervisor/supervise.ts";

/** `npm start` */
async function main(): Promise<void> {
  const [stop, stopNow] = [new AbortController(), new AbortController()];
  let firstAt = 0;
  const onSignal = (signal?: string) => {
    // npm and the bootstrap each pass on the Ctrl-C that the terminal sent to us already: within a second it is the same one.
    if (stop.signal.aborted && signal === "SIGINT" && performance.now() - firstAt > 1000) stopNow.abort();
    firstAt ||= performance.now();
    stop.abort();
  };
  // A connection that breaks where nobody listens, as when the database dies under a migration: end in order, with no process left behind.
  process.on("uncaughtException", (error) => {
    if (!stop.signal.aborted) console.error(error.stack);
    process.exitCode = 1;
    onSignal();
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => onSignal(signal));
  const [parent] = startersOf(process.env);
  if (parent && process.platform !== "win32") setInterval(() => process.ppid !== parent && onSignal(), 1000).unref();

  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const code = await supervise({
    env: process.env,
    projectDir: here(".."),
    children: { web: here("web.ts"), worker: here("worker.ts") },
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
    stop: stop.signal,
    stopNow: stopNow.signal,
    async prepare(config, progress) {
      const { migrate } = await import("../domain/migrate.ts");
      await migrate(config.databaseUrl, progress);
      if (config.production) return;
      const { loadDemo } = await import("./demo.ts");
      await loadDemo(config, progress);
    },
  });
  process.exit(code || process.exitCode);
}

if (import.meta.main) await main();
