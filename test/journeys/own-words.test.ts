import { afterAll, beforeAll, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

/** Monday evening, before quiet hours. */
const MONDAY_20H = "2026-11-23T20:00:00+01:00";
const WISH = "bonjour je cherche quelqu'un pour parler de mon endométriose";

let service: TestService;
beforeAll(async () => {
  service = await startService({ at: MONDAY_20H });
});
afterAll(() => service.stop());

let line = 300;
const newNumber = () => `+33639980${line++}`;
/** Says one thing after the other; gives the last answer in one line. */
async function lead(from: string, ...said: string[]): Promise<string> {
  let answer: string[] = [];
  for (const words of said) answer = await service.text(from, words);
  return answer.join(" ");
}
const startsOf = (status: string) =>
  rowsOf<{ at: string }>(
    service,
    `select to_char(local_start, 'YYYY-MM-DD HH24:MI') as at from appointment where status = '${status}' order by created_at desc limit 1`,
  );

test("a time of one's own, in one's own words, leads to one of those that are free, and no further before it is chosen", async () => {
  const from = newNumber();
  expect(await lead(from, WISH, "oui", "1", "1", "1")).toMatch(/^Quand\?/);
  expect(await lead(from, "plutôt jeudi en fin d'après-midi")).toBe(
    "Quand? 1 jeu. 26 nov. 16:00 2 jeu. 26 nov. 16:30 3 jeu. 26 nov. 17:00 Répondez 1, 2, 3 ou PLUS, ou écrivez un jour",
  );
  expect(await startsOf("proposed")).toEqual([]);
  expect(await lead(from, "1")).toMatch(/^Quel prénom/);
  expect(await startsOf("proposed")).toEqual([{ at: "2026-11-26 16:00" }]);
  expect(await lead(from, "Lou")).toMatch(/^C'est noté: jeu\. 26 nov\. 16:00 avec Claire, si .* accepte/);
  expect(await startsOf("pending")).toEqual([{ at: "2026-11-26 16:00" }]);
});

test("a time that was said in the first message is remembered through consent", async () => {
  expect(await lead(newNumber(), `${WISH}, plutôt le jeudi matin`, "oui", "1", "1", "1")).toMatch(
    /^Quand\? 1 jeu\. 26 nov\. 10:00 2 jeu\. 26 nov\. 10:30/,
  );
});

test("a choice and a wish at once are both taken", async () => {
  const from = newNumber();
  await leadPatient(service, from, "offers");
  expect(await lead(from, "Claire, jeudi matin si possible", "1")).toMatch(/^Quand\? 1 jeu\. 26 nov\. 10:00 2 jeu\. 26 nov\. 10:30/);
});

test("a later answer keeps the question, says until when, and books nothing", async () => {
  const from = newNumber();
  await leadPatient(service, from, "slot");
  const before = await startsOf("proposed");
  expect(await lead(from, "plus tard")).toMatch(/^D'accord, rien ne presse\. Répondez ici jusqu'à lun\. 23 nov\. 22:00/);
  expect(await startsOf("proposed")).toEqual(before);
  expect(await lead(from, "1")).toMatch(/^Quel prénom/);
});

test("a consent with a condition is none, and neither is one that is put off", async () => {
  const from = newNumber();
  await service.text(from, WISH);
  const agreed = () => rowsOf(service, "select 1 from consent");
  const before = (await agreed()).length;
  for (const said of ["oui mais pas mon numéro", "oui?"])
    expect(await lead(from, said), said).toMatch(/^Je n'ai pas compris\..*OUI ou NON/);
  expect(await lead(from, "plus tard")).toMatch(/^D'accord, rien ne presse/);
  expect(await agreed()).toHaveLength(before);
  expect(await lead(from, "ouiii")).toMatch(/18 ans/);
  expect((await agreed()).length).toBeGreaterThan(before);
});
