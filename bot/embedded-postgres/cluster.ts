import { execFile } from "node:child_process";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { binaryIn } from "./binaries.ts";
import type { ServerUser } from "./server-user.ts";

const run = promisify(execFile);
/** Long enough to replay the write-ahead log of a killed server on a slow disk. */
export const START_MS = 120_000;

/** A PostgreSQL's data on disk, with what it takes to run it. */
export interface Cluster {
  /** Holds the data, the password and the log. */
  home: string;
  /** Holds the binaries. */
  native: string;
  user: ServerUser;
  data: string;
  password: string;
}

/** As the server's user, in a folder that it can enter, with none of our secrets in its environment. */
export function asServer({ home, user }: Cluster) {
  const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP };
  return { cwd: home, env, windowsHide: true, ...user };
}

/** Made beside and then renamed: a run that is killed in the middle leaves no half of a cluster. */
export async function initialise(cluster: Cluster, options: { temporary?: boolean; signal?: AbortSignal }): Promise<void> {
  const unfinished = `${cluster.data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const flags = [
    `--pgdata=${unfinished}`,
    "--username=postgres",
    `--pwfile=${join(cluster.home, "password")}`,
    "--auth=scram-sha-256",
    // The server's own locale: text sorts and folds the same on every machine, whatever locales that has.
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ...(options.temporary ? ["--no-sync"] : []),
  ];
  try {
    await run(binaryIn(cluster.native, "initdb"), flags, { ...asServer(cluster), signal: options.signal });
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    options.signal?.throwIfAborted();
    throw new Error(`PostgreSQL's initdb failed: ${lastLine((error as { stderr?: string }).stderr) || (error as Error).message}`);
  }
  await rename(unfinished, cluster.data);
}

/** @throws {Error} if these binaries can't open this data */
export async function refuseOtherMajor(cluster: Cluster): Promise<void> {
  const made = (await readFile(join(cluster.data, "PG_VERSION"), "utf8")).trim();
  const { stdout } = await run(binaryIn(cluster.native, "postgres"), ["--version"], asServer(cluster));
  const major = /(\d+)/.exec(stdout)?.[1];
  if (made !== major) {
    throw new Error(
      `The data in ${cluster.home} was made by PostgreSQL ${made} and this is ${major}: move that folder away, or go back to the version that made it`,
    );
  }
}

/** Where a tool or a log says what went wrong. */
export function lastLine(text: string | undefined): string {
  return text?.trim().split("\n").at(-1)?.trim() ?? "";
}
