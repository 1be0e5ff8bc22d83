import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const NEVER_OURS = new Set([".git", ".passerelle", "coverage", "node_modules"]);

/**
 * Lists the project's own files, as paths from `root` with forward slashes: what git knows and what is new and not ignored.
 * Without git, or outside a checkout, everything but what is installed or generated.
 */
export function listFiles(root: string): string[] {
  // A checkout may belong to another user than the one who runs this, which git would refuse.
  const git = spawnSync("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const listed = git.status === 0 ? git.stdout.split("\0").filter(Boolean) : [...walk(root, "")];
  return [...new Set(listed)].filter((path) => existsSync(join(root, path))).sort();
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isFile() && !entry.name.endsWith(".log")) yield path;
    if (entry.isDirectory() && !NEVER_OURS.has(entry.name)) yield* walk(root, path);
  }
}
