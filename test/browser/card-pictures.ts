/**
 * Draws every card of questionnaires, campaigns and coordination as Teams would, in both languages, on a desk's screen and on a phone's, and the pages of the
 * professionals' link; complains about what is cut, wider than its screen or unlabelled, and leaves sheets of pictures to look at.
 *
 *     SCREENSHOTS=pictures node bootstrap.js test/browser/card-pictures.ts
 *
 * `SCREENSHOTS` names the folder (else a temporary one); `ONLY` is a word that names of cards must hold.
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { AdaptiveCard } from "../../cards/card.ts";
import { startStandIn } from "../playground/stand-in.ts";
import { launchBrowser } from "../support/browser.ts";
import { campaignCards } from "../support/campaign-cards.ts";
import { coordinatorCards } from "../support/coordinator-cards.ts";
import { formCards } from "../support/form-cards.ts";
import { linkPages } from "../support/link-pages.ts";

/** What is left for a card: in a wide window of Teams, and on a phone. */
const WIDTHS = { wide: 800, phone: 360 };
const PHONE = 400;
const SHEET = { width: 1700, height: 1000 };
/** Past this a sheet is scaled down too far to be read. */
const SHEET_CARDS = { wide: 4, phone: 8 };

const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "passerelle-cards-"));
const only = process.env.ONLY ?? "";

type Named = [name: string, card: AdaptiveCard];

/** Runs in the page: puts the cards side by side, and gives what is wrong with them. */
const DRAW = `async (cards, width) => {
  const { drawCard } = await import("/playground/web/cards.ts");
  const sheet = document.createElement("div");
  Object.assign(sheet.style, { display: "flex", flexWrap: "wrap", gap: "16px", padding: "16px", alignItems: "flex-start" });
  document.body.replaceChildren(sheet);
  const wrong = [];
  for (const [name, json] of cards) {
    const held = document.createElement("section");
    held.style.width = width + "px";
    held.append(Object.assign(document.createElement("h2"), { textContent: name }), drawCard(json, async () => undefined));
    sheet.append(held);
    for (const part of held.querySelectorAll("*")) {
      const over = part.scrollWidth - part.clientWidth;
      if (over > 1 && part.clientWidth > 0 && getComputedStyle(part).display !== "inline")
        wrong.push(name + ": <" + (part.className || part.tagName) + "> is " + over + " px too wide: " + part.textContent.slice(0, 60));
    }
    for (const input of held.querySelectorAll("input, select, textarea"))
      if (!input.labels.length && !input.getAttribute("aria-label") && !input.getAttribute("aria-labelledby"))
        wrong.push(name + ": an input has no label");
  }
  return wrong;
}`;

/** @returns what is wrong with them */
const drawSheet = async (page: Page, cards: Named[], width: number): Promise<string[]> =>
  (await page.evaluate(`(${DRAW})(${JSON.stringify(cards)}, ${width})`)) as string[];

async function drawCards(browser: Browser): Promise<string[]> {
  const standIn = await startStandIn();
  const complaints: string[] = [];
  try {
    const page = await browser.newPage({ viewport: SHEET, locale: "fr-FR" });
    await page.goto(`${standIn.options.publicUrl}/playground`);
    for (const locale of ["fr", "en"] as const) {
      const groups: Record<string, Named[]> = {
        forms: formCards(locale),
        campaigns: campaignCards(locale).map(([name, made]) => [name.slice(3), made]),
        coordination: coordinatorCards(locale),
      };
      for (const [group, all] of Object.entries(groups)) {
        const cards = all.filter(([name]) => name.includes(only));
        for (const [kind, width] of Object.entries(WIDTHS) as [keyof typeof WIDTHS, number][])
          for (let from = 0; from < cards.length; from += SHEET_CARDS[kind]) {
            const wrong = await drawSheet(page, cards.slice(from, from + SHEET_CARDS[kind]), width);
            complaints.push(...wrong.map((one) => `${locale} ${kind} ${one}`));
            const name = `${group}-${locale}-${kind}-${String(from / SHEET_CARDS[kind] + 1).padStart(2, "0")}.png`;
            await page.screenshot({ path: join(pictures, name), fullPage: true, animations: "disabled" });
          }
      }
    }
    await page.close();
  } finally {
    await standIn.close();
  }
  return complaints;
}

async function drawPages(browser: Browser): Promise<string[]> {
  const complaints: string[] = [];
  for (const [kind, width] of Object.entries({ wide: 1000, phone: PHONE })) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, locale: "fr-FR" });
    for (const [name, markup] of linkPages().filter(([name]) => name.includes(only))) {
      await page.setContent(markup);
      await page.screenshot({ path: join(pictures, `link-${name}-${kind}.png`), fullPage: true, animations: "disabled" });
      const wider = Number(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"));
      if (wider > 0) complaints.push(`link ${name}: ${wider} px too wide at ${width}`);
    }
    await page.close();
  }
  return complaints;
}

mkdirSync(pictures, { recursive: true });
const browser = await launchBrowser();
try {
  const complaints = [...(await drawCards(browser)), ...(await drawPages(browser))];
  for (const complaint of complaints) process.stdout.write(`WRONG  ${complaint}\n`);
  process.stdout.write(`${complaints.length} complaints; pictures in ${pictures}\n`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  await browser.close();
}
