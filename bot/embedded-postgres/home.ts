import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAlive } from "../is-running.ts";
import { canReach, type ServerUser, sharedBase } from "./server-user.ts";

/**
 * The folder that holds the cluster: `dataDir`, unless we are root and the server's user can't get there (a clone below /root, a folder of mode
 * 0700). Then it is one below /var/lib/passerelle with a random name that `dataDir` remembers: by name of the project, a second clone in the same
 * place would find the first one's rows and not its keys. A copied project gets a folder of its own, a moved one keeps it.
 */
export async function reachableHome(dataDir: string, user: ServerUser): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const here = await realpath(dataDir);
  if (!user) return here;
  if (await canReach(dirname(here), user)) {
    await chown(here, user.uid, user.gid);
    return here;
  }
  const pointer = join(here, "location");
  const kept = (await readFile(pointer, "utf8").catch(() => "")).trim();
  const owner = kept && (await readFile(join(kept, "belongs-to"), "utf8").catch(() => "")).trim();
  const ownerKeepsIt = owner && owner !== here && (await readFile(join(owner, "location"), "utf8").catch(() => "")).trim() === kept;
  const home = owner && !ownerKeepsIt ? kept : await newHome();
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chown(home, user.uid, user.gid);
  await writeFile(join(home, "belongs-to"), `${here}\n`, { mode: 0o600 });
  await writeFile(pointer, `${home}\n`, { mode: 0o600 });
  return home;
}

/** Clears away first what projects in the temporary folder left that are gone by now. Any other project may just be on a disk that is not there today. */
async function newHome(): Promise<string> {
  const base = await sharedBase();
  const temporary = await realpath(tmpdir());
  for (const name of await readdir(base)) {
    const owner = (await readFile(join(base, name, "belongs-to"), "utf8").catch(() => "")).trim();
    if (!owner.startsWith(`${temporary}/`) || existsSync(owner)) continue;
    const pid = Number((await readFile(join(base, name, "data", "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    if (!pid || !isAlive(pid)) await rm(join(base, name), { recursive: true, force: true });
  }
  return join(base, randomBytes(8).toString("hex"));
}

/** The superuser's password, made at the first start. */
export async function keptPassword(home: string, user: ServerUser): Promise<string> {
  const path = join(home, "password");
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept) return kept.trim();
  if (existsSync(join(home, "data")))
    throw new Error(`The password of the database in ${home} is gone: put the file back, or remove that folder to begin again`);
  const password = randomBytes(24).toString("hex");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
  return password;
}
