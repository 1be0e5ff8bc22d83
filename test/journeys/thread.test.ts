import { afterAll, beforeAll, expect, test } from "vitest";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980001";
let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("leads a patient from a first text to a peer who accepts in Teams", async () => {
  const { text } = service;
  expect((await text(LOU, "bonjour je cherche quelqu'un pour parler de mon endométriose"))[0]).toMatch(/robot.*OUI ou NON/);
  expect((await text(LOU, "oui"))[0]).toMatch(/18 ans/);
  expect((await text(LOU, "1"))[0]).toMatch(/1 Claire \(endométriose, opérée en 2015\) 2 Inès .* 3 Sonia/);
});
