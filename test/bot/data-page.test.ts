import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Html, html } from "../../bot/render/html.ts";
import { inProgramme } from "../../domain/db.ts";
import { makeExportLink } from "../../domain/people/export.ts";
import { chromiumPath, collectComplaints, launchBrowser } from "../support/browser.ts";
import { leadPatient } from "../support/patient.ts";
import { findAnywhere, oneValue, openAppPool, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const ALIAS = "O'Brien";

let service: TestService;
let pool: pg.Pool;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const later = async (minutes: number) => {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
};

/** A patient with an appointment asked for, who asks for the page; gives its address. */
async function askForPage(word = "MES DONNEES"): Promise<{ phone: string; url: string }> {
  const phone = `+3363998${String(7000 + ++count)}`;
  await leadPatient(service, phone, "asked", { alias: ALIAS });
  await later(2);
  expect((await service.text(phone, word)).join(" ")).toMatch(/1 une page à ouvrir une fois 2 par la poste/);
  const [said = ""] = await service.text(phone, "1");
  return { phone, url: /https?:\S+/.exec(said)?.[0] ?? "" };
}

async function read(url: string, method = "GET"): Promise<{ status: number; body: string; headers: Headers }> {
  const response = await fetch(url, { method });
  return { status: response.status, body: await response.text(), headers: response.headers };
}

test("the page opens once, by its button; looking at the link uses nothing up", async () => {
  const { phone, url } = await askForPage();
  for (let looked = 0; looked < 3; looked++) {
    const { status, body } = await read(url);
    expect(status).toBe(200);
    expect(body).toContain("Ouvrir mes données");
    expect(body).not.toContain("Brien");
  }
  const { status, body, headers } = await read(url, "POST");
  expect(status).toBe(200);
  expect(body).toContain("O&#39;Brien");
  expect(body).toContain("endométriose");
  expect(body).toContain(`.. .. .. .. ${phone.slice(-2)}`);
  expect(body).not.toContain(phone.slice(4));
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  const file = JSON.parse(Buffer.from(/base64,([^"]+)"/.exec(body)?.[1] ?? "", "base64").toString("utf8"));
  expect(file.person.alias).toBe(ALIAS);
  expect(file.appointments).toHaveLength(1);
  expect(file.messages.length).toBeGreaterThan(3);
  expect(JSON.stringify(file)).not.toContain(phone.slice(1));

  // a used, an old and an unknown one are the same page, word for word
  const used = [await read(url), await read(url, "POST")];
  const unknown = await read(`${service.config.publicUrl}/data/${"x".repeat(43)}`);
  const malformed = await read(`${service.config.publicUrl}/data/${"y".repeat(12)}`, "POST");
  const old = (await askForPage()).url;
  await later(24 * 60 + 1);
  const expired = [await read(old), await read(old, "POST")];
  expect(new Set([...used, unknown, malformed, ...expired].map(({ status: code, body: page }) => `${code} ${page}`)).size).toBe(1);
  expect(unknown.body).toMatch(/MES DONNEES.*MY DATA/s);
});

test("two who open it at once: one sees it", async () => {
  const { url } = await askForPage("my data");
  const opened = await Promise.all(Array.from({ length: 8 }, () => read(url, "POST")));
  expect(opened.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)]);
});

test("the token is in no log, kept only as a keyed hash, and gone from what was sent once it is used", async () => {
  const { url } = await askForPage();
  const token = url.split("/").at(-1) ?? "";
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  await read(url);
  await read(`${service.config.publicUrl}/data/${token}?x=%zz`);
  await read(url, "POST");
  await service.drain();
  expect(service.logged()).not.toContain(token);
  expect(await findAnywhere(service.owner, token)).toEqual([]);
});

test("a link that nobody opened is forgotten with its day", async () => {
  const { url } = await askForPage();
  const token = url.split("/").at(-1) ?? "";
  expect(await findAnywhere(service.owner, token)).not.toEqual([]);
  await later(24 * 60 + 5);
  expect(await findAnywhere(service.owner, token)).toEqual([]);
});

test("by post is the team's, who open a link of their own", async () => {
  const phone = `+3363998${String(7000 + ++count)}`;
  await leadPatient(service, phone, "offers");
  await service.text(phone, "MES DONNEES");
  expect((await service.text(phone, "par la poste")).join(" ")).toMatch(/L'équipe vous contacte/);
  const personId = await personOf(service, phone);
  expect(await rowsOf(service, "select kind from work_item where person_id = $1", [personId])).toEqual([{ kind: "data-by-post" }]);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  const coordinator = await oneValue<string>(service, "select person_id from coordinator limit 1");
  const token = await inProgramme(pool, programmeId, (db) => makeExportLink(db, service.config.keys.addressKey, personId, coordinator));
  expect((await read(`${service.config.publicUrl}/data/${token}`, "POST")).body).toContain("endométriose");
  expect(await rowsOf(service, "select actor_id from audit where action = 'open-export' and subject_id = $1", [personId])).toEqual([
    { actor_id: coordinator },
  ]);
});

test("a peer sees their own, and nothing of the patients", async () => {
  const { phone } = await askForPage();
  const personId = await personOf(service, phone);
  const peerId = await oneValue<string>(service, "select peer_id from appointment where patient_id = $1", [personId]);
  const name = await oneValue<string>(service, "select display_name from peer where person_id = $1", [peerId]);
  await service.text(peerPhone(name), "MES DONNEES");
  const [said = ""] = await service.text(peerPhone(name), "1");
  const { body } = await read(/https?:\S+/.exec(said)?.[0] ?? "", "POST");
  expect(body).toContain("profil de pair aidant");
  expect(body).toContain(name);
  const reference = await oneValue<string>(service, "select reference from appointment where patient_id = $1", [personId]);
  const sections = body.split("<section>").filter((section) => !section.includes("Nos messages"));
  expect(sections.join("").replace(/base64,[^"]+/, "")).not.toContain(reference);
});

test("values are escaped, whatever they are", () => {
  expect(html`<p title="${'"><script>'}">${"<b>&'"}</p>`.markup).toBe('<p title="&#34;&#62;&#60;script&#62;">&#60;b&#62;&#38;&#39;</p>');
  expect(html`${new Html("<i>")}${[html`${1}`, html`${null}`]}`.markup).toBe("<i>1");
});

// a newcomer's machine may have no browser; CI installs one
test.skipIf(!chromiumPath() && !process.env.CI)(
  "is read well on a phone and on a desk, in both languages, and asks nothing of anybody else",
  async () => {
    const browser = await launchBrowser();
    try {
      for (const [word, width, name] of [
        ["MES DONNEES", 400, "fr"],
        ["MES DONNEES", 1200, "en"],
      ] as const) {
        const { phone, url } = await askForPage(word);
        if (name === "en") await service.text(phone, "ENGLISH");
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        const complaints = collectComplaints(page);
        await page.goto(url);
        if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/data-before-${width}.png` });
        await page.getByRole("button").click();
        await page.getByRole("heading", { level: 1 }).waitFor();
        if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/data-${width}.png`, fullPage: true });
        expect(await page.locator("section").count()).toBeGreaterThan(8);
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /JSON/ }).click()]);
        expect(download.suggestedFilename()).toBe("passerelle.json");
        expect(complaints).toEqual([]);
        await page.close();
      }
    } finally {
      await browser.close();
    }
  },
);
