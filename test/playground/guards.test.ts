import { existsSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLocalRequest } from "../../playground/guard.ts";
import type { PlaygroundOptions } from "../../playground/options.ts";
import { postAsPage, type StandIn, sendSms, startStandIn, viewNow } from "./stand-in.ts";

let standIn: StandIn;
let options: PlaygroundOptions;

beforeEach(async () => {
  standIn = await startStandIn();
  ({ options } = standIn);
});
afterEach(() => standIn.close());

const PATHS = ["", "/web/main.ts", "/api/state", "/api/events", "/issuer/keys", "/issuer/.well-known/openidconfiguration"];

/** `fetch` would not let the Host header be chosen. */
function get(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${options.publicUrl}${path}`, { headers }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}

test.each(PATHS)("refuses /playground%s to a name that is not this machine's", async (path) => {
  expect(await get(`/playground${path}`, {})).toBe(200);
  expect(await get(`/playground${path}`, { Host: "localhost:3978" })).toBe(200);
  for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3978", "2130706433"]) {
    expect(await get(`/playground${path}`, { Host: host }), host).toBe(403);
  }
});

test.each(PATHS)("refuses /playground%s through a proxy or tunnel", async (path) => {
  expect(await get(`/playground${path}`, { "X-Forwarded-For": "192.0.2.1" })).toBe(403);
  expect(await get(`/playground${path}`, { Forwarded: "for=192.0.2.1" })).toBe(403);
});

test("refuses every other address, whatever name it uses", () => {
  const from = (remoteAddress: string | undefined) =>
    isLocalRequest({ socket: { remoteAddress }, headers: { host: "127.0.0.1:3978" } } as never);

  expect(["127.0.0.1", "::1", "::ffff:127.0.0.1"].map(from)).toEqual([true, true, true]);
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal);
  for (const address of [...others.map(({ address }) => address), "192.0.2.1", "::ffff:192.0.2.1", "", undefined])
    expect(from(address), address).toBe(false);
});

test.each(["127.0.0.1:3978", "localhost", "LOCALHOST:80", "[::1]:3978", "127.0.0.1"])("knows this machine by %s", (host) => {
  expect(isLocalRequest({ socket: { remoteAddress: "127.0.0.1" }, headers: { host } } as never)).toBe(true);
});

test.each([
  "evil.example:127.0.0.1",
  "[::1].evil.example",
  "user@127.0.0.1",
  "127.0.0.1:3978:1",
  "127.0.0.1:999999",
  "localhost\u0000",
  "",
  undefined,
])("does not know this machine by %j", (host) => {
  expect(isLocalRequest({ socket: { remoteAddress: "127.0.0.1" }, headers: { host } } as never)).toBe(false);
});

test.each([
  ["phone/send", { from: "+33639980001", text: "x" }],
  ["phone/new", {}],
  ["phone/voicemail", { phone: "+33639980001", on: true }],
  ["call/start", { from: "+33639980001", to: "+33937990001" }],
  ["call/act", { phone: "+33639980001", deed: "answer" }],
  ["call/press", { phone: "+33639980001", keys: "1" }],
  ["call/say", { phone: "+33639980001", text: "x" }],
  ["callbacks/order", { order: "late" }],
  ["callbacks/release", {}],
  ["teams/open", {}],
  ["teams/send", { account: "peer", text: "x" }],
  ["teams/action", { account: "peer", activityId: "1", action: { type: "Action.Execute" } }],
  ["teams/refresh", { account: "peer", activityId: "1" }],
  ["clock/move", { to: "hour" }],
])("lets only its own page post to %s", async (path, body) => {
  for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", options.publicUrl.replace("http:", "https:")]) {
    expect((await postAsPage(options, path, body, { Origin: origin })).status, origin).toBe(403);
  }
  const withoutOrigin = await fetch(`${options.publicUrl}/playground/api/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" },
  });
  expect(withoutOrigin.status).toBe(403);
  expect(standIn.seen).toEqual({ sms: [], statuses: [], voice: [], activities: [], refused: [] });
  expect((await viewNow(options)).phones).toHaveLength(2);
});

test("answers a body that it can't use by 400", async () => {
  for (const body of [
    {},
    { from: 1, text: "x" },
    { from: "+33639980001", text: "" },
    { from: "+33639980001", text: "a".repeat(1601) },
    [],
  ]) {
    expect((await postAsPage(options, "phone/send", body)).status).toBe(400);
  }
});

test("serves the page with a policy that allows its own files only, and nothing beside them", async () => {
  const page = await fetch(`${options.publicUrl}/playground`);
  const policy = page.headers.get("content-security-policy") ?? "";

  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const script = await fetch(`${options.publicUrl}/playground/web/texts.ts`);
  expect(script.headers.get("content-type")).toMatch(/^text\/javascript/);
  expect(await script.text()).not.toContain("export type");
  for (const path of ["/web/tsconfig.json", "/web/..%2fmount.ts", "/mount.ts", "/web/../state.ts"])
    expect((await fetch(`${options.publicUrl}/playground${path}`)).status, path).toBe(404);
});

test("shows no secret to the page", async () => {
  const shown = JSON.stringify(await viewNow(options));

  for (const secret of [options.authToken, options.accountSid, options.teams.appPassword, options.teams.appId])
    expect(shown).not.toContain(secret);
});

test("is refused off loopback", async () => {
  await expect(startStandIn({ publicUrl: "https://passerelle.example" })).rejects.toThrow(/PUBLIC_URL/);
});

test("keeps its history, readable by its user only, over a restart", async () => {
  await sendSms(options, { To: "+33639980001", From: options.number, Body: "gardé" });
  const { stateFile } = options;
  const saved = () => (existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, "utf8")).phones[0].messages.length : 0);
  await expect.poll(saved, { timeout: 5000 }).toBe(1);
  expect(statSync(stateFile).mode).toBe(0o100600);

  const next = await startStandIn({ stateFile });
  expect((await viewNow(next.options)).phones[0].messages).toMatchObject([{ text: "gardé" }]);
  await next.close();
});
