import { existsSync } from "node:fs";
import { Command } from "commander";
import { evaluateConditions } from "./conditions.ts";
import { crossValidate, crossValidateDanger } from "./cross-validate.ts";
import { evaluateDates, SAID_AT } from "./dates.ts";
import { readLabelled } from "./labelled.ts";
import { evaluateSafety } from "./safety.ts";

const program = new Command("evaluate")
  .description("How well sentences are understood that nobody learned from: figures, floors, and every confusion.")
  .argument("[folder]", "a folder with condition_queries*.tsv, dates*.tsv or crisis_eval*.tsv, tab separated, with their header")
  .option("--now <instant>", "when the sentences about dates are said, in Paris", SAID_AT)
  .option("--cross", "learn anew without parts of the corpus and measure on those parts; takes minutes", false)
  .showHelpAfterError("(add --help for how to use it)");
program.parse();

const [folder] = program.args;
const { now, cross } = program.opts<{ now: string; cross: boolean }>();
if (!folder && !cross) program.error("error: a folder of labelled files, or --cross, is needed");
if (folder && !existsSync(folder)) program.error(`error: there is no folder ${folder}`);
const print = (line: string) => console.log(line);
if (folder) {
  const kinds = [
    { rows: readLabelled(folder, "condition_queries"), evaluate: evaluateConditions },
    { rows: readLabelled(folder, "dates"), evaluate: (rows: Parameters<typeof evaluateDates>[0]) => evaluateDates(rows, now, print) },
    { rows: readLabelled(folder, "crisis_eval"), evaluate: evaluateSafety },
  ];
  if (kinds.every(({ rows }) => rows.length === 0)) program.error(`error: ${folder} holds none of the labelled files (see --help)`);
  for (const { rows, evaluate } of kinds) if (rows.length > 0) evaluate(rows, print);
}
if (cross) {
  crossValidateDanger(print);
  crossValidate(print);
}
