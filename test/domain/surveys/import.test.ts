import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inProgramme } from "../../../domain/db.ts";
import { importQuestionnaire, listQuestionnaires } from "../../../domain/surveys/import-questionnaire.ts";
import {
  findQuestionnaire,
  freezeQuestionnaire,
  loadQuestionnaire,
  shippedQuestionnaires,
} from "../../../domain/surveys/load-questionnaires.ts";
import { type Questionnaire, questionnaire } from "../../../domain/surveys/questionnaire.ts";
import { openTestPool, type TestPool } from "../../support/database.ts";
import { ownQuestionnaire } from "../../support/forms.ts";
import { addOneMoreProgramme, atOnce } from "../../support/people.ts";

let database: TestPool;
let pool: pg.Pool;
let programmeId: string;
beforeAll(async () => {
  database = await openTestPool(6);
  pool = database.pool;
});
beforeEach(async () => {
  ({ programmeId } = await addOneMoreProgramme(pool));
});
afterAll(() => database.close());

const shipped = (name: string) => structuredClone(shippedQuestionnaires.get(name)!);
const own = (more: object = {}) => questionnaire.parse(ownQuestionnaire(more));
const add = (one: Questionnaire) => inProgramme(pool, programmeId, (db) => importQuestionnaire(db, one));
const asked = (name = "sommeil") => inProgramme(pool, programmeId, (db) => findQuestionnaire(db, name));
const stored = () =>
  inProgramme(pool, programmeId, async (db) =>
    (await db.query("select version, status from questionnaire where imported order by version")).rows.map(({ version, status }) => [
      version,
      status,
    ]),
  );

test("the next version of a programme's own takes the place of the last, and what was sent stays as it was", async () => {
  await add(own());
  const frozen = await inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, "sommeil"));
  await add(own({ version: "2", title: "Vos nuits" }));

  expect((await asked())?.title).toBe("Vos nuits");
  expect((await inProgramme(pool, programmeId, (db) => loadQuestionnaire(db, frozen))).title).toBe("Le sommeil");
  expect(await stored()).toEqual([
    ["1", "retired"],
    ["2", "active"],
  ]);
});

test("the same file again changes nothing, and an earlier version may come back", async () => {
  await add(own());
  await add(own({ version: "2", title: "Vos nuits" }));
  await add(own({ version: "2", title: "Vos nuits" }));
  await add(own());

  expect((await asked())?.title).toBe("Le sommeil");
  expect(await stored()).toEqual([
    ["1", "active"],
    ["2", "retired"],
  ]);
});

test("a version that is there with other content is refused, whether the programme's own or one that comes with the service", async () => {
  await add(own());
  await expect(add(own({ title: "Autre" }))).rejects.toMatchObject({ code: "questionnaire/version-taken" });
  expect((await asked())?.title).toBe("Le sommeil");

  const afterTalk = { ...shipped("after-talk"), title: "Votre échange" };
  await expect(add(afterTalk)).rejects.toMatchObject({ code: "questionnaire/version-taken" });
  await add({ ...afterTalk, version: "1-chu" });
  expect((await asked("after-talk"))?.title).toBe("Votre échange");
});

test("a form that was sent as it comes with the service goes on beside the programme's own of that name", async () => {
  const before = await inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, "confidence"));
  await add({ ...shipped("confidence"), version: "2", title: "Confiance en vous" });
  const after = await inProgramme(pool, programmeId, (db) => freezeQuestionnaire(db, "confidence"));

  const titles = await inProgramme(pool, programmeId, async (db) => [
    (await loadQuestionnaire(db, before)).title,
    (await loadQuestionnaire(db, after)).title,
  ]);
  expect(titles).toEqual(["Confiance", "Confiance en vous"]);
});

test("an instrument is refused in other words or with other scores, and taken in one more language", async () => {
  const reworded = shipped("gad7");
  reworded.item[0]!.item![0]!.text = "Vous êtes nerveux";
  const rescored = shipped("gad7");
  rescored.item[0]!.item![0]!.answerOption![0]!.extension![0]!.valueDecimal = 1;
  const shorter = shipped("gad7");
  shorter.item[0]!.item!.pop();
  for (const one of [reworded, rescored, shorter])
    await expect(add({ ...one, version: "2" })).rejects.toMatchObject({
      code: "questionnaire/refused",
      message: expect.stringContaining("not ours to change"),
    });

  const french = shipped("semcd6");
  const translate = (text: string) => ({
    extension: [
      {
        url: "http://hl7.org/fhir/StructureDefinition/translation",
        extension: [
          { url: "lang", valueCode: "fr" },
          { url: "content", valueString: `En français : ${text}` },
        ],
      },
    ],
  });
  french._title = translate(french.title);
  for (const item of french.item) for (const one of [item, ...(item.item ?? [])]) one._text = translate(one.text);
  await add({ ...french, version: "fr" });
  expect((await asked("semcd6"))?.version).toBe("fr");
});

test("what fits no channel is refused with the reasons, and nothing changes; so is what is retired", async () => {
  await add(own());
  await expect(add(own({ version: "2", item: [{ linkId: "1", text: "Une photo ?", type: "choice" }] }))).rejects.toMatchObject({
    code: "questionnaire/refused",
    message: "It fits no channel.\nItem 1: a choice without answerOption.",
  });
  await expect(add(own({ version: "2", status: "retired" }))).rejects.toMatchObject({ code: "questionnaire/refused" });

  expect(await stored()).toEqual([["1", "active"]]);
});

test("the PHQ-9 is asked once a programme has said so, and not any more once it is a draft again", async () => {
  await add(shipped("phq9"));
  expect(await asked("phq9")).toBeUndefined();
  await add({ ...shipped("phq9"), status: "active" });
  expect(await asked("phq9")).toMatchObject({ name: "phq9", status: "active" });
  await add(shipped("phq9"));
  expect(await asked("phq9")).toBeUndefined();
});

test("imports of one name at once leave one active", async () => {
  await atOnce(6, (index) => add(own({ version: String(index) })));

  const versions = await stored();
  expect(versions).toHaveLength(6);
  expect(versions.filter(([, status]) => status === "active")).toHaveLength(1);
});

test("a programme has what comes with the service, and its own in place of it; what another has is not there", async () => {
  await add(own());
  await add({ ...shipped("confidence"), version: "2", title: "Confiance en vous" });
  const list = async (of: string) =>
    (await inProgramme(pool, of, listQuestionnaires)).map((one) => [one.questionnaire.name, one.questionnaire.version, one.own]);

  const here = await list(programmeId);
  expect(here).toContainEqual(["sommeil", "1", true]);
  expect(here).toContainEqual(["confidence", "2", true]);
  expect(here).not.toContainEqual(["confidence", "1", false]);
  const there = await list((await addOneMoreProgramme(pool)).programmeId);
  expect(there.map(([name]) => name).sort()).toEqual([...shippedQuestionnaires.keys()].sort());
});
