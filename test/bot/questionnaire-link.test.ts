import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { findProgramme } from "../../domain/programmes/create-programme.ts";
import { exportAnswers } from "../../domain/surveys/export/export-answers.ts";
import { makeFormLink } from "../../domain/surveys/form-link.ts";
import { importQuestionnaire } from "../../domain/surveys/import-questionnaire.ts";
import { questionnaire } from "../../domain/surveys/questionnaire.ts";
import { chromiumPath, collectComplaints, launchBrowser, NARROW, WIDE } from "../support/browser.ts";
import { addProgramme, findAnywhere, oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const UNIT = "Oncologie <2e étage>";
/** The professional questionnaire's fields, in its order. */
const [PROPOSED, USEFUL, COMPLEMENT, WORKLOAD, RECOMMEND, WORDS] = ["q1", "q2", "q3", "q4", "q5", "q6"] as const;
const EVERYTHING = { [PROPOSED]: "1", [USEFUL]: "8", [COMPLEMENT]: "10", [WORKLOAD]: "2", [RECOMMEND]: "9", [WORDS]: "Très utile <b>" };

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  pool = openAppPool(service);
  programmeId = (await findProgramme(pool, "demo")) ?? "";
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});
beforeEach(async () => {
  await service.owner.query("delete from questionnaire_response");
});

interface Opened {
  status: number;
  body: string;
  headers: Headers;
}

async function makeLink({ name = "professional", unit = UNIT as string | null, days = 30 } = {}): Promise<string> {
  const { token } = await inProgramme(pool, programmeId, (db) => makeFormLink(db, service.config.keys.addressKey, { name, unit, days }));
  return `${service.config.publicUrl}/questionnaire/demo/${token}`;
}

async function get(url: string, language?: string): Promise<Opened> {
  const response = await fetch(url, { headers: language ? { "accept-language": language } : {} });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

const pageIn = ({ body }: Opened): string => /name="page" value="([^"]+)"/.exec(body)?.[1] ?? "";

async function send(url: string, page: string, typed: Record<string, string>): Promise<Opened> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams({ page, ...typed }) });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

const fill = async (url: string, typed: Record<string, string>) => send(url, pageIn(await get(url)), typed);

const forms = () =>
  rowsOf(
    service,
    `select person_id, questionnaire_name as name, occasion, state, locale, unit from questionnaire_response join questionnaire_link using (link_id)`,
  );
const answers = async () =>
  Object.fromEntries(
    (await rowsOf(service, "select link_id, value, mode from questionnaire_answer")).map(({ link_id, value, mode }) => [
      link_id,
      [value, mode],
    ]),
  );

describe("the page of a link", () => {
  test("is the whole form, with what is kept, and nothing that loads or runs", async () => {
    const { status, body, headers } = await get(await makeLink());
    expect(status).toBe(200);
    expect(body).toContain('<html lang="fr">');
    expect(body).toContain("Votre avis de professionnel de santé");
    expect(body).toContain("(Oncologie &#60;2e étage&#62;)");
    expect(body).toContain("sans votre nom, avec votre service et leur date");
    expect([...new Set(body.match(/name="q\d"/g))]).toHaveLength(6);
    // what is asked for must be answered; what is not can be left or unmade
    expect(body.match(/ required/g)).toHaveLength(3);
    expect(body.match(/value="" checked/g)).toHaveLength(4);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-.*form-action 'self'.*frame-ancestors 'none'/,
    );
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).not.toMatch(/<script|<img|<link|https?:/);
  });

  test.each([
    ["en-GB,en;q=0.9,fr;q=0.8", "en"],
    ["fr;q=0.5, en;q=0.4", "fr"],
    ["de, en;q=0.3, fr;q=0.2", "en"],
    ["de", "fr"],
    ["en;q=0, *", "fr"],
  ])("is in the language that the browser asks for first: %s", async (asked, locale) => {
    expect((await get(await makeLink(), asked)).body).toContain(`<html lang="${locale}">`);
  });

  test("changes its language, and says all of it in that one", async () => {
    const url = await makeLink({ unit: null });
    const french = await get(url, "fr");
    expect(french.body).toContain('href="?lang=en" lang="en"');
    const english = await get(`${url}?lang=en`, "fr");
    expect(english.body).toContain("Your view as a health professional");
    expect(english.body).toContain("kept without your name, with their date.");
    expect(english.body).not.toMatch(/facultatif|Envoyer/);
    const sent = await send(`${url}?lang=en`, pageIn(english), { [PROPOSED]: "0" });
    expect(sent.body).toContain("Your answers are noted");
    expect(await forms()).toMatchObject([{ locale: "en", unit: null }]);
  });

  test("is not offered in a language in which the form is not written", async () => {
    const { body } = await get(await makeLink({ name: "semcd6" }), "fr");
    expect(body).toContain('<html lang="en">');
    expect(body).not.toContain("?lang=fr");
  });
});

describe("a form that is sent", () => {
  test("is kept complete as nobody's, with the unit", async () => {
    const { status, body } = await fill(await makeLink(), EVERYTHING);
    expect(status).toBe(200);
    expect(body).toContain("Vos réponses sont notées");
    expect(await forms()).toEqual([
      { person_id: null, name: "professional", occasion: "professional", state: "completed", locale: "fr", unit: UNIT },
    ]);
    expect(await answers()).toMatchObject({
      proposed: [{ valueCoding: { code: "few" } }, "web"],
      useful: [{ valueInteger: 8 }, "web"],
      complement: [{ valueInteger: 10 }, "web"],
      workload: [{ valueCoding: { code: "heavier" } }, "web"],
      recommend: [{ valueInteger: 9 }, "web"],
      words: [{ valueString: "Très utile <b>" }, "web"],
    });
  });

  test("may leave out what is not required", async () => {
    expect((await fill(await makeLink(), { [PROPOSED]: "0" })).status).toBe(200);
    expect(await answers()).toMatchObject({ useful: [null, "web"], words: [null, "web"] });
  });

  test("comes from several, each kept", async () => {
    const url = await makeLink();
    await Promise.all([fill(url, EVERYTHING), fill(url, EVERYTHING), fill(url, { [PROPOSED]: "2" })]);
    expect(await forms()).toHaveLength(3);
  });

  test("twice, or many times at once, is answered alike and kept once", async () => {
    const url = await makeLink();
    const page = pageIn(await get(url));
    const sent = await Promise.all(Array.from({ length: 6 }, () => send(url, page, EVERYTHING)));
    const again = await send(url, page, { ...EVERYTHING, [WORDS]: "autre chose" });
    expect(new Set([...sent, again].map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(again.status).toBe(200);
    expect(await forms()).toHaveLength(1);
    expect((await answers()).words).toEqual([{ valueString: "Très utile <b>" }, "web"]);
  });

  test("with something missing or wrong comes back with what was typed, and nothing is kept", async () => {
    const url = await makeLink();
    const page = pageIn(await get(url));
    const sent = await send(url, page, { [USEFUL]: "11", [RECOMMEND]: "7", [WORKLOAD]: "9", [WORDS]: "</textarea><b>mot" });
    expect(sent.status).toBe(422);
    expect(sent.body).toContain("Rien n&#39;est encore envoyé");
    expect(sent.body.match(/<a href="#q\d">/g)).toEqual(['<a href="#q1">', '<a href="#q2">', '<a href="#q4">']);
    expect(sent.body).toContain("Il manque une réponse ici.");
    expect(sent.body.match(/Cette réponse n&#39;est pas possible ici\./g)).toHaveLength(2);
    expect(sent.body).toMatch(/name="q5" value="7" checked/);
    expect(sent.body).toContain("&#60;/textarea&#62;&#60;b&#62;mot</textarea>");
    expect(await forms()).toEqual([]);
    // the same page goes on
    expect(pageIn(sent)).toBe(page);
    expect((await send(url, page, EVERYTHING)).status).toBe(200);
    expect(await forms()).toHaveLength(1);
  });

  test("without a page of ours is malformed", async () => {
    const url = await makeLink();
    for (const page of ["", "1", "' or 1=1"]) expect((await send(url, page, EVERYTHING)).status).toBe(400);
    const json = await fetch(url, { method: "POST", body: "null", headers: { "content-type": "application/json" } });
    expect(json.status).toBe(400);
    const odd = await fetch(url, {
      method: "POST",
      body: `page=${pageIn(await get(url))}&q1=0&q1=1&q6[a]=b&__proto__[x]=1`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(odd.status).toBe(422);
    expect(await forms()).toEqual([]);
  });

  test("that is too large is refused before it is read", async () => {
    const url = await makeLink();
    const page = pageIn(await get(url));
    expect((await send(url, page, { ...EVERYTHING, [WORDS]: "x".repeat(65 * 1024) })).status).toBe(413);
    // what is long and is read is kept as far as a message is
    expect((await send(url, page, { ...EVERYTHING, [WORDS]: "Tout se passe bien. ".repeat(3000) })).status).toBe(200);
    const { words } = await answers();
    expect(words?.[0]?.valueString).toHaveLength(1000);
  });

  test("has as many as a link takes in an hour, then waits with what was typed", async () => {
    const url = await makeLink();
    const first = pageIn(await get(url));
    await send(url, first, EVERYTHING);
    await service.owner.query(
      `insert into questionnaire_response (programme_id, questionnaire_name, questionnaire_id, link_id, occasion, state, sent_at)
       select programme_id, questionnaire_name, questionnaire_id, link_id, occasion, state, sent_at from questionnaire_response, generate_series(1, 59)`,
    );
    const refused = await fill(url, EVERYTHING);
    expect(refused.status).toBe(429);
    expect(refused.body).toContain("dans une heure");
    expect(refused.body).toContain("Très utile &#60;b&#62;");
    expect(await forms()).toHaveLength(60);
    // one that is kept is still answered so, and another link is not touched
    expect((await send(url, first, EVERYTHING)).status).toBe(200);
    expect((await fill(await makeLink(), EVERYTHING)).status).toBe(200);
    await service.owner.query("update questionnaire_response set sent_at = sent_at - interval '61 minutes'");
    expect((await send(url, pageIn(refused), EVERYTHING)).status).toBe(200);
  });
});

describe("words of danger", () => {
  const DANGER = "Une patiente m'a dit: je veux mourir, je vais me tuer ce soir";

  test("are answered with the lines that help, and kept nowhere", async () => {
    const { status, body } = await fill(await makeLink(), { ...EVERYTHING, [WORDS]: DANGER });
    expect(status).toBe(200);
    expect(body).toMatch(/<a href="tel:3114">3114<\/a>/);
    expect(body).toContain("Cette page ne prévient personne");
    expect(body).toContain("Vos réponses sont notées");
    expect(body).not.toContain("ce soir");
    expect(await answers()).toMatchObject({ words: [null, "web"], useful: [{ valueInteger: 8 }, "web"] });
    expect(await findAnywhere(service.owner, "je veux mourir")).toEqual([]);
    expect(service.logged()).not.toContain("mourir");
    expect(await rowsOf(service, "select from incident")).toEqual([]);
  });

  test("are heard beyond what is kept of a text", async () => {
    const { body } = await fill(await makeLink(), { ...EVERYTHING, [WORDS]: `${"Tout va bien. ".repeat(100)} ${DANGER}` });
    expect(body).toContain("tel:3114");
    expect((await answers()).words).toEqual([null, "web"]);
  });

  test("are answered too where something is missing, and not shown again", async () => {
    const { status, body } = await fill(await makeLink(), { [RECOMMEND]: "3", [WORDS]: DANGER });
    expect(status).toBe(422);
    expect(body).toContain("tel:3114");
    expect(body).not.toContain("ce soir");
    expect(body).toMatch(/name="q5" value="3" checked/);
  });

  test("leave other words alone", async () => {
    const { body } = await fill(await makeLink(), EVERYTHING);
    expect(body).not.toContain("tel:");
  });
});

describe("a link", () => {
  test("that is over says as much as one that never was", async () => {
    const url = await makeLink({ days: 1 });
    const page = pageIn(await get(url));
    await service.owner.query("update clock set standing_at = standing_at + interval '1 day' - interval '1 second'");
    expect((await get(`${url.slice(0, -32)}${url.slice(-32).toUpperCase()}.`)).status).toBe(200);
    await service.owner.query("update clock set standing_at = standing_at + interval '1 second'");
    const over = [await get(url), await send(url, page, EVERYTHING)];
    const base = `${service.config.publicUrl}/questionnaire`;
    const never = [
      await get(`${base}/demo/${"0".repeat(32)}`),
      await get(`${base}/demo/${"0".repeat(12)}`),
      await get(`${base}/none/${url.slice(-32)}`),
      await get(`${base}/%27--/${url.slice(-32)}`),
    ];
    expect(new Set([...over, ...never].map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(over[0]?.status).toBe(404);
    expect(over[0]?.body).toMatch(/ne sert plus.*no longer of use/s);
    expect(over[0]?.body).not.toContain("Oncologie");
    expect(await forms()).toEqual([]);
  });

  test("opens nothing of another programme", async () => {
    await addProgramme(pool, "other-programme", "+33199001234");
    const url = await makeLink();
    expect((await get(url.replace("/demo/", "/other-programme/"))).status).toBe(404);
  });

  test("is kept as a hash only, and is in no log", async () => {
    const url = await makeLink();
    await fill(url, EVERYTHING);
    expect(await findAnywhere(service.owner, url.slice(-32))).toEqual([]);
    expect(service.logged()).not.toContain(url.slice(-32));
  });

  test("asks the version of the day on which it was made", async () => {
    const own = (version: string) =>
      questionnaire.parse({
        resourceType: "Questionnaire",
        name: "avis",
        title: `Avis ${version}`,
        version,
        status: "active",
        language: "fr",
        item: [
          { linkId: "a.1[x]", text: "Connaissez-vous les pairs ?", type: "boolean", required: true },
          {
            linkId: "b",
            text: "Combien en avez-vous vu ?",
            type: "integer",
            required: true,
            enableWhen: [{ question: "a.1[x]", operator: "=", answerBoolean: true }],
          },
        ],
      });
    const bring = (version: string) => inProgramme(pool, programmeId, (db) => importQuestionnaire(db, own(version)));
    await bring("1");
    const url = await makeLink({ name: "avis" });
    await bring("2");
    const { body } = await get(url);
    expect(body).toContain("Avis 1");
    // what only some answers lead to is there, and may stay empty
    expect(body).toContain("(selon vos réponses plus haut)");
    expect(body.match(/ required/g)).toHaveLength(2);
    expect((await fill(url, { q1: "0" })).status).toBe(422);
    expect((await fill(url, { q1: "1" })).status).toBe(200);
    expect(await answers()).toEqual({ "a.1[x]": [{ valueBoolean: false }, "web"] });
  });
});

test("the export has the forms of links: nobody's, with their unit, and nobody in the audit", async () => {
  await fill(await makeLink(), EVERYTHING);
  const exported = async (kind: "csv" | "fhir") => {
    let text = "";
    const format = kind === "csv" ? ({ kind, separator: ";" } as const) : { kind };
    await inProgramme(pool, programmeId, (db) =>
      exportAnswers(db, format, { from: null, to: null, freeText: false, secret: service.config.keys.addressKey }, async (piece) => {
        text += piece;
      }),
    );
    return text;
  };
  const [head = "", first = ""] = (await exported("csv")).split("\r\n");
  const cells = Object.fromEntries(
    head
      .replace("\ufeff", "")
      .split(";")
      .map((name, at) => [name, first.split(";")[at]]),
  );
  expect(cells).toMatchObject({
    person: "",
    form: expect.stringMatching(/^[0-9a-f]{20}$/),
    unit: UNIT,
    item: "proposed",
    code: "few",
    mode: "web",
  });
  const resource = JSON.parse(await exported("fhir"));
  expect(resource).toMatchObject({ resourceType: "QuestionnaireResponse", status: "completed" });
  expect(resource).not.toHaveProperty("subject");
  expect(JSON.stringify(resource.extension)).toContain(UNIT);
  expect(await rowsOf(service, "select from audit where action = 'export-answers' and subject_id is null")).toEqual([]);
});

test("only a form of a link is nobody's", async () => {
  await fill(await makeLink(), EVERYTHING);
  for (const broken of ["occasion = 'entry'", "link_id = null", "person_id = (select person_id from person limit 1)"])
    await expect(service.owner.query(`update questionnaire_response set ${broken}`)).rejects.toThrow("questionnaire_response_whose");
  expect(await oneValue(service, "select count(*)::integer from questionnaire_response")).toBe(1);
});

test.skipIf(!chromiumPath())("is filled in and sent without a script, on a wide screen and on a phone", async () => {
  const browser = await launchBrowser();
  try {
    for (const viewport of [WIDE, NARROW]) {
      const context = await browser.newContext({ javaScriptEnabled: false, viewport, locale: "fr-FR" });
      const page = await context.newPage();
      const complaints = collectComplaints(page);
      await page.goto(await makeLink());
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
      for (const box of await page.locator("fieldset label").all()) {
        const { x = 0, width = 0, height = 0 } = (await box.boundingBox()) ?? {};
        expect(x + width).toBeLessThanOrEqual(viewport.width);
        expect(height).toBeGreaterThanOrEqual(44);
      }
      await page.getByLabel("1 à 5").check();
      await page
        .getByRole("group", { name: /Recommanderiez-vous/ })
        .getByLabel("9", { exact: true })
        .check();
      await page.getByLabel(/Une remarque/).fill("Merci à vous");
      await page.getByRole("button", { name: "Envoyer" }).click();
      await page.getByText("Vos réponses sont notées").waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    }
    expect(await forms()).toHaveLength(2);
  } finally {
    await browser.close();
  }
});
