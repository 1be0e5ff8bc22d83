import type { Db } from "../../domain/db.ts";
import { importPeers, sortPeers } from "../../domain/peers/import/import-peers.ts";
import { type PeersFile, type Problem, readPeers } from "../../domain/peers/import/read-peers.ts";
import { listPeers } from "../../domain/peers/list-peers.ts";
import { inviteAll } from "../../domain/people/invitation.ts";
import type { ProgrammeRules } from "../../domain/programmes/load-rules.ts";
import type { Config } from "../config.ts";
import { describeNotOffered } from "./not-offered.ts";

export interface ImportOptions {
  skipBad: boolean;
  dryRun: boolean;
  invite: boolean;
}

/** Shorter files are read before anybody could wonder. */
const LONG_FILE = 1000;

/** What is to be said once the transaction is committed. */
export interface ImportSummary {
  exitCode: number;
  lines: string[];
}

/**
 * Reads a file by the rules of a programme, outside any transaction, which must not stand idle; tells on stderr what is wrong with it as a whole.
 *
 * @returns undefined if nothing can be imported from it
 */
export function readFileOfPeers(bytes: Uint8Array, { zone, today, settings }: ProgrammeRules): PeersFile | undefined {
  const file = readPeers(bytes, { zone, today, countries: settings.sending.countries }, told("Read"));
  if ("refused" in file) {
    for (const line of [...file.refused, "Nothing was imported."]) console.error(line);
    return undefined;
  }
  for (const line of file.warnings) console.error(`Warning: ${line}`);
  return file;
}

/** Imports what was read in a transaction of the programme. Bad rows are told on stderr at once; the summary is true only after the commit, so it is given back. */
export async function importFile(
  db: Db,
  keys: Config["keys"],
  file: PeersFile,
  rules: ProgrammeRules,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { fresh, alreadyThere, problems: taken } = await sortPeers(db, file.peers, keys.addressKey);
  const problems = [...file.problems, ...taken].sort((a, b) => a.row - b.row);
  for (const problem of problems) console.error(describe(problem));
  const bad = new Set(problems.map(({ row }) => row)).size;
  if (bad > 0 && !options.skipBad) {
    console.error(`${rows(bad)} bad, so nothing was imported. Correct them, or add --skip-bad to import the others.`);
    return { exitCode: 1, lines: [] };
  }

  const counts = [`${alreadyThere.length} already there and left as they are`, `${bad} bad and skipped`].join(", ");
  if (options.dryRun) return { exitCode: 0, lines: [`Dry run, nothing was changed. Would import ${fresh.length}; ${counts}.`] };
  const ids = await importPeers(db, fresh, { id: keys.fieldKeyId, key: keys.fieldKey }, told("Imported"));
  const codes = options.invite ? await inviteAll(db, keys.addressKey, ids) : [];
  const own = new Set(ids);
  const idle = (await listPeers(db, rules.settings.peers)).filter(({ id, notOffered }) => own.has(id) && notOffered.length > 0);
  const lines = [`Imported ${ids.length}; ${counts}.`];
  if (idle.length > 0) {
    lines.push(`${idle.length} of them ${idle.length === 1 ? "is" : "are"} not offered to patients yet:`);
    lines.push(...idle.map((peer) => `  ${peer.name}: ${describeNotOffered(peer)}`));
  }
  if (codes.length > 0) {
    lines.push("Codes that link a Teams account, shown only now. Each works once, for 14 days:");
    lines.push(...codes.map((code, index) => `  ${fresh[index]?.peer.displayName.padEnd(20)}  ${code}`));
  }
  return { exitCode: 0, lines };
}

function told(done: string): (count: number, of: number) => void {
  return (count, of) => {
    if (of > LONG_FILE) console.error(`${done} ${count} of ${of} ...`);
  };
}

function rows(count: number): string {
  return count === 1 ? "1 row is" : `${count} rows are`;
}

/** `Row 5 (line 7 of the file), column "Langues": ...`; the line only where cells with new lines put it elsewhere. */
function describe({ row, line, column, reason }: Problem): string {
  const where = line === row ? `Row ${row}` : `Row ${row} (line ${line} of the file)`;
  return `${where}${column ? `, column ${column}` : ""}: ${reason}`;
}
