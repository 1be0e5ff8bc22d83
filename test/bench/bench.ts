import { parseArgs } from "node:util";
import { book } from "./book.ts";
import { campaigns } from "./campaigns.ts";
import { claim } from "./claim.ts";
import type { FigureRow } from "./figure.ts";
import { find } from "./find.ts";
import { memory } from "./memory.ts";
import { processorTime } from "./processor-time.ts";
import { remind } from "./remind.ts";
import { roundTrips } from "./round-trips.ts";
import { type BenchService, openService } from "./service.ts";
import { sessions } from "./sessions.ts";
import { table } from "./table.ts";
import { throughput } from "./throughput.ts";
import { understand } from "./understand.ts";
import { voice } from "./voice.ts";

const FIGURES = [roundTrips, throughput, processorTime, book, claim, find, remind, campaigns, understand, voice, sessions, memory];

const HELP = `npm run bench -- [--quick] [--profile <folder>] [figure ...]

Measures the service against floors taken in the same run, and prints a table. Absolute numbers mean little: machines are shared and slow.
Each ratio is the median of five interleaved pairs. Nothing else depends on this; the exit code is 1 if an aim is missed.

Figures (all, if none is named):
${FIGURES.map(({ name, about }) => `  ${name.padEnd(16)}${about}`).join("\n")}

  --quick             shorter, without a verdict on speeds: the exit code is 0 unless a rule is broken
  --profile <folder>  writes a processor profile of each web process and worker there (which slows it)
  --help

The database is a PostgreSQL of its own, removed afterwards, or with TEST_DATABASE_URL a database of its own on that server.
`;

const say = (line: string) => void process.stderr.write(`${line}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  let read: ReturnType<typeof readArguments>;
  try {
    read = readArguments();
  } catch (error) {
    say(`${(error as Error).message.split("\n")[0]} (npm run bench -- --help)`);
    return 2;
  }
  const { values, positionals } = read;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => !FIGURES.some((figure) => figure.name === name));
  if (unknown) {
    say(`There is no figure ${unknown}: choose among ${FIGURES.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const chosen = FIGURES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

  const startedAt = performance.now();
  const interrupted = new AbortController();
  let service: BenchService | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      interrupted.abort();
      say("Stopping");
      void service?.stop().finally(() => process.exit(130));
    });
  }
  try {
    service = await openService({ quick: values.quick, profile: values.profile, signal: interrupted.signal, say });
    const rows: FigureRow[] = [];
    for (const { name, measure } of chosen) {
      say(`${name} ...`);
      rows.push(...(await measure(service)));
    }
    process.stdout.write(`\n${table(rows, service, (performance.now() - startedAt) / 1000)}\n`);
    return rows.some(({ met, isRule }) => met === false && (isRule || !values.quick)) ? 1 : 0;
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    throw error;
  } finally {
    await service?.stop();
  }
}

function readArguments() {
  return parseArgs({
    allowPositionals: true,
    options: { quick: { type: "boolean", default: false }, profile: { type: "string" }, help: { type: "boolean", default: false } },
  });
}
