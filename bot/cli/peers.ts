import { readFile, writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type pg from "pg";
import type { Locale } from "../../domain/locale.ts";
import { exportPeers } from "../../domain/peers/export-peers.ts";
import { examplePeer } from "../../domain/peers/import/example-peer.ts";
import { type FileFormat, writePeers } from "../../domain/peers/import/write-peers.ts";
import { listPeers } from "../../domain/peers/list-peers.ts";
import { loadRules } from "../../domain/programmes/load-rules.ts";
import type { Config } from "../config.ts";
import type { WithPool } from "./coordination.ts";
import { type ImportOptions, importFile, readFileOfPeers } from "./import-peers.ts";
import { describeNotOffered } from "./not-offered.ts";
import { withinProgramme } from "./within-programme.ts";

type Format = Omit<FileFormat, "locale">;

/** Adds the commands for many peers at once: import, export, template, list. */
export function addPeerCommands(peers: Command, withPool: WithPool): void {
  const inThat = <Result>(slug: string, work: (db: pg.PoolClient, settings: Config) => Promise<Result>) =>
    withPool((pool, settings) => withinProgramme(pool, slug, (db) => work(db, settings)));

  peers
    .command("import")
    .description("add peers from a spreadsheet's export (CSV); `peers template` prints its columns")
    .argument("<file>", "the file: UTF-8 or Windows-1252, with ; or , between cells")
    .requiredOption("--programme <slug>", "which programme")
    .option("--skip-bad", "import the good rows although others are bad", false)
    .option("--dry-run", "say what would happen, and change nothing", false)
    .option("--invite", "make each imported peer a code that links their Teams account, printed once", false)
    .action(async (path: string, options: ImportOptions & { programme: string }) => {
      const bytes = await read(path);
      if (!bytes) return;
      const rules = await inThat(options.programme, loadRules);
      const file = readFileOfPeers(bytes, rules);
      if (!file) {
        process.exitCode = 1;
        return;
      }
      const { exitCode, lines } = await inThat(options.programme, (db, { keys }) => importFile(db, keys, file, rules, options));
      for (const line of lines) console.log(line);
      process.exitCode = exitCode;
    });

  withFormat(peers.command("export"))
    .description("write the programme's peers as a CSV file that `peers import` reads; phones are left out")
    .requiredOption("--programme <slug>", "which programme")
    .option("--with-phones", "decrypt the phones and write them too; noted in the audit", false)
    .action(async (options: Format & { programme: string; out?: string; withPhones: boolean }) => {
      const {
        peers: exported,
        unreadable,
        locale,
      } = await inThat(options.programme, async (db, { keys }) => {
        const { locale } = await loadRules(db);
        const fieldKey = options.withPhones ? { id: keys.fieldKeyId, key: keys.fieldKey } : undefined;
        return { ...(await exportPeers(db, fieldKey)), locale };
      });
      if (options.withPhones) {
        const count = exported.filter(({ phone }) => phone).length;
        console.error(`Decrypted ${plural(count, "phone")}, which the audit notes. Keep the file as safe as the numbers in it.`);
        if (unreadable > 0) console.error(`${plural(unreadable, "phone")} can't be read: another FIELD_KEY sealed them.`);
      }
      if ((await write(exported, { ...options, locale }, options.out)) && options.out)
        console.log(`Wrote ${plural(exported.length, "peer")} to ${options.out}.`);
    });

  withFormat(peers.command("template"))
    .description("write the headings that `peers import` reads, and one example row")
    .addOption(new Option("--locale <locale>", "the language of headings and words").choices(["fr", "en"]).default("fr"))
    .action(async (options: Format & { locale: Locale; out?: string }) => {
      await write([examplePeer(options.locale)], options, options.out);
    });

  peers
    .command("list")
    .description("list the peers by first name: offered to patients or why not, and how many conditions")
    .requiredOption("--programme <slug>", "which programme")
    .action(async (options: { programme: string }) => {
      const listed = await inThat(options.programme, async (db) => listPeers(db, (await loadRules(db)).settings.peers));
      for (const peer of listed)
        console.log(`${peer.name.padEnd(20)}  ${plural(peer.conditionCount, "condition").padEnd(14)}  ${describeNotOffered(peer)}`);
      console.log(
        `${plural(listed.length, "peer")}, ${listed.filter(({ notOffered }) => notOffered.length === 0).length} offered to patients.`,
      );
    });
}

function withFormat(command: Command): Command {
  return command
    .option("--out <file>", "where to write it; without this it is printed")
    .addOption(new Option("--separator <separator>", "what stands between cells").choices([";", ","]).default(";"))
    .option("--windows-1252", "for programs that don't read UTF-8", false);
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    console.error(`${path} can't be read (${(error as NodeJS.ErrnoException).code}).`);
    process.exitCode = 1;
    return undefined;
  }
}

/** @returns whether it was written */
async function write(peers: Parameters<typeof writePeers>[0], format: FileFormat, path: string | undefined): Promise<boolean> {
  const written = writePeers(peers, format);
  if ("lacks" in written) {
    console.error(`Windows-1252 has no character ${JSON.stringify(written.lacks)}, so nothing was written. Leave --windows-1252 out.`);
    process.exitCode = 1;
    return false;
  }
  if (!path) {
    process.stdout.write(written.bytes);
    return true;
  }
  try {
    // it may hold phones: for its owner only
    await writeFile(path, written.bytes, { mode: 0o600 });
    return true;
  } catch (error) {
    console.error(`${path} can't be written (${(error as NodeJS.ErrnoException).code}).`);
    process.exitCode = 1;
    return false;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
