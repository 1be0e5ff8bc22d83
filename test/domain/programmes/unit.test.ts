import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meansSomething } from "../../../bot/means-something.ts";
import { inProgramme } from "../../../domain/db.ts";
import { addUnit, listUnits, retireUnit } from "../../../domain/programmes/unit.ts";
import { inDemo } from "../../support/campaigns.ts";
import { addProgramme, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: pg.Pool;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 4);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const add = (name: string, code?: string) => inDemo(service, pool, (db) => addUnit(db, null, { name, code }, meansSomething));

test.each([
  ["Cardiologie", "STOP", "STOP means something else when people write it"],
  ["Cardiologie", "oui", "OUI means something else when people write it"],
  ["Cardiologie", "Ménu", "MENU means something else when people write it"],
  ["Cardiologie", "jeudi3", "JEUDI3 means something else when people write it"],
  ["Cardiologie", "T21", "T21 means something else when people write it"],
  ["Cardiologie", "CARDIO", "a letter first and a digit somewhere"],
  ["Cardiologie", "30ANS", "a letter first and a digit somewhere"],
  ["Cardiologie", "CARDIO 1", "without a space or a dash"],
  ["Cardiologie", "CARD-1", "without a space or a dash"],
  // as long as an invitation
  ["Cardiologie", "CARDIO12", "A code has 4 to 7 letters and digits"],
  ["Cardiologie", "C1", "A code has 4 to 7 letters and digits"],
  ["Cardiologie", "...", "A code has 4 to 7 letters and digits"],
  ["Cardiologie", "onco3", "The code ONCO3 is that of Oncologie, clinique du Lac"],
  ["ONCOLOGIE, clinique du lac", "ONCO9", "There is a unit called Oncologie, clinique du Lac already, with the code ONCO3."],
  [" ", undefined, "A unit's name has 1 to 60 characters."],
  ["x".repeat(61), undefined, "A unit's name has 1 to 60 characters."],
])("refuses %j with the code %j, and says why", async (name, code, said) => {
  await expect(add(name, code)).rejects.toMatchObject({ code: "unit/refused", message: expect.stringContaining(said) });
  expect(await rowsOf(service, "select from unit where name = 'Cardiologie'")).toEqual([]);
});

describe("without a code one is made", () => {
  test.each([
    ["Neurologie", "NEUROL1"],
    ["Neurologie de jour", "NEUROL2"],
    ["Hématologie-Œdèmes", "HEMATO1"],
    ["3e étage", "ETAGE1"],
    ["SI", "SI01"],
    ["Médecine 2", "MEDECI1"],
    ["心", "UNIT1"],
  ])("of %s: %s", async (name, code) => {
    expect(await add(name)).toEqual({ name, code, isOpen: true });
  });

  test("one each for many who add at once, or a plain refusal", async () => {
    const added = await Promise.allSettled(["a", "b", "c", "d"].map((end) => add(`Pneumologie ${end}`)));
    const made = added.filter((one) => one.status === "fulfilled").map(({ value }) => value.code);
    expect(new Set(made).size).toBe(made.length);
    expect(made.length).toBeGreaterThan(0);
    for (const one of added) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "unit/refused" });
  });
});

test("a unit that was retired takes newcomers again by its name and code, and its code is nobody else's meanwhile", async () => {
  await add("Urologie", "URO2026");
  await inDemo(service, pool, (db) => retireUnit(db, null, "urologie"));
  await expect(add("Autre unité", "URO2026")).rejects.toMatchObject({ message: expect.stringContaining("is that of Urologie") });
  await expect(inDemo(service, pool, (db) => retireUnit(db, null, "URO2026"))).rejects.toMatchObject({ code: "unit/unknown" });
  const isOpen = async () => (await inDemo(service, pool, listUnits)).find(({ code }) => code === "URO2026")?.isOpen;
  expect(await isOpen()).toBe(false);
  await add("UROLOGIE", "URO2026");
  expect(await isOpen()).toBe(true);
});

test("another programme has units of its own, by the same codes", async () => {
  const other = await addProgramme(pool, "autre", "+33199000002");
  const elsewhere = await inProgramme(pool, other, async (db) => {
    await addUnit(db, null, { name: "Oncologie, clinique du Lac", code: "ONCO3" }, meansSomething);
    return listUnits(db);
  });
  expect(elsewhere).toHaveLength(1);
});
