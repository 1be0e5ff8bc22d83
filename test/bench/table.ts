import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, release, totalmem, type } from "node:os";
import type { FigureRow } from "./figure.ts";
import type { BenchService } from "./service.ts";

const HEADER: Row = ["figure", "floor", "measured", "ratio", "aim", "met"];
type Row = [string, string, string, string, string, string];

/** The figures as a Markdown table, with the machine and the versions that they hold for. */
export function table(rows: FigureRow[], service: BenchService, seconds: number): string {
  const cells = rows.map(
    (row): Row => [row.figure, row.floor, row.measured, row.ratio, row.aim ?? "", row.met === undefined ? "" : row.met ? "yes" : "NO"],
  );
  const widths = HEADER.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [
    line(HEADER),
    line(widths.map((width) => "-".repeat(width))),
    ...cells.map(line),
    "",
    ...machine(service),
    `took: ${Math.round(seconds)} s`,
  ].join("\n");
}

function machine({ postgres, quick }: BenchService): string[] {
  const [cpu] = cpus();
  const versions = ["pg", "restify", "botbuilder", "twilio", "zod"].map((name) => `${name} ${versionOf(name)}`);
  return [
    `machine: ${cpu?.model.trim() || "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${type()} ${release()}`,
    `versions: Node ${process.version}, PostgreSQL ${postgres.version}, ${versions.join(", ")}`,
    `database: fsync ${postgres.fsync}, synchronous_commit ${postgres.synchronousCommit}; the load generator and the floor of throughput share the machine with the product`,
    "limits lifted here: messages a minute and a day of a number, the programme's daily cap (they are counted all the same)",
    ...(quick ? ["a quick run: too short for a verdict"] : []),
  ];
}

function versionOf(name: string): string {
  try {
    return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`${name}/package.json`), "utf8")).version;
  } catch {
    return "?";
  }
}
