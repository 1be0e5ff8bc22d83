import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { endChild, keepOutput } from "../support/child.ts";

const PACKAGE = "@microsoft/teams-app-test-tool";
const VERSION = "0.2.28";
const INSTALL_WITHIN_MS = 180_000;
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5000;
const OUTPUT_KEPT = 4000;

/** Where the tool is installed: beside the local database, outside of the product's own packages. */
const HOME = join(import.meta.dirname, "../../.passerelle/agents-playground");

export interface RunningTool {
  url: string;
  stop(): Promise<void>;
}

/**
 * Installs the Agents Playground at its exact version, once. It is no dependency: it is big, and only this run needs it.
 *
 * @returns its folder
 * @throws {Error} in one clear sentence if it can't be had
 */
export function installTool(say: (line: string) => void): string {
  const folder = join(HOME, "node_modules", PACKAGE);
  const cli = join(folder, "cli.js");
  if (existsSync(cli) && (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version === VERSION)
    return folder;
  say(`Installing ${PACKAGE}@${VERSION} by npm into .passerelle/agents-playground (15 MB, once) ...`);
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, "package.json"), JSON.stringify({ private: true }));
  const { status, stderr, error } = spawnSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", "--prefix", HOME, `${PACKAGE}@${VERSION}`],
    { encoding: "utf8", timeout: INSTALL_WITHIN_MS, shell: process.platform === "win32" },
  );
  if (status === 0 && existsSync(cli)) return folder;
  const why = /npm error code (\w+)/.exec(stderr ?? "")?.[1] ?? error?.message ?? `exit code ${status}`;
  throw new Error(`${PACKAGE}@${VERSION} could not be installed (${why}): this run needs the npm registry once, and then no network.`);
}

/**
 * Starts the tool on a port of its own, as one peer in one tenant.
 *
 * @throws {Error} with the end of its output if it is not ready in time
 */
export async function startTool(
  installed: string,
  given: {
    port: number;
    folder: string;
    endpoint: string;
    serviceUrl: string;
    tenantId: string;
    peer: { id: string; aadObjectId: string; name: string };
  },
): Promise<RunningTool> {
  // Its web server serves nothing from below a folder whose name begins with a dot, so it runs from a copy.
  const copy = join(given.folder, "tool");
  cpSync(installed, copy, { recursive: true });
  const config = join(given.folder, ".m365agentsplayground.yml");
  writeFileSync(config, toolConfig(given.tenantId, given.peer));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(
    process.execPath,
    [
      join(copy, "cli.js"),
      "start",
      "--app-endpoint",
      given.endpoint,
      "--channel-id",
      "msteams",
      "--port",
      String(given.port),
      "--service-url",
      given.serviceUrl,
      "--disable-telemetry",
    ],
    {
      cwd: given.folder,
      env: { ...env, TEAMSAPPTESTER_BROWSER: "none", M365_AGENTS_PLAYGROUND_CONFIG_PATH: config },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const output = keepOutput(child, OUTPUT_KEPT);
  const url = `http://127.0.0.1:${given.port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await endChild(child, "SIGTERM", STOP_WITHIN_MS);
      throw new Error(`the Agents Playground is not ready at ${url}; what it says:\n${output()}${logged(given.folder)}`);
    }
    await wait(200);
  }
  return { url, stop: () => endChild(child, "SIGTERM", STOP_WITHIN_MS) };
}

/** JSON is YAML. Everything that the tool's schema asks for, which wants five other people to be there. */
function toolConfig(tenantId: string, peer: { id: string; aadObjectId: string; name: string }): string {
  const person = (id: string, aadObjectId: string, name: string) => ({
    id,
    aadObjectId,
    name,
    userPrincipleName: `${name.toLowerCase()}@example.org`,
    givenName: name,
    surname: "Pair",
    email: `${name.toLowerCase()}@example.org`,
  });
  const others = ["Ana", "Bo", "Cleo", "Dan", "Eve"].map((name) => person(`29:${name}`, randomUUID(), name));
  return JSON.stringify({
    version: "0.1.1",
    tenantId,
    bot: { id: "28:passerelle", name: "Passerelle" },
    currentUser: person(peer.id, peer.aadObjectId, peer.name),
    users: others,
    personalChat: { id: "personal-chat" },
    groupChat: { id: "group-chat", name: "Groupe" },
    team: {
      id: "team",
      name: "Pairs aidants",
      aadGroupId: "00000000-0000-0000-0000-000000000031",
      channels: [{ id: "channel", name: "Annonces" }],
    },
  });
}

/** It tells what is wrong in a file only. */
function logged(folder: string): string {
  const file = join(folder, "devTools", "m365agentsplayground.log");
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.startsWith("error"))
        .join("\n")
    : "";
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
