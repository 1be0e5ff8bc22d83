import { randomBytes } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openLog } from "../../bot/log.ts";
import { startWeb, type Web } from "../../bot/web.ts";
import { oneValue } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";
import { checkTwiml } from "../support/twiml-allow-list.ts";

let service: TestService;
let server: pg.Client;
beforeEach(async () => {
  service = await startService({ withWorker: false });
  server = new pg.Client({ connectionString: inject("testServerUrl") });
  await server.connect();
});
afterEach(async () => {
  await server.end();
  await service.stop();
});

const name = () => new URL(service.config.databaseUrl).pathname.slice(1);
const sms = (body: string) => ({
  MessageSid: `SM${randomBytes(16).toString("hex")}`,
  AccountSid: service.provider.accountSid,
  From: "+33639980001",
  To: DEMO_NUMBER,
  Body: body,
  NumMedia: "0",
});
const readiness = async (url = service.config.publicUrl) => (await fetch(`${url}/readyz`)).status;

/** Cuts every connection of the service to its database and lets none in, or lets them in again. */
async function setDown(down: boolean): Promise<void> {
  await server.query(`alter database ${name()} allow_connections ${down ? "false" : "true"}`);
  if (down)
    await server.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and application_name like 'passerelle%'",
      [name()],
    );
}

test("with the database down danger gets its lines by 200, all else is 503, and what came is handled when it is back", async () => {
  expect(await readiness()).toBe(200);
  const held = sms("AIDE");
  await setDown(true);
  try {
    const since = performance.now();
    expect(await readiness()).toBe(503);
    expect(performance.now() - since).toBeLessThan(5000);
    for (const [words, line] of [
      ["je veux mourir", "3114"],
      ["i want to kill myself", "3114"],
      ["mon mari me frappe", "17"],
      ["j'ai avalé toute la boite", "15"],
    ] as const) {
      const { status, body } = await service.post("/twilio/sms", sms(words));
      expect(status, words).toBe(200);
      expect(body, words).toContain("<Message");
      expect(body, words).toContain(line);
    }
    const call = {
      CallSid: `CA${randomBytes(16).toString("hex")}`,
      AccountSid: service.provider.accountSid,
      From: "anonymous",
      To: DEMO_NUMBER,
    };
    const spoken = await service.post("/twilio/voice?n=4&q=2", { ...call, SpeechResult: "Je veux mourir." });
    expect(spoken.status).toBe(200);
    checkTwiml(spoken.body);
    expect(spoken.body).toMatch(/<Say language="fr-FR">.*31 14.*<Hangup\/>/);
    expect(spoken.body).not.toContain("114");
    expect((await service.post("/twilio/voice", call)).status).toBe(503);
    expect((await service.post("/twilio/voice?n=4&q=2", { ...call, SpeechResult: "Bonjour." })).status).toBe(503);
    for (const parameters of [held, sms("STOP"), sms("bonjour")]) {
      const { status, body } = await service.post("/twilio/sms", parameters);
      expect(status).toBe(503);
      expect(JSON.parse(body)).toEqual({ error: "service/try-later", ref: expect.any(String) });
    }
    // the doors stay shut, and the process lives
    expect(await service.post("/twilio/sms", sms("je veux mourir"), null)).toEqual({ status: 403, body: "" });
    expect((await fetch(`${service.config.publicUrl}/healthz`)).status).toBe(200);
    expect((await service.teams.post(`${service.config.publicUrl}/api/messages`, service.teams.activity())).status).toBe(503);
    const report = { MessageSid: `SM${"1".repeat(32)}`, MessageStatus: "sent", AccountSid: service.provider.accountSid };
    expect(
      (await service.post("/twilio/status?p=00000000-0000-4000-8000-000000000001&d=00000000-0000-4000-8000-000000000002", report)).status,
    ).toBe(503);
  } finally {
    await setDown(false);
  }
  await expect.poll(() => readiness(), { timeout: 10_000 }).toBe(200);
  // the provider's next try of the same message
  const again = await service.post("/twilio/sms", held);
  expect(again.status).toBe(200);
  expect(again.body).toContain("Passerelle");
  expect(await oneValue(service, "select count(*)::integer from inbound_event where event_key = $1", [held.MessageSid])).toBe(1);
});

/** A wire to the database that can go dead without being cut, as a lost network does. */
async function startWire(): Promise<{ url: string; goDead(): void; revive(): void; close(): Promise<void> }> {
  const target = new URL(service.config.databaseUrl);
  const sockets = new Set<Socket>();
  let dead = false;
  const wire: Server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        if (!dead) to.write(chunk);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    wire.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: Object.assign(new URL(target), { hostname: "127.0.0.1", port: String((wire.address() as { port: number }).port) }).href,
    goDead: () => {
      dead = true;
    },
    revive() {
      dead = false;
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        wire.close(() => resolve());
      }),
  };
}

test("a database that falls silent without a word: danger is answered within the provider's 15 s, readiness is false within 5", {
  timeout: 40_000,
}, async () => {
  const wire = await startWire();
  const config = { ...service.config, databaseUrl: wire.url, port: 0 };
  const web: Web = await startWeb(config, openLog("test", "silent"));
  const url = `http://127.0.0.1:${web.port}`;
  const write = async (body: string) => {
    const parameters = sms(body);
    const signature = webhooks.getExpectedTwilioSignature(service.provider.authToken, `${config.publicUrl}/twilio/sms`, parameters);
    const response = await fetch(`${url}/twilio/sms`, {
      method: "POST",
      body: new URLSearchParams(parameters),
      headers: { "x-twilio-signature": signature },
      signal: AbortSignal.timeout(14_000),
    });
    return { status: response.status, body: await response.text() };
  };
  try {
    // several connections stand open and idle: they are what the next turns are given
    const open = await Promise.all(Array.from({ length: 8 }, () => write("INFO")));
    expect(open.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await readiness(url)).toBe(200);
    wire.goDead();
    const since = performance.now();
    const [ready, danger] = await Promise.all([
      readiness(url).then((status) => ({ status, ms: performance.now() - since })),
      write("je veux mourir").catch((error: Error) => ({ status: 0, body: error.name })),
    ]);
    expect(ready.status).toBe(503);
    expect(ready.ms).toBeLessThan(5000);
    expect(danger).toEqual({ status: 200, body: expect.stringContaining("3114") });
    wire.revive();
    await expect.poll(() => readiness(url), { timeout: 10_000 }).toBe(200);
  } finally {
    wire.revive();
    await wire.close();
    await web.stop();
  }
});
