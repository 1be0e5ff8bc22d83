import { open, rename, rm, writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { DateTime } from "luxon";
import { DomainError } from "../../domain/errors.ts";
import { type Exported, exportAnswers } from "../../domain/surveys/export/export-answers.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

interface ExportOptions {
  format: "fhir" | "csv";
  separator: ";" | ",";
  from?: string;
  to?: string;
  out: string;
  freeText: boolean;
  programme: string;
}

/** The command that writes what people answered into a file. */
export function addExportCommand(questionnaire: Command, withPool: WithPool): void {
  questionnaire
    .command("export")
    .description("write what people answered, under pseudonyms; whose answers were read is noted in the audit")
    .addOption(
      new Option("--format <format>", "fhir: a QuestionnaireResponse a line (NDJSON); csv: one row an answer, and a codebook beside it")
        .choices(["fhir", "csv"])
        .makeOptionMandatory(),
    )
    .requiredOption("--out <file>", "where to write it")
    .option("--from <day>", "forms that were sent on that day or later, such as 2026-11-01")
    .option("--to <day>", "forms that were sent on that day or before")
    .option("--free-text", "what people wrote in their own words too: it may tell who they are", false)
    .addOption(new Option("--separator <separator>", "what stands between cells").choices([";", ","]).default(";"))
    .addOption(ofProgramme())
    .action(async (options: ExportOptions) => {
      for (const day of [options.from, options.to]) {
        if (day !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(day) && DateTime.fromISO(day).isValid))
          throw new DomainError("questionnaire/refused", "A day is written like 2026-11-24.");
      }
      const { forms, answers, codebook } = await writeAnswers(options, withPool);
      const beside = codebookPath(options.out);
      // beside the answers it says what their codes mean, and no more
      if (options.format === "csv") await writeFile(beside, codebook, { mode: 0o600 });
      console.log(
        `Wrote ${answers} ${answers === 1 ? "answer" : "answers"} of ${forms} ${forms === 1 ? "form" : "forms"} to ${options.out}${options.format === "csv" ? `, and what the codes mean to ${beside}` : ""}.`,
      );
      if (options.freeText) console.error("It holds people's own words, which may tell who they are. Keep it as safe as their files.");
    });
}

/** Writes to a file of its own until all of it is there: half an export looks like a whole one. */
async function writeAnswers(options: ExportOptions, withPool: WithPool): Promise<Exported> {
  const part = `${options.out}.part`;
  const file = await open(part, "w", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new DomainError("questionnaire/refused", `${options.out} can't be written (${error.code}).`);
  });
  try {
    const format = options.format === "csv" ? { kind: options.format, separator: options.separator } : { kind: options.format };
    const exported = await withPool((pool, { keys }) =>
      withinProgramme(pool, options.programme, (db) =>
        exportAnswers(
          db,
          format,
          { from: options.from ?? null, to: options.to ?? null, freeText: options.freeText, secret: keys.addressKey },
          async (piece) => {
            await file.write(piece);
          },
        ),
      ),
    );
    await file.close();
    await rename(part, options.out);
    return exported;
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
}

const codebookPath = (path: string): string => `${path.replace(/\.csv$/i, "")}-codebook.csv`;
