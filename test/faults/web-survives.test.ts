import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Child, startChild } from "../support/child.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let web: Child;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  await service.web.stop();
  web = await startChild("bot/web.ts", service.config);
});
afterAll(async () => {
  await web.kill();
  await service.stop();
});

/** What anybody can send without a key, in one piece; resolves when the service has answered or hung up. */
async function sendRaw(bytes: string): Promise<void> {
  const socket = connect(service.config.port, "127.0.0.1");
  socket.on("error", () => {});
  socket.on("data", () => socket.end());
  socket.write(bytes);
  await once(socket, "close");
}

function raw(line: string, headers: string[], body = ""): string {
  return [`${line} HTTP/1.1`, "Connection: close", `Content-Length: ${Buffer.byteLength(body)}`, ...headers, "", body].join("\r\n");
}

const HOSTILE: [string, string][] = [
  ["an unknown page", raw("GET /nowhere", ["Host: a"])],
  ["an unknown page with a body", raw("POST /nowhere", ["Host: a", "Content-Type: application/json"], "{}")],
  ["malformed JSON", raw("POST /api/messages", ["Host: a", "Content-Type: application/json"], '{"a": ')],
  ["JSON that is no object", raw("POST /api/messages", ["Host: a", "Content-Type: application/json"], '"text"')],
  ["null as an activity", raw("POST /api/messages", ["Host: a", "Content-Type: application/json"], "null")],
  ["a body of another type", raw("POST /twilio/sms", ["Host: a", "Content-Type: application/xml"], "<a/>")],
  [
    "JSON where a form is due",
    raw("POST /twilio/sms", ["Host: a", "Content-Type: application/json"], '{"__proto__": {"AccountSid": "x"}}'),
  ],
  ["a method that nobody has", raw("DELETE /twilio/sms", ["Host: a"])],
  ["a wrong escape in the path", raw("GET /%E0%A4%A", ["Host: a"])],
  ["a wrong escape in a form", raw("POST /twilio/sms", ["Host: a", "Content-Type: application/x-www-form-urlencoded"], "Body=%E0%A4%A")],
  ["a query that is no query", raw("GET /readyz?%", ["Host: a"])],
  ["an impossible host", raw("GET /readyz", ["Host: [::1"])],
  ["a body that is too large", raw("POST /api/messages", ["Host: a", "Content-Type: application/json"], "x".repeat(300_000))],
  ["a version that nobody has", raw("GET /readyz", ["Host: a", "Accept-Version: 99.0"])],
  ["a type that nobody gives", raw("GET /nowhere", ["Host: a", "Accept: image/png"])],
  ["no HTTP at all", "\u0016\u0003\u0001\u0000\r\n\r\n"],
  [
    "a token of nonsense",
    raw(
      "POST /api/messages",
      ["Host: a", "Content-Type: application/json", "Authorization: Bearer a.b.c"],
      '{"type": "message", "channelId": "msteams"}',
    ),
  ],
];

test.each(HOSTILE)("the web process lives on after %s", async (_, bytes) => {
  await sendRaw(bytes);
  const answer = new Promise<number>((resolve, reject) => {
    request(`${service.config.publicUrl}/readyz`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
  const alive = await Promise.race([answer.catch(() => "unreachable"), web.ended.then((end) => `ended with ${end}`)]);
  if (alive !== 200) web = await startChild("bot/web.ts", service.config);
  expect(alive).toBe(200);
});
