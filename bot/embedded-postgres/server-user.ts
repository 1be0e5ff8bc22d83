import { execFile } from "node:child_process";
import { chmod, mkdir, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whom the server runs as: PostgreSQL refuses root. Undefined: ourselves. */
export type ServerUser = { uid: number; gid: number } | undefined;

/** Finds the user to run the server as, and makes one if we are root and there is none. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return undefined;
  const ask = async () => ({
    uid: Number((await run("id", ["-u", "postgres"])).stdout),
    gid: Number((await run("id", ["-g", "postgres"])).stdout),
  });
  try {
    return await ask();
  } catch {
    try {
      await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
      return await ask();
    } catch {
      throw new Error(
        "PostgreSQL does not run as root and no user postgres could be made: start as another user, or run: useradd --system postgres",
      );
    }
  }
}

/** May that user pass through every folder above `path`? Mode bits only: where an access list says otherwise, the worst is a copy too many. */
export async function canReach(path: string, user: ServerUser): Promise<boolean> {
  if (!user) return true;
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** For what the server's user must reach and can't below the project: /var/lib/passerelle, or the same in the temporary folder where /var is read-only. */
export async function sharedBase(): Promise<string> {
  for (const base of ["/var/lib/passerelle", join(tmpdir(), "passerelle")]) {
    try {
      await mkdir(base, { recursive: true, mode: 0o755 });
      const { uid } = await stat(base);
      if (uid !== 0) continue;
      await chmod(base, 0o755);
      return await realpath(base);
    } catch {
      // Try the next.
    }
  }
  throw new Error("PostgreSQL's user can reach neither this folder nor /var/lib: start as another user than root, or give DATABASE_URL");
}
