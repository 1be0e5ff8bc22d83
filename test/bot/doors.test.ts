import { randomBytes } from "node:crypto";
import { type ClientRequest, request } from "node:http";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { oneValue, rowsOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

const SECONDARY = "a-second-token-of-the-provider";
const REF = /^[0-9a-f-]{36}$/;

let service: TestService;
beforeAll(async () => {
  service = await startService({ withWorker: false, env: { TWILIO_AUTH_TOKEN_SECONDARY: SECONDARY } });
});
afterAll(() => service.stop());

const message = (extra: Record<string, string> = {}): Record<string, string> => ({
  MessageSid: `SM${randomBytes(16).toString("hex")}`,
  AccountSid: service.provider.accountSid,
  From: "+33639980050",
  To: DEMO_NUMBER,
  Body: "bonjour",
  NumMedia: "0",
  ...extra,
});
const signed = (token: string, path: string, parameters: Record<string, string>) =>
  webhooks.getExpectedTwilioSignature(token, service.config.publicUrl + path, parameters);
const turns = () => oneValue<number>(service, "select count(*)::integer from inbound_event");

interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

/** A request as anybody may make it. */
function ask(
  method: string,
  path: string,
  { body, headers = {} }: { body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: service.config.port, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

test("a message is let in by either token while one is rotated", async () => {
  for (const token of [service.provider.authToken, SECONDARY]) {
    const parameters = message();
    expect((await service.post("/twilio/sms", parameters, signed(token, "/twilio/sms", parameters))).status).toBe(200);
  }
});

test("what is not signed rightly is 403 without a body, and no turn", async () => {
  const before = await turns();
  const good = message();
  const ours = signed(service.provider.authToken, "/twilio/sms", good);
  const foreign = message({ AccountSid: `AC${"0".repeat(32)}` });
  const cases: [string, Record<string, string>, string | null][] = [
    ["unsigned", good, null],
    ["empty", good, ""],
    ["another token", good, signed("not the token at all", "/twilio/sms", good)],
    ["another path", good, signed(service.provider.authToken, "/twilio/status", good)],
    ["another account, rightly signed", foreign, signed(service.provider.authToken, "/twilio/sms", foreign)],
    ["a changed parameter", { ...good, Body: "STOP" }, ours],
    ["a changed sender", { ...good, From: "+33639980051" }, ours],
    ["an added parameter", { ...good, OptOutType: "STOP" }, ours],
    ["a missing parameter", Object.fromEntries(Object.entries(good).filter(([name]) => name !== "NumMedia")), ours],
  ];
  for (const [name, parameters, signature] of cases) {
    for (const path of ["/twilio/sms"]) expect(await service.post(path, parameters, signature), name).toEqual({ status: 403, body: "" });
  }
  expect(await service.post("/twilio/status?p=x&d=y", good, ours)).toEqual({ status: 403, body: "" });
  // a query that the signature does not cover
  expect(await service.post("/twilio/sms?x=1", good, ours)).toEqual({ status: 403, body: "" });
  expect(await turns()).toBe(before);
});

test("a webhook that comes as GET reaches no turn", async () => {
  const before = await turns();
  const parameters = message();
  const path = `/twilio/sms?${new URLSearchParams(parameters)}`;
  const answer = await ask("GET", path, { headers: { "x-twilio-signature": signed(service.provider.authToken, path, {}) } });
  expect([403, 404, 405]).toContain(answer.status);
  expect(await turns()).toBe(before);
});

test("what is too large, too deep, malformed or nowhere is refused with a code and a reference", async () => {
  const token = `Bearer ${service.teams.signToken()}`;
  const deep = (levels: number) =>
    JSON.stringify(service.teams.activity({ value: "deep" })).replace('"deep"', `${"[".repeat(levels)}${"]".repeat(levels)}`);
  const cases: [string, number[], Promise<Answer>][] = [
    ["a URL over 2 KiB", [414], ask("POST", `/twilio/sms?${"x".repeat(2100)}`, { headers: FORM, body: "a=b" })],
    ["a webhook's body over 64 KiB", [413], ask("POST", "/twilio/sms", { headers: FORM, body: `Body=${"x".repeat(65 * 1024)}` })],
    [
      "an activity over 256 KiB",
      [413],
      ask("POST", "/api/messages", {
        headers: { ...JSON_TYPE, authorization: token },
        body: JSON.stringify({ text: "x".repeat(257 * 1024) }),
      }),
    ],
    [
      "one over 256 KiB of unknown length",
      [413],
      ask("POST", "/api/messages", {
        headers: { ...JSON_TYPE, authorization: token, "transfer-encoding": "chunked" },
        body: JSON.stringify({ text: "x".repeat(300 * 1024) }),
      }),
    ],
    ["JSON too deep", [400], ask("POST", "/api/messages", { headers: { ...JSON_TYPE, authorization: token }, body: deep(30) })],
    [
      "JSON far too deep",
      [400, 401, 403],
      ask("POST", "/api/messages", { headers: { ...JSON_TYPE, authorization: token }, body: deep(50_000) }),
    ],
    ["malformed JSON", [400], ask("POST", "/api/messages", { headers: { ...JSON_TYPE, authorization: token }, body: '{"type": "mess' })],
    ["an activity without a token", [401, 403], ask("POST", "/api/messages", { headers: JSON_TYPE, body: "{}" })],
    [
      "a form that is multipart",
      [415],
      ask("POST", "/twilio/sms", { headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x--" }),
    ],
    ["a body that is compressed", [415], ask("POST", "/twilio/sms", { headers: { ...FORM, "content-encoding": "gzip" }, body: "x" })],
    ["no such page", [404], ask("GET", "/nowhere")],
    ["no such page, with a body", [404], ask("POST", "/nowhere/else", { headers: FORM, body: "a=b" })],
    ["a method that nobody has", [404, 405], ask("DELETE", "/twilio/sms")],
  ];
  for (const [name, statuses, asked] of cases) {
    const answer = await asked;
    expect(statuses, `${name}: ${answer.status}`).toContain(answer.status);
    expect(JSON.parse(answer.body || "{}"), name).toEqual({
      error: expect.stringMatching(/^[a-z]+\/[a-z-]+$/),
      ref: expect.stringMatching(REF),
    });
  }
  // and the service answers others as before
  expect((await ask("GET", "/readyz")).status).toBe(200);
});

test("headers over 16 KiB are refused, and the service goes on", async () => {
  const answer = await ask("GET", "/healthz", { headers: { "x-long": "x".repeat(17 * 1024) } }).catch(() => ({ status: 431 }));
  expect(answer.status).toBe(431);
  expect((await ask("GET", "/readyz")).status).toBe(200);
});

test("over 200 requests in flight are told to come back, and then all is well again", async () => {
  // bodies that never end hold their place; each has arrived when the service has taken its head
  const held: ClientRequest[] = [];
  for (let index = 0; index < 200; index++) {
    const slow = request({
      host: "127.0.0.1",
      port: service.config.port,
      method: "POST",
      path: "/twilio/sms",
      headers: { ...FORM, "content-length": "1000", expect: "100-continue" },
      agent: false,
    });
    slow.on("error", () => {});
    const taken = new Promise((resolve) => slow.once("continue", resolve));
    slow.flushHeaders();
    await taken;
    held.push(slow);
  }
  const refused = await ask("GET", "/healthz");
  expect(refused.status).toBe(503);
  expect(refused.headers["retry-after"]).toMatch(/^\d+$/);
  expect(JSON.parse(refused.body)).toEqual({ error: "service/busy", ref: expect.stringMatching(REF) });
  const closed = held.map((slow) => new Promise((resolve) => slow.once("close", resolve)));
  for (const slow of held) slow.destroy();
  await Promise.all(closed);
  await expect.poll(async () => (await ask("GET", "/healthz")).status).toBe(200);
});

test("whatever is written, the person gets a clear sentence and nothing is thrown", async () => {
  let count = 0;
  const write = async (body: string, extra: Record<string, string> = {}) => {
    const said = await service.text(`+336399801${String(20 + count++)}`, body, extra);
    expect(said.join(" "), JSON.stringify(body.slice(0, 40))).toMatch(/\p{L}{3,}.*[.?!]/u);
    expect(said.join(" ")).not.toMatch(/undefined|null|\[object|\{/);
    return said.join(" ");
  };
  for (const empty of ["", "   ", "\n\t", "...", "🙂🙂", "❤️", "\u202e\u200f", "\u0000\u0001\u001b"])
    expect(await write(empty)).toContain("sans mots");
  expect(await write("", { NumMedia: "1" })).toContain("images");
  for (const odd of [
    "x".repeat(1600),
    "é".repeat(1600),
    "bonjour \u202egnp.exe\u202c",
    "a\u0000b\u0007c",
    "<script>alert(1)</script>",
    "]]></Message>&amp;",
    "'; drop table person; --",
    "\ud800",
    "{count, plural, one {x}}",
    "=HYPERLINK(1)",
    "مرحبا",
    "你好",
  ]) {
    await write(odd);
  }
});

test("danger is seen wherever it stands in a long text, also in a WhatsApp message longer than any SMS", async () => {
  const filler = "je vous raconte ma journée. ";
  const long = `${filler.repeat(55)}je veux mourir`;
  expect(long.length).toBeGreaterThan(1500);
  expect((await service.text("+33639980161", long)).join(" ")).toContain("3114");
  const longer = `${filler.repeat(145)}je veux mourir`.slice(-4096);
  expect((await service.text("whatsapp:+33639980162", longer)).join(" ")).toContain("3114");
});

test("a number of no programme still answers in a clear sentence, and danger gets its lines there", async () => {
  expect((await service.text("+33639980170", "bonjour", { To: "+33199000099" })).join(" ")).toMatch(/réessayez/);
  expect((await service.text("+33639980171", "je veux mourir", { To: "+33199000099" })).join(" ")).toContain("3114");
  expect(await rowsOf(service, "select from channel_address where address_key like '%x%'")).toEqual([]);
});

test("a message that is signed and unreadable is taken, and makes no turn", async () => {
  const before = await turns();
  const odd = message({ MessageSid: "not-a-sid" });
  expect(await service.post("/twilio/sms", odd)).toMatchObject({ status: 200 });
  expect(await turns()).toBe(before);
});

test("the 11th message in a minute gets one notice, then there is silence, and danger is answered all the same", async () => {
  const phone = "+33639980180";
  for (let index = 0; index < 10; index++) expect(await service.text(phone, "AIDE")).toHaveLength(1);
  expect((await service.text(phone, "AIDE"))[0]).toContain("Beaucoup de messages");
  for (let index = 0; index < 3; index++) expect(await service.text(phone, "AIDE")).toEqual([]);
  expect((await service.text(phone, "je veux mourir")).join(" ")).toContain("3114");
  expect(await service.text(phone, "AIDE")).toEqual([]);
  // others are not touched, and a minute later neither is this one
  expect(await service.text("+33639980181", "AIDE")).toHaveLength(1);
  await service.owner.query("select move_clock(service_now() + interval '1 minute')");
  expect(await service.text(phone, "AIDE")).toHaveLength(1);
});

test("STOP is done though too much was written before", async () => {
  const phone = "+33639980182";
  for (let index = 0; index < 12; index++) await service.text(phone, "AIDE");
  await service.text(phone, "STOP");
  await service.owner.query("select move_clock(service_now() + interval '1 minute')");
  // had it been lost, this would be the first
  expect(await service.text(phone, "STOP")).toEqual([]);
});

test("a patient's booking goes on after the pause", async () => {
  const phone = "+33639980183";
  await leadPatient(service, phone, "age");
  for (let index = 0; index < 10; index++) await service.text(phone, "AIDE");
  await service.owner.query("select move_clock(service_now() + interval '1 minute')");
  expect((await service.text(phone, "1"))[0]).toContain("Claire");
});
