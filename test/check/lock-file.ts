import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { problemsOfAdvisories } from "./advisories.ts";
import type { Verdict } from "./verdict.ts";

const versions = z.record(z.string(), z.string()).default({});
const groups = { dependencies: versions, devDependencies: versions, optionalDependencies: versions };
const manifestSchema = z.object({ name: z.string(), version: z.string(), ...groups });
const entrySchema = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  optional: z.boolean().optional(),
  os: z.union([z.string(), z.array(z.string())]).optional(),
  ...groups,
});
const lockSchema = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), entrySchema) });

const GROUPS = ["dependencies", "devDependencies", "optionalDependencies"] as const;

/** Checks package-lock.json against package.json and deploy/advisories.json, without the network. */
export function checkLockFile(root: string): Verdict {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
  const { problems, installed } = problemsOfLock(read("package.json"), read("package-lock.json"));
  const today = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  problems.push(
    ...problemsOfAdvisories(read("deploy/advisories.json"), installed, today).map((problem) => `deploy/advisories.json: ${problem}`),
  );
  return { problems: problems.join("\n"), note: `${installed.length} packages` };
}

/** Tells where the lock file does not say exactly what the manifest says, or says too much or too little of a package. */
export function problemsOfLock(
  manifestJson: unknown,
  lockJson: unknown,
): { problems: string[]; installed: { name: string; version: string }[] } {
  const manifest = manifestSchema.parse(manifestJson);
  const { packages } = lockSchema.parse(lockJson);
  const own = manifestSchema.parse(packages[""]);
  const problems: string[] = [];
  const installed: { name: string; version: string }[] = [];

  if (own.name !== manifest.name || own.version !== manifest.version)
    problems.push("package-lock.json has another name or version than package.json");
  for (const group of GROUPS) {
    if (!isDeepStrictEqual(own[group], manifest[group])) problems.push(`package-lock.json and package.json differ in ${group}`);
    for (const [name, version] of Object.entries(manifest[group])) {
      if (!/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/i.test(version)) problems.push(`${name} is not pinned: ${version}`);
      else if (packages[`node_modules/${name}`]?.version !== version)
        problems.push(`${name} ${version} is not what package-lock.json installs`);
    }
  }
  for (const [path, entry] of Object.entries(packages)) {
    if (path === "") continue;
    if (entry.version)
      installed.push({ name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length), version: entry.version });
    // A host in the lock file is one that everybody must reach; without it, each takes the registry of their own.
    if (entry.resolved) problems.push(`${path} names where it was downloaded`);
    // a package of another platform that the registry in use did not serve: see complete-lock.ts
    const forOnePlatform = entry.optional && entry.os !== undefined;
    if (!entry.version || (!entry.integrity && !forOnePlatform)) problems.push(`${path} has no version or no integrity`);
    for (const name of Object.keys(entry.dependencies)) {
      if (!isInstalledFor(path, name, packages)) problems.push(`${path} needs ${name}, which is not in package-lock.json`);
    }
  }
  return { problems, installed };
}

/** Looks for a package as Node does: beside the one that needs it, then further out. */
function isInstalledFor(path: string, name: string, packages: Record<string, unknown>): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}
