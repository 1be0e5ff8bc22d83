import { describe, expect, test } from "vitest";
import { openLog } from "../../bot/log.ts";
import { DomainError } from "../../domain/errors.ts";

function record(level = "info") {
  const lines: string[] = [];
  const log = openLog("web", level, { write: (line: string) => void lines.push(line) });
  return { log, lines, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("a line of the log", () => {
  test("is one JSON object with the event, the time, the process and the fields given", () => {
    const { log, lines, read } = record();
    log.info("turn", { route: "sms", outcome: "taken", ms: 12 });
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(read()).toEqual([
      {
        level: expect.anything(),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        process: "web",
        event: "turn",
        route: "sms",
        outcome: "taken",
        ms: 12,
      },
    ]);
  });

  test("has no field off the list, whatever it is called", () => {
    const { log, lines } = record();
    const secret = "+33639980001 endométriose";
    const fields = Object.fromEntries(
      [
        "text",
        "body",
        "from",
        "to",
        "name",
        "alias",
        "phone",
        "address",
        "message",
        "msg",
        "stack",
        "err",
        "error.message",
        "req",
        "authorization",
        "prompt",
      ].map((name) => [name, secret]),
    );
    for (const write of [log.info, log.warn, log.error]) write("turn", fields as object);
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toMatch(/33639980001|endom/);
  });

  test("stays one line, whatever is in a field", () => {
    const { log, lines } = record();
    log.info("turn", { route: 'a\n{"event":"forged"}\r\n' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd()).not.toContain("\n");
  });

  test("is written from its level on", () => {
    const { log, lines } = record("error");
    log.info("turn");
    log.warn("turn");
    log.error("turn");
    expect(lines).toHaveLength(1);
  });
});

describe("an error", () => {
  const secret = "Lou wrote: I live with endometriosis, +33639980001";

  test("is told by its name and code, never by its message", () => {
    const { log, lines, read } = record();
    log.error("turn failed", { error: Object.assign(new TypeError(secret), { code: "23P01", detail: secret, cause: new Error(secret) }) });
    log.error("turn failed", { error: new DomainError("consent/missing", secret) });
    log.error("turn failed", { error: Object.assign(new Error(secret), { code: 21610 }) });
    expect(read()).toMatchObject([
      { errorName: "TypeError", code: "23P01" },
      { errorName: "DomainError", code: "consent/missing" },
      { errorName: "Error", code: 21610 },
    ]);
    expect(lines.join("")).not.toMatch(/Lou|endom|33639980001/);
  });

  test.each([
    ["a text", secret],
    ["an object", { message: secret, code: secret }],
    ["nothing", undefined],
    ["null", null],
    ["a code that is an object", Object.assign(new Error(secret), { code: { secret } })],
  ])("that is %s tells nothing", (_, error) => {
    const { log, lines } = record();
    log.error("turn failed", { error });
    expect(lines).toHaveLength(1);
    expect(lines.join("")).not.toMatch(/Lou|endom|33639980001/);
  });

  test("is told by the place in our code, without the machine's path", () => {
    const { log, read } = record();
    const error = new Error(secret);
    error.stack = `Error: ${secret}\n    at take (file:///somewhere/else/node_modules/pg/lib/client.js:1:2)\n    at run (file:///somewhere/passerelle/domain/booking/hold-slot.ts:31:7)`;
    log.error("turn failed", { error });
    expect(read()[0]?.at).toBe("/domain/booking/hold-slot.ts:31");
  });

  test("is told by no place that its own message names", () => {
    const { log, lines } = record();
    log.error("turn failed", { error: new Error("/bot/Lou-lives-with-endometriosis:1") });
    expect(lines.join("")).not.toMatch(/Lou|endom/);
  });
});
