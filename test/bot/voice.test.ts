import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startService, type TestService } from "../support/service.ts";
import { attribute, openCall } from "../support/voice.ts";

let service: TestService;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  phone = `+3363998${String(4000 + ++count)}`;
});
afterAll(() => service.stop());

test("walk", async () => {
  const call = await openCall(service, phone);
  const log = (w: string) => console.log("> " + w + "\n" + call.said);
  log("(call)");
  await call.say("je cherche quelqu'un pour parler de mon endométriose");
  log("endo");
  await call.press("1");
  log("1");
  await call.press("1");
  log("1");
  await call.press("1");
  log("1");
  await call.press("1");
  log("1");
  await call.press("4");
  log("4");
  await call.press("1");
  log("1");
  await call.say("Lou");
  log("Lou");
  await call.press("1");
  log("1");
  await call.press("0");
  log("0");
  await call.press("2");
  log("2");
  await call.silence();
  log("-");
  console.log(call.twiml, call.ended);
});
