import { readFileSync, writeFileSync } from "node:fs";

/**
 * Adds to package-lock.json the optional packages of other platforms that the registry in use did not serve when it was written: `npm ci` refuses a
 * lock file that lacks them. To be run after every change of dependencies.
 */
interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const OS = ["android", "darwin", "linux", "win32", "freebsd", "openharmony", "openbsd", "netbsd", "aix", "sunos"];
const CPU = ["x64", "arm64", "arm", "ia32", "riscv64", "s390x", "ppc64", "loong64", "mips64el"];

const path = new URL("../../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8")) as { packages: Record<string, Entry> };
const wanted = Object.entries(lock.packages).flatMap(([parent, { optionalDependencies = {}, dev }]) =>
  parent === "" ? [] : Object.entries(optionalDependencies).map(([name, version]) => ({ parent, name, version, dev })),
);
let added = 0;
for (const { parent, name, version, dev } of wanted) {
  const place = `node_modules/${name}`;
  const parts = (name.split("/").at(-1) ?? "").split("-");
  const os = parts.find((part) => OS.includes(part));
  const cpu = parts.find((part) => CPU.includes(part));
  if (lock.packages[place] || lock.packages[`${parent}/${place}`] || !os || !cpu) continue;
  const libc = parts.some((part) => part.startsWith("musl"))
    ? ["musl"]
    : os === "linux" && parts.some((part) => part.startsWith("gnu"))
      ? ["glibc"]
      : undefined;
  lock.packages[place] = { version, cpu: [cpu], ...(dev && { dev }), ...(libc && { libc }), optional: true, os: [os] };
  added++;
}
const { "": root, ...rest } = lock.packages;
lock.packages = { ...(root && { "": root }), ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, "en"))) };
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added === 0 ? "The lock file is complete." : `Added ${added} packages of other platforms.`);
