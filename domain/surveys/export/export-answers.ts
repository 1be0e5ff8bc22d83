import { stringify } from "csv-stringify/sync";
import type { Db } from "../../db.ts";
import { protectFormula } from "../../protect-formula.ts";
import type { Questionnaire } from "../questionnaire.ts";
import { ANSWER_COLUMNS, answerRows } from "./answer-rows.ts";
import { CODEBOOK_COLUMNS, codebookRows } from "./codebook-rows.ts";
import { type ExportOptions, readForms } from "./read-forms.ts";
import { responseResource } from "./response-resource.ts";

/** Spreadsheets take a text file for UTF-8 only with this in front. */
const BYTE_ORDER_MARK = "\ufeff";

export interface Exported {
  forms: number;
  answers: number;
  /** What the codes mean, as CSV. */
  codebook: string;
}

/**
 * Writes what people answered, as lines of QuestionnaireResponse (`application/fhir+ndjson`) or as a table of one row an answer, piece by piece.
 *
 * @see https://hl7.org/fhir/R4/nd-json.html
 */
export async function exportAnswers(
  db: Db,
  format: { kind: "fhir" } | { kind: "csv"; separator: ";" | "," },
  options: ExportOptions,
  write: (piece: string) => Promise<void>,
): Promise<Exported> {
  const csv = (rows: string[][]) =>
    stringify(
      rows.map((row) => row.map(protectFormula)),
      { delimiter: format.kind === "csv" ? format.separator : ",", record_delimiter: "windows" },
    );
  const used = new Map<string, Questionnaire>();
  let [forms, answers] = [0, 0];
  if (format.kind === "csv") await write(BYTE_ORDER_MARK + csv([[...ANSWER_COLUMNS]]));
  for await (const some of readForms(db, options)) {
    forms += some.length;
    for (const form of some) {
      answers += form.answers.length;
      used.set(`${form.questionnaire.name} ${form.questionnaire.version}`, form.questionnaire);
    }
    await write(
      format.kind === "csv" ? csv(some.flatMap(answerRows)) : some.map((form) => `${JSON.stringify(responseResource(form))}\n`).join(""),
    );
  }
  const codebook = BYTE_ORDER_MARK + csv([CODEBOOK_COLUMNS, ...[...used].sort().flatMap(([, one]) => codebookRows(one))]);
  return { forms, answers, codebook };
}
