import { CsvError, parse } from "csv-parse/sync";
import type { NewPeer } from "../add-peer.ts";
import { quoted } from "./bad-cell.ts";
import { firstLocale, type ReadingContext, rowSchema } from "./cells.ts";
import { type Column, columnNames, columnTitle, findColumn, missingColumns } from "./columns.ts";
import { decodeFile } from "./decode.ts";

/** Where a row is: its number as a spreadsheet shows it, and the line of the file, which is further on when cells hold new lines. */
export interface Place {
  row: number;
  line: number;
}

/** Why a row can't be imported: a sentence, and the heading of the column if it is one's. */
export interface Problem extends Place {
  column?: string;
  reason: string;
}

export interface ReadPeer extends Place {
  peer: NewPeer;
  /** E.164. */
  phone: string | null;
}

export interface PeersFile {
  peers: ReadPeer[];
  problems: Problem[];
  /** What was left aside, in sentences. */
  warnings: string[];
}

interface Row extends Place {
  cells: string[];
}

const MOST_ROWS = 50_000;
const STEP = 1000;

/**
 * Reads a spreadsheet's export: every row that is good, and everything that is wrong with the others. Never throws for what is in the file.
 *
 * @param progress called after every 1,000 rows with how many were read, and of how many
 */
export function readPeers(
  bytes: Uint8Array,
  context: ReadingContext,
  progress: (done: number, of: number) => void = () => {},
): PeersFile | { refused: string[] } {
  const decoded = decodeFile(bytes);
  if ("refused" in decoded) return { refused: [decoded.refused] };
  const split = splitRows(decoded.text);
  if ("refused" in split) return { refused: [split.refused] };
  const [headings, ...rows] = split.rows.filter(({ cells }) => cells.some((text) => text.trim()));
  if (!headings) return { refused: ["The file is empty."] };
  if (rows.length > MOST_ROWS) return { refused: [`The file has ${rows.length} rows, and at most ${MOST_ROWS} are read.`] };

  const columns = headings.cells.map(findColumn);
  const refused = refuseHeadings(headings.cells, columns);
  if (refused.length > 0) return { refused };

  const file: PeersFile = { peers: [], problems: [], warnings: strangeColumns(headings.cells, columns) };
  const schema = rowSchema(context);
  for (const [index, row] of rows.entries()) {
    readRow(row, headings.cells, columns, schema, file);
    if ((index + 1) % STEP === 0) progress(index + 1, rows.length);
  }
  return file;
}

/** Splits by the separator under which more of the headings are known, rows that are broken included. */
function splitRows(text: string): { rows: Row[] } | { refused: string } {
  // a new line is one whatever machine wrote it, so that lines are counted right
  const plain = text.replace(/\r\n?/g, "\n");
  const known = (delimiter: string) => {
    try {
      const [first = []] = parse(plain, { delimiter, relax_quotes: true, relax_column_count: true, to: 1 }) as string[][];
      return first.filter(findColumn).length * 100 + first.length;
    } catch {
      return 0;
    }
  };
  const delimiter = known(",") > known(";") ? "," : ";";
  const rows: Row[] = [];
  let end = 0;
  try {
    parse(plain, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      record_delimiter: "\n",
      on_record(cells: string[], { lines }: { lines: number }) {
        rows.push({ cells, row: rows.length + 1, line: end + 1 });
        end = lines;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const from = `Row ${rows.length + 1} (line ${end + 1} of the file)`;
    return {
      refused:
        error.code === "CSV_QUOTE_NOT_CLOSED"
          ? `${from}: a cell begins with a double quote that is never closed, so nothing after it can be told apart.`
          : `${from}: the file is not CSV (${error.code}).`,
    };
  }
  return { rows };
}

function refuseHeadings(headings: string[], columns: (Column | undefined)[]): string[] {
  if (!columns.some(Boolean))
    return [
      "No column heading is known. The first row must hold headings such as Prénom or First name; `passerelle peers template` prints them all.",
    ];
  const missing = missingColumns(new Set(columns.filter((name) => name !== undefined)));
  const doubled = columnNames.filter((name) => columns.filter((found) => found === name).length > 1);
  return [
    ...(missing.length > 0 ? [`These columns are missing: ${missing.join("; ")}.`] : []),
    ...doubled.map((name) => {
      const which = headings.filter((_, index) => columns[index] === name).map(quoted);
      return `The columns ${which.join(" and ")} mean the same (${columnTitle(name)}); keep one.`;
    }),
  ];
}

function strangeColumns(headings: string[], columns: (Column | undefined)[]): string[] {
  const strange = headings.filter((heading, index) => !columns[index] && heading.trim()).map(quoted);
  return strange.length > 0 ? [`Columns that are not known were left aside: ${strange.join(", ")}.`] : [];
}

function readRow(
  { cells, row, line }: Row,
  headings: string[],
  columns: (Column | undefined)[],
  schema: ReturnType<typeof rowSchema>,
  file: PeersFile,
): void {
  const problems: Problem[] = [];
  if (cells.slice(headings.length).some((text) => text.trim()))
    problems.push({
      row,
      line,
      reason: `It has ${cells.length} cells and there are ${headings.length} headings; is a separator missing its quotes?`,
    });
  const titles = new Map<Column, string>();
  const given = Object.fromEntries(columnNames.map((name) => [name, ""]));
  for (const [index, name] of columns.entries()) {
    if (!name) continue;
    given[name] = cells[index] ?? "";
    titles.set(name, headings[index]?.trim() ?? "");
  }
  const read = schema.safeParse(given);
  if (!read.success) {
    for (const { path, message } of read.error.issues)
      problems.push({ row, line, column: titles.get(path[0] as Column) ?? String(path[0]), reason: message });
    file.problems.push(...problems);
    return;
  }
  const { firstName, conditions, relativeOf, languages, ways, aboutFr, aboutEn, plan, zone, phone, training, birth, ...same } = read.data;
  const beside = [...new Set([...conditions.relativeOf, ...relativeOf])];
  if (conditions.lived.length + beside.length === 0)
    problems.push({
      row,
      line,
      column: titles.get("conditions") ?? titles.get("relativeOf"),
      reason: "No condition is given, lived or as a relative.",
    });
  if (!aboutFr && !aboutEn)
    problems.push({
      row,
      line,
      column: titles.get("aboutFr") ?? titles.get("aboutEn"),
      reason: "What patients are told about this person is missing.",
    });
  if (problems.length > 0) {
    file.problems.push(...problems);
    return;
  }
  const peer: NewPeer = {
    displayName: firstName,
    locale: firstLocale(languages),
    zone,
    about: { fr: aboutFr || aboutEn, en: aboutEn || aboutFr },
    conditions: conditions.lived,
    relativeOf: beside,
    languages,
    modalities: ways,
    plan,
    trainingMinutes: training,
    birthDecade: birth,
    ...same,
  };
  file.peers.push({ row, line, peer, phone });
}
