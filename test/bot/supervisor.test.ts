import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConfigError, readConfig } from "../../bot/config.ts";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";
import { isAlive } from "../../bot/is-running.ts";
import { localEnvironment, readLocalEnvironment, writeLocalEnvironment } from "../../bot/local-environment.ts";
import { lockFolder } from "../../bot/supervisor/lock.ts";
import { supervise } from "../../bot/supervisor/supervise.ts";

/** Stands in for the web process: its port, its readiness, its word to the supervisor. */
const WEB = `import { createServer } from "node:http";
process.on("disconnect", () => process.exit());
const server = createServer((request, response) => {
  if (request.url === "/die") process.exit(3);
  response.end(String(process.pid));
});
server.on("error", () => process.exit(98));
server.listen(Number(process.env.PORT), "127.0.0.1", () => process.send("ready"));`;
const WORKER = `process.on("disconnect", () => process.exit());
process.send("ready");`;
const STUBBORN = `process.on("SIGTERM", () => {});
process.on("disconnect", () => {});
setInterval(() => {}, 1000);
process.send("ready");`;

let folder: string;
let port: number;
let runs: { stop: AbortController; code: Promise<number> }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "passerelle-supervisor-"));
  port = await freePort();
  runs = [];
  await writeFile(join(folder, "web.mjs"), WEB);
  await writeFile(join(folder, "worker.mjs"), WORKER);
  await writeFile(join(folder, "stubborn.mjs"), STUBBORN);
});

afterEach(async () => {
  for (const { stop, code } of runs) {
    stop.abort();
    await code;
  }
  await rm(folder, { recursive: true, force: true });
});

test("prints one line with the address once everything is ready, and leaves nothing behind", async () => {
  const run = start();
  await run.saw("Passerelle is ready");
  expect(run.printed).toEqual([`Passerelle is ready: http://127.0.0.1:${port}/playground (Ctrl-C stops it)`]);
  const web = Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());

  run.stop.abort();

  expect(await run.code).toBe(0);
  expect(isAlive(web)).toBe(false);
  expect(existsSync(join(folder, ".passerelle", "lock.json"))).toBe(false);
  expect(existsSync(join(folder, ".passerelle", "environment.json"))).toBe(false);
});

test("starts a process again that died", async () => {
  const run = start();
  await run.saw("Passerelle is ready");
  const before = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await fetch(`http://127.0.0.1:${port}/die`).catch(() => {});
  await run.saw("The web process ended (exit code 3): starting it again in 0.5 s");

  await vi.waitFor(async () => expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).not.toBe(before), {
    timeout: 10_000,
    interval: 50,
  });
});

test("says that the port is taken and how to choose another", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const run = start();

  expect(await run.code).toBe(1);
  expect(run.complaints).toEqual([`Port ${port} is taken by another program: choose another one, for example PORT=${port + 1} npm start`]);
  other.close();
});

test("refuses a second run in the same folder, with the address of the first", async () => {
  const first = start();
  await first.saw("Passerelle is ready");
  const second = start();

  expect(await second.code).toBe(1);
  expect(second.complaints).toEqual([
    `Passerelle already runs in this folder: http://127.0.0.1:${port}/playground (process ${process.pid})`,
  ]);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
});

test("takes over from a run that was killed, also when its number belongs to another process by now", async () => {
  const folderOfRuns = join(folder, ".passerelle");
  localEnvironment({}, folder);
  for (const stale of [
    { pid: 2 ** 22 + 1, startedAt: "" },
    { pid: process.pid, startedAt: "another boot 1" },
  ]) {
    await writeFile(join(folderOfRuns, "lock.json"), JSON.stringify({ ...stale, address: "" }));
    const taken = lockFolder(folderOfRuns, "here");
    expect(taken).toHaveProperty("unlock");
    if ("unlock" in taken) taken.unlock();
  }
});

test("ends the processes of a killed run that still hold the port", async () => {
  const first = spawn(process.execPath, ["--input-type=module", "-e", WEB.replaceAll("process.send", "console.log")], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(first.stdout, "data");
  localEnvironment({}, folder);
  await writeFile(join(folder, ".passerelle", "processes.json"), JSON.stringify([{ pid: first.pid, startedAt: "" }]));
  const run = start();

  await run.saw("Passerelle is ready");
  expect(first.signalCode).toBe("SIGTERM");
});

test("kills a process that does not end in time", async () => {
  const run = start({ worker: "stubborn.mjs", graceMs: 200 });
  await run.saw("Passerelle is ready");
  const [, worker] = JSON.parse(await readFile(join(folder, ".passerelle", "processes.json"), "utf8"));
  run.stop.abort();

  expect(await run.code).toBe(0);
  expect(isAlive(worker.pid)).toBe(false);
});

test("says in one line why the database could not be prepared", async () => {
  // As Node refuses a name with two addresses: without a message of its own.
  const refused = Object.assign(new AggregateError([new Error("connect ECONNREFUSED")], "refused"), { message: "" });
  const run = start({ prepare: () => Promise.reject(refused) });

  expect(await run.code).toBe(1);
  expect(run.complaints).toEqual(["The database could not be prepared: connect ECONNREFUSED"]);
});

test("refuses production with a variable missing, and names it", async () => {
  const run = start({ env: { NODE_ENV: "production" } });

  expect(await run.code).toBe(1);
  expect(run.complaints).toEqual([expect.stringMatching(/^PUBLIC_URL /)]);
  expect(existsSync(join(folder, ".passerelle"))).toBe(false);
});

test("invents what is not given once, keeps it to its user, and stands in for provider and Teams", async () => {
  const [first, second] = [localEnvironment({}, folder), localEnvironment({}, folder)];

  expect(second).toEqual(first);
  expect(readConfig({ ...first, DATABASE_URL: "postgres://localhost/x" })).toMatchObject({
    playground: true,
    publicUrl: "http://127.0.0.1:3978",
    twilio: { apiBaseUrl: "http://127.0.0.1:3978/playground/provider" },
    teams: { tokenIssuer: "http://127.0.0.1:3978/playground/issuer", serviceHosts: ["http://127.0.0.1:3978"] },
  });
  expect((await stat(join(folder, ".passerelle"))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, ".passerelle", "secrets.json"))).mode & 0o777).toBe(0o600);
});

test("implies no playground and invents no token beside a given account", () => {
  const local = localEnvironment({ TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}` }, folder);

  expect(local.PLAYGROUND).toBeUndefined();
  expect(local.TWILIO_AUTH_TOKEN).toBeUndefined();
  expect(local.TWILIO_API_BASE_URL).toBeUndefined();
  expect(local.MicrosoftAppId).toBeDefined();
});

test("makes no secrets in production", () => {
  expect(() => localEnvironment({ NODE_ENV: "production" }, folder)).toThrow(ConfigError);
  expect(existsSync(join(folder, ".passerelle"))).toBe(false);
});

test("lets a command join the running one, with nothing of the shell's in the file", async () => {
  writeLocalEnvironment(
    { ...localEnvironment({ PORT: "4000", SOME_SHELL_SECRET: "x" }, folder), DATABASE_URL: "postgres://localhost/x" },
    folder,
  );
  const path = join(folder, ".passerelle", "environment.json");

  expect(readLocalEnvironment({ PORT: "5000" }, folder)).toMatchObject({
    PORT: "5000",
    DATABASE_URL: "postgres://localhost/x",
    PLAYGROUND: "1",
  });
  expect(readLocalEnvironment({ NODE_ENV: "production" }, folder)).toEqual({ NODE_ENV: "production" });
  expect(await readFile(path, "utf8")).not.toContain("SOME_SHELL_SECRET");
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  await writeFile(path, (await readFile(path, "utf8")).replace(`"supervisorPid": ${process.pid}`, `"supervisorPid": ${2 ** 22 + 1}`));
  expect(readLocalEnvironment({}, folder)).toEqual({});
});

interface Variation {
  worker?: string;
  graceMs?: number;
  env?: NodeJS.ProcessEnv;
  prepare?: () => Promise<void>;
}

/** A supervisor over the stand-ins, with a database that nobody asks. */
function start(variation: Variation = {}) {
  const [stop, stopNow] = [new AbortController(), new AbortController()];
  const [printed, complaints]: string[][] = [[], []];
  const code = supervise({
    env: variation.env ?? { PATH: process.env.PATH, PORT: String(port), DATABASE_URL: "postgres://127.0.0.1:1/none" },
    projectDir: folder,
    children: { web: join(folder, "web.mjs"), worker: join(folder, variation.worker ?? "worker.mjs") },
    prepare: variation.prepare ?? (async () => {}),
    print: (line) => printed?.push(line),
    complain: (line) => complaints?.push(line),
    stop: stop.signal,
    stopNow: stopNow.signal,
    graceMs: variation.graceMs,
  });
  runs.push({ stop, code });
  const saw = (text: string) => vi.waitFor(() => expect(printed?.join("\n")).toContain(text), { timeout: 15_000, interval: 20 });
  return { stop, code, printed, complaints, saw };
}
