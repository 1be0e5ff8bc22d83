import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";

/** A sentence with what is expected of it, as the columns of its file name it. */
export type Labelled = Record<string, string>;

/**
 * The labelled files of a folder whose names begin with a word: tab separated, with a header.
 *
 * @throws {Error} if a row has not as many columns as the header, with the file's name
 */
export function readLabelled(folder: string, prefix: string): Labelled[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(prefix) && file.endsWith(".tsv"))
    .sort()
    .flatMap((file) => {
      const rows: Labelled[] = parse(readFileSync(path.join(folder, file)), { columns: true, delimiter: "\t", quote: false });
      return rows;
    });
}

/** 0.873, as tables print it. */
export const share = (part: number, whole: number): string => (whole === 0 ? "-" : (part / whole).toFixed(3));

const FOLDS = 5;

/** Each fold in turn, with the rest: every fifth row, so that no fold holds a whole subject. */
export function foldsOf<Row>(rows: Row[]): { held: Row[]; rest: Row[] }[] {
  return Array.from({ length: FOLDS }, (_, fold) => ({
    held: rows.filter((_, at) => at % FOLDS === fold),
    rest: rows.filter((_, at) => at % FOLDS !== fold),
  }));
}
