import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../../domain/db.ts";
import { endFormLink, listFormLinks, makeFormLink } from "../../../domain/surveys/form-link.ts";
import { runCommand } from "../../support/child.ts";
import { ownQuestionnaire, storeForm } from "../../support/forms.ts";
import { addOneMoreProgramme, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let folder: string;
let slug: string;
let programmeId: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service, 2);
  folder = await mkdtemp(join(tmpdir(), "passerelle-questionnaires-"));
});
beforeEach(async () => {
  ({ programmeId, slug } = await addOneMoreProgramme(pool));
});
afterAll(async () => {
  await pool.end();
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const shippedFile = (name: string) => fileURLToPath(new URL(`../../../domain/surveys/shipped/${name}.json`, import.meta.url));

async function run(...words: string[]) {
  const { exitCode, stdout, stderr } = await runCommand(service.config, "questionnaire", ...words);
  return { code: exitCode, out: stdout.toString(), err: stderr };
}
async function fileOf(content: unknown): Promise<string> {
  const path = join(folder, "questionnaire.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
const importFile = async (content: unknown, ...options: string[]) => run("import", await fileOf(content), "--programme", slug, ...options);

test("checks a file: which channels it fits, and why not", async () => {
  expect(await run("check", shippedFile("phq4"))).toEqual({
    code: 0,
    out: "phq4 1 (active), fr en\nsms    fits\nvoice  fits\nteams  fits\n",
    err: "",
  });
  const long = ownQuestionnaire({ item: [{ linkId: "1", text: "x".repeat(400), type: "text", required: true }] });
  expect(await run("check", await fileOf(long))).toEqual({
    code: 1,
    out: [
      "sommeil 1 (active), fr",
      "sms    does not fit",
      '  too-long: Item 1, in "fr": with its options and how to answer it takes 3 SMS segments; 2 are the most.',
      "voice  does not fit",
      "  free-text: Item 1: free text; by voice only what is recognised of it is kept.",
      "teams  fits",
      'Note: It is not written in "en", so nobody is asked it in that language.',
      "",
    ].join("\n"),
    err: "",
  });
});

test.each([
  ["broken JSON", '{"resourceType": "Questionnaire",', /^not-json: It is not JSON: /],
  [
    "a type that is not asked",
    ownQuestionnaire({ item: [{ linkId: "1", text: "Photo", type: "attachment" }] }),
    /^unsupported: Item 1: the type "attachment"/,
  ],
])("says what is wrong with a file: %s", async (_, content, said) => {
  const { code, out, err } = await run("check", await fileOf(content));
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(said);
});

test("says that a file can't be read", async () => {
  expect(await run("check", join(folder, "none.json"))).toEqual({
    code: 1,
    out: "",
    err: `${join(folder, "none.json")} can't be read (ENOENT).\n`,
  });
});

test("exports answers into a file for its owner only, with a codebook beside a table", async () => {
  await storeForm(pool, programmeId, { name: "confidence", answers: { "1": { valueInteger: 7 } } });
  const out = join(folder, "answers.csv");

  expect(await run("export", "--format", "csv", "--out", out, "--programme", slug)).toEqual({
    code: 0,
    out: `Wrote 1 answer of 1 form to ${out}, and what the codes mean to ${join(folder, "answers-codebook.csv")}.\n`,
    err: "",
  });
  expect(await readFile(out, "utf8")).toMatch(/^\ufeffperson;form;questionnaire;.*\r\n[0-9a-f]{20};[0-9a-f]{20};confidence;1;campaign;/);
  expect(await readFile(join(folder, "answers-codebook.csv"), "utf8")).toContain("Avez-vous confiance");
  expect((await stat(out)).mode & 0o777).toBe(0o600);

  const lines = join(folder, "answers.ndjson");
  expect(
    (await run("export", "--format", "fhir", "--out", lines, "--from", "2026-11-20", "--to", "2026-11-20", "--programme", slug)).code,
  ).toBe(0);
  expect(JSON.parse(await readFile(lines, "utf8"))).toMatchObject({ resourceType: "QuestionnaireResponse", status: "completed" });
});

test("prints a link by which professionals answer, and says until when", async () => {
  const { code, out, err } = await run("link", "--unit", "Oncologie", "--days", "10", "--programme", slug);
  expect([code, err]).toEqual([
    0,
    "Until 2026-12-03 09:00 UTC whoever has it can answer. Only a hash of it is kept, so that it can't be shown again.\n",
  ]);
  expect(out).toMatch(new RegExp(`^${service.config.publicUrl}/questionnaire/${slug}/[0-9a-f]{32}\n$`));
  const page = await fetch(out.trim());
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("(Oncologie)");
});

test("a link is listed by an id that opens nothing, and ended by it: it opens for nobody any more, and what came by it stays", async () => {
  const url = (await run("link", "--unit", "Oncologie", "--programme", slug)).out.trim();
  expect((await send(url)).status).toBe(200);
  const { out: line } = await run("links", "--programme", slug);
  expect(line).toMatch(/^[0-9a-f]{8} {2}professional 1 {4}until 2026-12-23 09:00 UTC {2}1 form {5}Oncologie\n$/);
  const id = line.slice(0, 8);
  expect(url).not.toContain(id);

  const { code, out, err } = await run("link", "--end", id, "--programme", slug);

  expect([code, err]).toEqual([0, ""]);
  expect(out).toBe(`Ended: ${line.replace("until 2026-12-23", "ended 2026-11-23")}`);
  expect([(await fetch(url)).status, (await send(url)).status]).toEqual([404, 404]);
  expect(await rowsOf(service, `select action from audit where programme_id = '${programmeId}' order by action desc`)).toEqual(
    ["make-form-link", "end-form-link"].map((action) => ({ action })),
  );
  expect(await rowsOf(service, `select state from questionnaire_response where programme_id = '${programmeId}'`)).toEqual([
    { state: "completed" },
  ]);
});

describe("to end a link", () => {
  const secret = () => service.config.keys.addressKey;
  const end = (given: string, programme = programmeId) => inProgramme(pool, programme, (db) => endFormLink(db, secret(), given));
  const make = () =>
    inProgramme(pool, programmeId, async (db) => {
      const { token } = await makeFormLink(db, secret(), { name: "professional", unit: "Oncologie", days: 3 });
      const newest = (await listFormLinks(db)).find(({ isOpen }) => isOpen)!;
      return { id: newest.id, url: `https://passerelle.example/questionnaire/${slug}/${token}` };
    });

  test("the link itself will do, where it went astray", async () => {
    const { id, url } = await make();
    expect(await end(url)).toMatchObject({ id, isOpen: false });
  });

  test("one that is over, of another programme, or meant by too little is refused", async () => {
    const { id, url } = await make();
    const { programmeId: elsewhere } = await addOneMoreProgramme(pool);
    const refused = { code: "questionnaire/unknown-link" };
    await expect(end(url, elsewhere)).rejects.toMatchObject(refused);
    for (const given of ["", id.slice(0, 4), "%", `${id}0`, "0".repeat(32)]) await expect(end(given), given).rejects.toMatchObject(refused);
    expect(await end(id)).toMatchObject({ isOpen: false });
    await expect(end(id)).rejects.toMatchObject(refused);
    await expect(end(url)).rejects.toMatchObject(refused);
  });
});

/** Sends the page of a link with the least that it asks. */
async function send(url: string): Promise<Response> {
  const page = /name="page" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? randomUUID();
  return fetch(url, { method: "POST", body: new URLSearchParams({ page, q1: "0" }) });
}

test.each([
  [["--days", "0"], "A link is good for 1 to 365 days.\n"],
  [["--days", "many"], "A link is good for 1 to 365 days.\n"],
  [["--unit", " "], "A unit's name has 1 to 80 characters.\n"],
  [["--name", "phq9"], "The programme has no questionnaire phq9 to send.\n"],
])("makes no link that can't be: %j", async (words, err) => {
  expect(await run("link", ...words, "--programme", slug)).toEqual({ code: 1, out: "", err });
});

test("imports a programme's own, lists it, and refuses another of the same version", async () => {
  expect(await importFile(ownQuestionnaire())).toEqual({
    code: 0,
    out: "sommeil 1 is asked from now on; whoever has begun another version goes on with that.\n",
    err: "",
  });
  expect(await importFile(ownQuestionnaire({ title: "Autre" }))).toEqual({
    code: 1,
    out: "",
    err: "sommeil 1 is there with other content. Give yours another version.\n",
  });

  const { out } = await run("list", "--programme", slug);
  const columns = out.split("\n").map((line) => line.trim().split(/ {2,}/));
  expect(columns).toContainEqual(["sommeil", "1", "active", "own", "fr", "sms voice teams", "Le sommeil"]);
  expect(columns).toContainEqual(["phq9", "1", "draft", "shipped", "fr en", "sms voice teams", "Humeur (PHQ-9)"]);
});

test("sends a draft only where that is said", async () => {
  const statusOf = () => rowsOf(service, "select status from questionnaire where programme_id = $1 and imported", [programmeId]);
  expect((await run("import", shippedFile("phq9"), "--programme", slug)).out).toContain("kept as a draft");
  expect(await statusOf()).toEqual([{ status: "draft" }]);
  expect((await run("import", shippedFile("phq9"), "--active", "--programme", slug)).code).toBe(0);
  expect(await statusOf()).toEqual([{ status: "active" }]);
});

test.each([
  [["--out", "FOLDER/x.csv", "--from", "2026-02-30"], "A day is written like 2026-11-24.\n"],
  [["--out", "FOLDER/none/x.csv"], "can't be written (ENOENT).\n"],
  [["--out", "FOLDER/x.csv", "--programme", "none"], "There is no programme none.\n"],
])("an export that can't be made leaves no file: %j", async (words, said) => {
  const { code, err } = await run("export", "--format", "csv", ...words.map((word) => word.replace("FOLDER", folder)));

  expect(code).toBe(1);
  expect(err).toContain(said);
  await expect(stat(join(folder, "x.csv"))).rejects.toThrow("ENOENT");
  await expect(stat(join(folder, "x.csv.part"))).rejects.toThrow("ENOENT");
});
