import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";

/** A sentence written for learning, of a corpus file (tab separated, with a header). */
export interface CorpusRow {
  lang: string;
  /** How it is said: by name, by ear, by a symptom, as somebody speaks... */
  manner: string;
  /** The clue or scene that it is built on. */
  family: string;
  /** Right answers, joined by `|`. */
  ids: string;
  sentence: string;
}

/** All rows of a folder of corpus files, in the order of the files' names. */
export function readCorpus<Row = CorpusRow>(folder: URL): Row[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".tsv"))
    .sort()
    .flatMap((file) => parse<Row>(readFileSync(new URL(file, folder)), { columns: true, delimiter: "\t", quote: false }));
}
