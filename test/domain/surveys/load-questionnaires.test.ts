import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inProgramme } from "../../../domain/db.ts";
import {
  findQuestionnaire,
  freezeQuestionnaire,
  loadQuestionnaire,
  readFolder,
  shippedQuestionnaires,
} from "../../../domain/surveys/load-questionnaires.ts";
import { localesOf, titleOf } from "../../../domain/surveys/wording.ts";
import { openTestPool, type TestPool } from "../../support/database.ts";
import { addProgramme, atOnce } from "../../support/people.ts";

let database: TestPool;
let pool: pg.Pool;
let programmeId: string;
beforeAll(async () => {
  database = await openTestPool(10);
  pool = database.pool;
  programmeId = await addProgramme(pool, "essai", "+33199000001");
});
afterAll(() => database.close());

test("what is shipped is complete in French and English, but for what has no validated French", () => {
  expect(
    [...shippedQuestionnaires]
      .filter(([name]) => name !== "who5")
      .map(([name, one]) => [name, one.status, localesOf(one).join(" ")])
      .sort(),
  ).toEqual([
    ["after-talk", "active", "fr en"],
    ["care-use", "draft", "fr en"],
    ["confidence", "active", "fr en"],
    ["debrief", "active", "fr en"],
    ["gad7", "active", "fr en"],
    ["loneliness", "active", "fr en"],
    ["phq4", "active", "fr en"],
    ["phq9", "draft", "fr en"],
    ["professional", "active", "fr en"],
    ["semcd6", "active", "en"],
  ]);
});

test("a title is in the language that it is wanted in, and in no other in place of it", () => {
  expect(titleOf(shippedQuestionnaires.get("loneliness")!, "fr")).toBe("Solitude");
  expect(titleOf(shippedQuestionnaires.get("loneliness")!, "en")).toBe("Loneliness");
  expect(titleOf(shippedQuestionnaires.get("semcd6")!, "fr")).toBeUndefined();
});

test("the WHO-5, with its licence, is taken away by removing its folder, and everything else stays", () => {
  const folder = mkdtempSync(join(tmpdir(), "questionnaires-"));
  cpSync(new URL("../../../domain/surveys/shipped/", import.meta.url), folder, { recursive: true });
  rmSync(join(folder, "who5"), { recursive: true, force: true });
  try {
    const left = readFolder(pathToFileURL(`${folder}/`));
    expect([...left.keys()]).toEqual([...shippedQuestionnaires.keys()].filter((name) => name !== "who5"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a questionnaire is fixed once a version, also when many are sent at once", async () => {
  const ids = await atOnce(8, () => inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, "phq4")));

  expect(new Set(ids).size).toBe(1);
  expect(await inProgramme(pool, programmeId, (db) => loadQuestionnaire(db, ids[0]!))).toEqual(shippedQuestionnaires.get("phq4"));
});

test("a draft is never sent, and a name that nobody knows neither", async () => {
  for (const name of ["phq9", "none"]) {
    expect(await inProgramme(pool, programmeId, (db) => findQuestionnaire(db, name))).toBeUndefined();
    await expect(inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, name))).rejects.toMatchObject({
      code: "questionnaire/unknown",
    });
  }
});

test("a fixed questionnaire is seen in its programme only", async () => {
  const other = await addProgramme(pool, "autre", "+33199000002");
  const id = await inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, "gad7"));

  await expect(inProgramme(pool, other, (db) => loadQuestionnaire(db, id))).rejects.toMatchObject({ code: "questionnaire/unknown" });
  await expect(inProgramme(pool, programmeId, (db) => loadQuestionnaire(db, randomUUID()))).rejects.toMatchObject({
    code: "questionnaire/unknown",
  });
});
