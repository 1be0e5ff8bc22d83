import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addTalked } from "../../support/campaigns.ts";
import { runCommand } from "../../support/child.ts";
import { addProgramme, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 2);
  await addProgramme(pool, "autre", "+33199000002");
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

/** What a command says and how it ends. */
async function run(...words: string[]): Promise<{ code: number | null; output: string }> {
  const programme = words.includes("--programme") ? [] : ["--programme", "autre"];
  const { exitCode, stdout, stderr } = await runCommand(service.config, "unit", ...words, ...programme);
  return { code: exitCode, output: stdout + stderr };
}

test("adds a unit with a code made from its name, retires it and lists it, in its programme only and on record", async () => {
  expect(await run("add", "Gastro-entérologie")).toEqual({
    code: 0,
    output: 'Gastro-entérologie has the code GASTRO1. Its posters say: "Écrivez BONJOUR GASTRO1".\n',
  });
  expect(await run("retire", "gastro1")).toEqual({ code: 0, output: "Gastro-entérologie is retired: its code counts for nobody new.\n" });
  expect((await run("list")).output).toBe("GASTRO1  retired  fewer than 10 patients    Gastro-entérologie\n");
  expect((await run("list", "--programme", "demo")).output).not.toContain("GASTRO1");
  expect(
    await rowsOf(
      service,
      `select action, actor_id as actor, code from audit join unit on unit.programme_id = audit.programme_id and unit_id = subject_id
       where audit.programme_id = (select programme_id from programme_slug where slug = 'autre') order by at`,
    ),
  ).toEqual(
    [
      ["add-unit", "GASTRO1"],
      ["retire-unit", "GASTRO1"],
    ].map(([action, code]) => ({ action, actor: null, code })),
  );
});

test("counts a unit's patients out from ten on, and not by others who wrote its code", async () => {
  const ids = await addTalked(service, 10);
  const give = (people: string[]) =>
    service.owner.query("update person set unit_id = (select unit_id from unit where code = 'GASTRO7') where person_id = any($1)", [
      people,
    ]);
  const line = async () => /GASTRO7.*/.exec((await run("list", "--programme", "demo")).output)?.[0];
  await give(ids.slice(1));
  // not agreed yet: no patient
  await service.text("+33639984999", "Bonjour GASTRO7");
  expect(await line()).toContain("fewer than 10 patients");
  await give(ids);
  expect(await line()).toContain(" 10 patients ");
  await service.owner.query(`update programme set settings = settings || '{"figures": {"smallestGroup": 11}}'`);
  expect(await line()).toContain("fewer than 11 patients");
});

test("says what is wrong, and does nothing then", async () => {
  expect(await run("add", "Cardiologie", "--code", "stop")).toEqual({
    code: 1,
    output: "STOP means something else when people write it, so it can't be a code. Take another.\n",
  });
  // of another programme
  expect(await run("retire", "ONCO3")).toEqual({ code: 1, output: "No unit has the code or name ONCO3, or it is retired already.\n" });
  expect((await run("add", "Cardiologie", "--programme", "none")).output).toBe("There is no programme none.\n");
  expect(await rowsOf(service, "select from unit where name = 'Cardiologie'")).toEqual([]);
});
