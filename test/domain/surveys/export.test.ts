import { parse } from "csv-parse/sync";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inProgramme } from "../../../domain/db.ts";
import { exportAnswers } from "../../../domain/surveys/export/export-answers.ts";
import type { ExportOptions } from "../../../domain/surveys/export/read-forms.ts";
import type { AnswerValue } from "../../../domain/surveys/questionnaire.ts";
import { openTestPool, type TestPool } from "../../support/database.ts";
import { storeForm } from "../../support/forms.ts";
import { addOneMoreProgramme } from "../../support/people.ts";

let database: TestPool;
let pool: pg.Pool;
let programmeId: string;
beforeAll(async () => {
  database = await openTestPool();
  pool = database.pool;
});
beforeEach(async () => {
  ({ programmeId } = await addOneMoreProgramme(pool));
});
afterAll(() => database.close());

const secret = Buffer.alloc(32, 7);
const everything: ExportOptions = { from: null, to: null, freeText: false, secret };
const n = (valueInteger: number): AnswerValue => ({ valueInteger });
const coded = (code: string): AnswerValue => ({ valueCoding: { code, display: code } });

async function exported(kind: "fhir" | "csv", over: Partial<ExportOptions> = {}, of = programmeId) {
  let text = "";
  const format = kind === "csv" ? ({ kind, separator: ";" } as const) : { kind };
  const done = await inProgramme(pool, of, (db) =>
    exportAnswers(db, format, { ...everything, ...over }, async (piece) => {
      text += piece;
    }),
  );
  return { text, ...done };
}
const rowsOf = (text: string) => parse(text, { bom: true, columns: true, delimiter: ";" }) as Record<string, string>[];
const resourcesOf = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, any>);

test("writes one row an answer, in the items' order, with the number that counts", async () => {
  await storeForm(pool, programmeId, {
    name: "phq4",
    occasion: "milestone",
    milestone: "4",
    answers: { "2": coded("not-at-all"), "1": coded("several-days") },
    state: "in-progress",
    mode: "voice",
  });

  const { text, forms, answers } = await exported("csv");

  expect([forms, answers]).toEqual([1, 2]);
  const [first, second] = rowsOf(text);
  expect(first).toEqual({
    person: expect.stringMatching(/^[0-9a-f]{20}$/),
    form: expect.stringMatching(/^[0-9a-f]{20}$/),
    questionnaire: "phq4",
    version: "1",
    occasion: "milestone",
    milestone: "4",
    unit: "",
    status: "in-progress",
    item: "1",
    state: "answered",
    code: "several-days",
    value: "1",
    mode: "voice",
    late: "0",
    answered_on: "2026-11-20",
  });
  expect(second).toMatchObject({ item: "2", code: "not-at-all", value: "0" });
});

test("a codebook says what each code and number means, of the questionnaires that were answered", async () => {
  await storeForm(pool, programmeId, { name: "debrief", occasion: "debrief", answers: { went: coded("well") } });

  const rows = rowsOf((await exported("csv")).codebook);

  expect(new Set(rows.map(({ questionnaire }) => questionnaire))).toEqual(new Set(["debrief"]));
  expect(rows.find(({ item, code }) => item === "difficult" && code === "very")).toMatchObject({
    type: "choice",
    required: "1",
    text_fr: "A-t-il été difficile pour vous ?",
    text_en: "Was it difficult for you?",
    value: "2",
    option_fr: "Oui, beaucoup",
    option_en: "Yes, very",
  });
});

test("a person has one pseudonym in a programme, another in the next, and no id of ours leaves", async () => {
  const { programmeId: other } = await addOneMoreProgramme(pool);
  const first = await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(7) } });
  const again = await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(8) }, personId: first.personId });
  await storeForm(pool, other, { name: "confidence", answers: { "1": n(9) }, personId: first.personId });

  const [here, there] = [await exported("csv"), await exported("csv", {}, other)];
  const fhir = await exported("fhir");

  const [one, two] = rowsOf(here.text);
  expect(one!.person).toBe(two!.person);
  expect(one!.form).not.toBe(two!.form);
  expect(rowsOf(there.text)).toHaveLength(1);
  expect(rowsOf(there.text)[0]!.person).not.toBe(one!.person);
  expect(rowsOf((await exported("csv", { secret: Buffer.alloc(32, 8) })).text)[0]!.person).not.toBe(one!.person);
  for (const id of [first.personId, first.responseId, again.responseId, programmeId])
    for (const { text, codebook } of [here, fhir]) expect(text + codebook).not.toContain(id);
  expect(resourcesOf(fhir.text)[0]!.subject.identifier.value).toBe(one!.person);
});

test.each(["=1+1", "+33639980001", "-2", "@SUM(A1)", "\tx", "\rx", "'=1", "\n=1"])(
  "a cell that a spreadsheet would run begins with a quote: %j",
  async (valueString) => {
    await storeForm(pool, programmeId, { name: "after-talk", answers: { useful: n(9), words: { valueString } } });

    const [, words] = rowsOf((await exported("csv", { freeText: true })).text);

    expect(words!.value).toBe(`'${valueString}`);
  },
);

test("free text is written only where it is asked for; that there was some is", async () => {
  await storeForm(pool, programmeId, {
    name: "after-talk",
    answers: { useful: n(9), listened: null, words: { valueString: "merci Claire" } },
  });

  const [csv, fhir, withText] = [await exported("csv"), await exported("fhir"), await exported("fhir", { freeText: true })];

  expect(csv.text + fhir.text).not.toContain("Claire");
  expect(rowsOf(csv.text).map(({ item, state, value }) => [item, state, value])).toEqual([
    ["useful", "answered", "9"],
    ["listened", "passed", ""],
    ["words", "withheld", ""],
  ]);
  const absent = (reason: string) =>
    expect.objectContaining({ extension: expect.arrayContaining([expect.objectContaining({ valueCode: reason })]) });
  const items = resourcesOf(fhir.text)[0]!.item;
  expect(items.map(({ linkId, answer }: any) => [linkId, answer])).toEqual([
    ["useful", [expect.objectContaining({ valueInteger: 9 })]],
    ["listened", [absent("asked-declined")]],
    ["words", [absent("masked")]],
  ]);
  expect(resourcesOf(withText.text)[0]!.item[2].answer[0].valueString).toBe("merci Claire");
});

test("a response is nested as its questionnaire is, with how each answer was given and whether it came late", async () => {
  await storeForm(pool, programmeId, {
    name: "gad7",
    occasion: "entry",
    state: "expired",
    answers: { "1": coded("several-days"), "2": coded("not-at-all") },
    late: ["2"],
    mode: "teams",
  });

  const [resource] = resourcesOf((await exported("fhir")).text);

  const mode = { url: "https://passerelle.example/fhir/StructureDefinition/answer-mode", valueCode: "teams" };
  const late = { url: "https://passerelle.example/fhir/StructureDefinition/answer-late", valueBoolean: true };
  expect(resource).toMatchObject({
    resourceType: "QuestionnaireResponse",
    questionnaire: "https://passerelle.example/fhir/Questionnaire/gad7|1",
    status: "stopped",
    authored: "2026-11-20",
    language: "fr",
    item: [
      {
        linkId: "problems",
        item: [
          { linkId: "1", answer: [{ extension: [mode], valueCoding: { code: "several-days" } }] },
          { linkId: "2", answer: [{ extension: [mode, late], valueCoding: { code: "not-at-all" } }] },
        ],
      },
    ],
  });
  expect(rowsOf((await exported("csv")).text).map(({ item, late: late_, status }) => [item, late_, status])).toEqual([
    ["1", "0", "stopped"],
    ["2", "1", "stopped"],
  ]);
});

test.each([
  ["in-progress", "in-progress"],
  ["completed", "completed"],
  ["stopped", "stopped"],
  ["expired", "stopped"],
] as const)("a form that is %s is %s", async (state, status) => {
  await storeForm(pool, programmeId, { name: "confidence", state, answers: { "1": n(3) } });
  expect(resourcesOf((await exported("fhir")).text)[0]!.status).toBe(status);
});

test("a response says its items in the language in which they were asked", async () => {
  await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(3) }, locale: "en" });
  expect(resourcesOf((await exported("fhir")).text)[0]).toMatchObject({
    language: "en",
    item: [{ text: "How confident are you that you can cope with your situation?" }],
  });
});

test("takes the forms of some days, as days are in the programme's zone; what has no answer is no response", async () => {
  const sent = ["2026-11-19T23:59:59+01:00", "2026-11-20T00:00:00+01:00", "2026-11-21T23:59:59+01:00", "2026-11-22T00:00:00+01:00"];
  for (const [index, sentAt] of sent.entries())
    await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(index) }, sentAt });
  await storeForm(pool, programmeId, { name: "confidence", answers: {}, state: "in-progress" });

  const values = async (over: Partial<ExportOptions>) => rowsOf((await exported("csv", over)).text).map(({ value }) => value);

  expect(await values({ from: "2026-11-20", to: "2026-11-21" })).toEqual(["1", "2"]);
  expect(await values({ from: "2026-11-22" })).toEqual(["3"]);
  expect(await values({ to: "2026-11-19" })).toEqual(["0"]);
  expect(await values({})).toEqual(["0", "1", "2", "3"]);
});

test("more forms than are read at once all come, once, in the order in which they were sent", async () => {
  const { personId } = await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(0) } });
  await inProgramme(pool, programmeId, async (db) => {
    await db.query(
      `with more as (
         insert into questionnaire_response (programme_id, questionnaire_name, questionnaire_id, person_id, occasion, state, sent_at)
         select current_programme(), questionnaire_name, questionnaire_id, $1, 'campaign', 'completed', sent_at + n * interval '1 minute'
         from questionnaire_response, generate_series(1, 1200) n returning response_id, sent_at)
       insert into questionnaire_answer (programme_id, response_id, link_id, value, mode, answered_at)
       select current_programme(), response_id, '1', '{"valueInteger": 5}', 'sms', sent_at from more`,
      [personId],
    );
  });

  const { text, forms } = await exported("csv");

  expect(forms).toBe(1201);
  const rows = rowsOf(text);
  expect(new Set(rows.map(({ form }) => form)).size).toBe(1201);
  expect(rows[0]!.value).toBe("0");
});

test("whose answers were exported is in the audit, and who was erased is in no export", async () => {
  const { personId } = await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(4) } });
  await storeForm(pool, programmeId, { name: "confidence", answers: { "1": n(5) }, personId });
  await exported("fhir");

  const audited = await inProgramme(
    pool,
    programmeId,
    async (db) => (await db.query("select subject_id from audit where action = 'export-answers'")).rows,
  );
  expect(audited).toEqual([{ subject_id: personId }]);

  await inProgramme(pool, programmeId, (db) => db.query("delete from person where person_id = $1", [personId]));
  expect(await exported("fhir")).toMatchObject({ text: "", forms: 0 });
});
