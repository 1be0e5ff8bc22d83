import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../support/child.ts";
import { openCoordinatorChat } from "../../support/coordinator.ts";
import { leadPatient } from "../../support/patient.ts";
import { oneValue, personOf, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

/** What a command says and how it ends. */
async function run(...words: string[]): Promise<{ code: number | null; output: string }> {
  const { exitCode, stdout, stderr } = await runCommand(service.config, ...words);
  return { code: exitCode, output: stdout + stderr };
}

test("shows who is on duty when", async () => {
  const { code, output } = await run("rota", "list");
  expect(code).toBe(0);
  expect(output.trim().split("\n")).toEqual(["mon", "tue", "wed", "thu", "fri"].map((day) => `${day} 09:00 to 17:00  rank 1  Camille`));
});

test("adds a coordinator with a code that links their chat, and a phone that is kept sealed", async () => {
  const { output } = await run("coordinator", "add", "Noor", "--phone", "+33639980202");
  const code = /Code: (\S+)/.exec(output)?.[1] ?? "";
  const noor = await openCoordinatorChat(service, code);
  expect(noor.inbox().join()).toContain("Bonjour Noor");
  expect(
    await oneValue(
      service,
      "select count(*)::integer from channel_address where person_id = (select person_id from coordinator where display_name = 'Noor')",
    ),
  ).toBe(2);
});

test("puts on duty and takes off", async () => {
  expect(
    (await run("rota", "add", "noor", "--days", "sat,sun", "--from", "10:00", "--to", "24:00", "--rank", "2", "--holidays")).code,
  ).toBe(0);
  expect((await run("rota", "list")).output).toContain("sun 10:00 to 24:00  rank 2  Noor  (public holidays too)");
  expect((await run("rota", "remove", "Noor", "--days", "sun")).output).toContain("Removed 1 shift of Noor.");
  expect((await run("rota", "remove", "Noor")).output).toContain("Removed 1 shift of Noor.");
  expect((await run("rota", "remove", "Noor")).output).toContain("Noor had no shift on those days.");
});

test.each([
  [["rota", "add", "Nobody", "--days", "mon", "--from", "09:00", "--to", "17:00"], "The programme has no coordinator called Nobody."],
  [["rota", "add", "Camille", "--days", "lundi", "--from", "09:00", "--to", "17:00"], "Days are given as mon-fri, or sat,sun; not lundi."],
  [["rota", "add", "Camille", "--days", "mon", "--from", "9h", "--to", "17:00"], "When it begins is a time such as 09:00, not 9h."],
  [["rota", "add", "Camille", "--days", "mon", "--from", "20:00", "--to", "06:00"], "Past midnight, add two (to 24:00, and from 00:00)."],
  [
    ["rota", "add", "Camille", "--days", "mon", "--from", "09:00", "--to", "17:00", "--rank", "0"],
    "A rank is a whole number from 1 (paged first) to 9.",
  ],
  [["rota", "list", "--programme", "none"], "There is no programme none."],
  [["coordinator", "add", "Alex", "--phone", "0639980202"], "A phone is given with its country, such as +33639980000."],
  [["people", "freeze"], "Say who: --peer NAME, or --reference 12345678."],
  [["people", "freeze", "--peer", "Nobody"], "The programme has no peer called Nobody."],
])("says what is wrong: %j", async (words, said) => {
  const { code, output } = await run(...words);
  expect(code).toBe(1);
  expect(output).toContain(said);
});

test("stops everything for the patient of an appointment, and lets it go on", async () => {
  await leadPatient(service, "+33639980101", "asked");
  const reference = await oneValue<string>(service, "select reference from appointment");
  expect((await run("people", "freeze", "--reference", reference)).output).toContain("Everything is stopped.");
  expect((await run("people", "freeze", "--reference", reference)).output).toContain("That was so already.");
  expect(await rowsOf(service, "select person_id from person where frozen_at is not null")).toEqual([
    { person_id: await personOf(service, "+33639980101") },
  ]);
  expect((await run("people", "unfreeze", "--reference", reference)).output).toContain("Messages go on.");
});
