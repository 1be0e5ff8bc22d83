import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedPostgres } from "../../bot/embedded-postgres/postmaster.ts";
import { startEmbeddedPostgres } from "../../bot/embedded-postgres/start.ts";
import { isAlive } from "../../bot/is-running.ts";

const source = fileURLToPath(new URL("../../bot/embedded-postgres/start.ts", import.meta.url));
let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "passerelle-postgres-"));
  await chmod(folder, 0o711);
  dataDir = join(folder, "postgres");
  const first = await start();
  await ask(first.url, "create table kept (word text)");
  await ask(first.url, "insert into kept values ('été')");
  await first.stop();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("keeps its rows from one start to the next, and the password to itself", async () => {
  const server = await start();
  try {
    expect(await ask(server.url, "select word from kept")).toEqual([{ word: "été" }]);
    expect((await stat(join(server.home, "password"))).mode & 0o777).toBe(0o600);
    expect((await stat(server.home)).mode & 0o777).toBe(0o700);
  } finally {
    await server.stop();
  }
});

test("listens on this machine only and waits for the disk before it acknowledges", async () => {
  const server = await start();
  try {
    const settings = await ask(
      server.url,
      "select name, setting from pg_settings where name in ('listen_addresses', 'synchronous_commit', 'fsync', 'unix_socket_directories')",
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: "127.0.0.1",
      synchronous_commit: "on",
      fsync: "on",
      unix_socket_directories: "",
    });
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
  } finally {
    await server.stop();
  }
});

test("says when it ended by itself, and starts again on the same port with what was committed", async () => {
  const server = await start();
  await ask(server.url, "insert into kept values ('committed')");
  process.kill(await postmasterOf(server), "SIGKILL");
  await server.ended;

  const again = await start({ port: server.port });
  try {
    expect(again.url).toBe(server.url);
    expect(await ask(again.url, "delete from kept where word = 'committed' returning word")).toHaveLength(1);
  } finally {
    await again.stop();
  }
});

test("ends the server that a killed run left behind, and goes on with its rows", async () => {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(source)};
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, progress() {} });
    console.log(server.url);
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(run.stdout, "data");
  await ask(String(line).trim(), "insert into kept values ('left')");
  const left = Number((await readFile(join(dataDir, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
  run.kill("SIGKILL");
  await once(run, "exit");
  expect(isAlive(left)).toBe(true);

  const server = await start();
  try {
    expect(isAlive(left)).toBe(false);
    expect(await ask(server.url, "delete from kept where word = 'left' returning word")).toHaveLength(1);
  } finally {
    await server.stop();
  }
});

test("starts although a pid file names a process that is not PostgreSQL", async () => {
  await writeFile(join(dataDir, "data", "postmaster.pid"), `${process.pid}\n${join(dataDir, "data")}\n1\n1\n\n127.0.0.1\n`);
  const server = await start();
  await server.stop();
});

test("gives up at once when it is told to stop", async () => {
  const stop = new AbortController();
  const starting = startEmbeddedPostgres({ dataDir: join(folder, "other"), progress() {}, signal: stop.signal });
  stop.abort();
  await expect(starting).rejects.toThrow(/abort/i);
});

test.runIf(process.getuid?.() === 0)("works for root below a folder that the server's user can't enter", async () => {
  const hidden = join(folder, "hidden");
  await mkdir(hidden, { mode: 0o700 });
  const server = await startEmbeddedPostgres({ dataDir: join(hidden, "postgres"), progress() {} });
  try {
    expect(server.home.startsWith(hidden)).toBe(false);
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await stat(server.home)).mode & 0o777).toBe(0o700);
  } finally {
    await server.stop();
    await rm(server.home, { recursive: true });
  }
});

function start(more: { port?: number } = {}): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, progress() {}, ...more });
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterOf(server: EmbeddedPostgres): Promise<number> {
  return Number((await readFile(join(server.home, "data", "postmaster.pid"), "utf8")).split("\n")[0]);
}
