/**
 * Clicks the whole thread through in the playground: a peer and a coordinator are linked, a patient writes and chooses, the peer accepts, the patient is
 * told; a second patient writes, the clock is moved, and the table shows what was sent.
 *
 *     node bootstrap.js test/browser/thread.ts
 *
 * `SCREENSHOTS` names a folder for pictures (else a temporary one). `PLAYGROUND_URL` names a product that runs already (else one is started and ended).
 */
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { collectComplaints, launchBrowser, MIDDLE, NARROW, WIDE } from "../support/browser.ts";
import { fillCards } from "./cards.ts";
import { type RunningProduct, startProduct } from "./product.ts";
import { telephone } from "./telephone.ts";

/** A slow, shared machine, and a worker that looks for work now and then. */
const PATIENCE_MS = 90_000;

const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "passerelle-pictures-"));
const counts = { passed: 0, failed: 0 };
let broken = false;

/** One step. After a failure the later ones can't be reached and count as failed. */
async function check(name: string, step: () => Promise<void>): Promise<void> {
  try {
    if (broken) throw new Error("not reached");
    await step();
    counts.passed += 1;
    process.stdout.write(`ok    ${name}\n`);
  } catch (error) {
    broken = true;
    counts.failed += 1;
    process.stdout.write(`FAIL  ${name}: ${error instanceof Error ? error.message.split("\n").slice(0, 6).join(" ") : String(error)}\n`);
  }
}

async function walk(page: Page, url: string): Promise<void> {
  const complaints = collectComplaints(page);
  const received = page.locator("#phone-a-messages [data-side=received]");
  const cards = page.locator("#peer-messages [data-testid=card]");
  const deliveries = page.locator("#deliveries-rows tr");
  let card: Locator = cards.last();

  /** Sends an SMS as the patient and waits for what the product answers. @returns the answer */
  const text = async (sms: string): Promise<string> => {
    const before = await received.count();
    await page.locator("#phone-a-input").fill(sms);
    await page.locator("#phone-a-send").click();
    await received.nth(before).waitFor({ timeout: PATIENCE_MS });
    return (await received.nth(before).locator(".text").textContent()) ?? "";
  };
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  /** Every width; on the narrow one every side that is named. */
  const everyWidth = async (name: string, ...sides: string[]) => {
    for (const [width, size] of Object.entries({ wide: WIDE, middle: MIDDLE })) {
      await page.setViewportSize(size);
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`), animations: "disabled", fullPage: true });
    }
    await page.setViewportSize(NARROW);
    for (const side of sides) {
      await page.getByTestId(`show-${side}`).click();
      await picture(`${name}-narrow-${side}`);
    }
    await page.setViewportSize(WIDE);
  };
  /** Sends the invitation code that the page shows in a chat. @returns what the bot answered */
  const link = async (account: string): Promise<string> => {
    const fromBot = page.locator(`#${account}-messages [data-side=bot]`);
    const before = await fromBot.count();
    await page.locator(`#${account}-suggestions button`).first().click();
    if ((await page.locator(`#${account}-input`).inputValue()) === "") throw new Error("the page shows no invitation code");
    await page.locator(`#${account}-send`).click();
    await page.locator(`#${account}-messages [data-side=user][data-state=delivered]`).last().waitFor({ timeout: PATIENCE_MS });
    await fromBot.nth(before).waitFor({ timeout: PATIENCE_MS });
    return (await fromBot.nth(before).locator(".text").textContent()) ?? "";
  };

  await check("the page opens in French, with both chats begun", async () => {
    await page.setViewportSize(WIDE);
    await page.goto(`${url}/playground`);
    await page.locator("#phone-a-new").click({ timeout: PATIENCE_MS });
    for (const account of ["peer", "coordinator"])
      await page.locator(`#${account}-messages [data-side=bot]`).first().waitFor({ timeout: PATIENCE_MS });
    await expectEqual("the page's language", await page.locator("html").getAttribute("lang"), "fr");
    await everyWidth("1-start", "phone-a", "peer", "deliveries");
  });
  await check("the page changes its language and keeps it", async () => {
    const french = await page.locator("#phone-a-new").textContent();
    await page.getByTestId("language-en").click();
    await page.reload();
    await page.locator("html[lang=en]").waitFor();
    const english = await page.locator("#phone-a-new").textContent();
    if (english === french) throw new Error("a button says the same in both languages");
    await everyWidth("2-english", "phone-a");
    await page.getByTestId("language-fr").click();
    await page.locator("html[lang=fr]").waitFor();
  });
  await check("nothing is wider than a narrow screen", async () => {
    await page.setViewportSize(NARROW);
    const wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    await page.setViewportSize(WIDE);
    if (Number(wider) > 0) throw new Error(`the page is ${wider} px too wide at ${NARROW.width}`);
  });
  let peerName = "";
  await check("the peer is linked by her invitation code", async () => {
    peerName = ((await page.locator("#peer-name").textContent()) ?? "").trim();
    await link("peer");
  });
  await check("the coordinator is linked by hers, in a chat of her own", async () => {
    const said = await link("coordinator");
    const name = ((await page.locator("#coordinator-name").textContent()) ?? "").trim();
    if (!said.includes(name)) throw new Error(`the coordinator is not greeted by name in: ${said}`);
    if ((await page.locator("#peer-messages").textContent())?.includes(said)) throw new Error("the peer sees the coordinator's chat");
  });
  let answer = "";
  await check("the patient's first SMS is answered by the question for consent", async () => {
    await page.getByTestId("story-do").click();
    answer = await text(await page.locator("#phone-a-input").inputValue());
    await page.locator("#phone-a-messages [data-side=sent][data-state=delivered]").waitFor({ timeout: PATIENCE_MS });
  });
  await check("OUI leads on to the next question", async () => {
    answer = await text("OUI");
  });
  await check("an adult with a phone of her own is offered peers", async () => {
    answer = await text("1");
    if (!/\b1\b/.test(answer)) throw new Error(`no numbered offer in: ${answer}`);
  });
  await check("the linked peer can be chosen", async () => {
    const number = new RegExp(`(\\d)[^\\d]{0,3}${peerName}`, "i").exec(answer)?.[1];
    if (!number) throw new Error(`${peerName} is not offered in: ${answer}`);
    answer = await text(number);
  });
  await check("a talk by phone can be chosen", async () => {
    answer = await text("1");
    if (!/\b1\b/.test(answer)) throw new Error(`no numbered slot in: ${answer}`);
  });
  await check("the first slot can be chosen", async () => {
    answer = await text("1");
  });
  await check("an alias is taken and the request reaches the peer's chat", async () => {
    const before = await cards.count();
    await text("Lou");
    await cards.nth(before).waitFor({ timeout: PATIENCE_MS });
    card = page.locator(`#peer-messages [data-key="${await cards.nth(before).getAttribute("data-key")}"]`);
    await everyWidth("3-request", "phone-a", "peer");
  });
  let told = 0;
  await check("the peer accepts and the card redraws itself without the button", async () => {
    told = await received.count();
    const revision = await card.getAttribute("data-revision");
    const accept = card.getByRole("button", { name: /accept/i });
    await accept.click({ timeout: PATIENCE_MS });
    await page
      .locator(`#peer-messages [data-key="${await card.getAttribute("data-key")}"]:not([data-revision="${revision}"])`)
      .waitFor({ timeout: PATIENCE_MS });
    await accept.waitFor({ state: "detached", timeout: PATIENCE_MS });
  });
  await check("the patient is told by SMS", async () => {
    await received.nth(told).waitFor({ timeout: PATIENCE_MS });
    await everyWidth("4-told", "phone-a", "deliveries");
  });
  await check("the table shows what was sent, its text only when asked for", async () => {
    const request = deliveries.filter({ hasText: `Teams: ${peerName}` }).filter({ hasText: "demande" });
    await request.first().waitFor({ timeout: PATIENCE_MS });
    const last = ((await received.last().locator(".text").textContent()) ?? "").trim();
    const table = page.getByTestId("deliveries");
    if ((await table.textContent())?.includes(last)) throw new Error("a text is shown before it was asked for");
    await deliveries
      .filter({ hasText: "Lou" })
      .or(deliveries.filter({ hasText: "SMS" }))
      .first()
      .getByRole("button")
      .click();
    await deliveries.locator(".text").first().waitFor({ timeout: PATIENCE_MS });
  });
  await check("a second patient's phone has a conversation of its own", async () => {
    const before = await received.count();
    await page.locator("#phone-b-input").fill("Bonjour");
    await page.locator("#phone-b-send").click();
    await page.locator("#phone-b-messages [data-side=received]").first().waitFor({ timeout: PATIENCE_MS });
    await expectEqual("the number of messages on the first phone", String(await received.count()), String(before));
  });
  await check("the clock moves on by an hour, and from due time to due time until the reminder", async () => {
    const time = page.getByTestId("clock-time");
    const earlier = (await time.textContent()) ?? "";
    await page.getByTestId("clock-hour").click();
    await time.and(page.locator(`:not(:text-is("${earlier}"))`)).waitFor({ timeout: PATIENCE_MS });
    await page.locator("#clock-progress").waitFor({ state: "hidden", timeout: PATIENCE_MS });
    const reminder = deliveries.locator("td:nth-child(4)").filter({ hasText: "rappel" });
    for (let stops = 0; (await reminder.count()) === 0; stops++) {
      if (stops === 12) throw new Error("no reminder after twelve due times");
      await page.locator("[data-testid=clock-next]:enabled").click({ timeout: PATIENCE_MS });
      await page.locator("#clock-progress").waitFor({ state: "hidden", timeout: PATIENCE_MS });
      await page.locator("[data-testid=clock-next]:enabled").waitFor({ timeout: PATIENCE_MS });
    }
    await everyWidth("5-clock", "phone-a", "deliveries");
  });
  await check("the peer withdraws in Teams: the patient is asked what now, the coordinator's queue shows it", async () => {
    const before = await received.count();
    // the newest card that has it: a reminder of the hour may come after the card
    const peerButton = (name: RegExp) => page.locator("#peer-messages").getByRole("button", { name }).last();
    await page.getByTestId("story-do").click();
    await page.locator("#peer-send").click();
    await peerButton(/^Me désister/).click({ timeout: PATIENCE_MS });
    await peerButton(/^Oui/).click({ timeout: PATIENCE_MS });
    await received.nth(before).waitFor({ timeout: PATIENCE_MS });
    await page.locator("#coordinator-input").fill("file");
    await page.locator("#coordinator-send").click();
    await page.locator("#coordinator-messages").getByText("À voir").last().waitFor({ timeout: PATIENCE_MS });
    await everyWidth("6-withdrawn", "phone-a", "coordinator");
  });
  await check("the history is still there when the page is opened again", async () => {
    const messages = await received.count();
    await page.reload();
    await received.nth(messages - 1).waitFor({ timeout: PATIENCE_MS });
    await card.waitFor({ timeout: PATIENCE_MS });
  });
  await check("the page had nothing to complain of", async () => {
    if (complaints.length > 0) throw new Error(complaints.slice(0, 5).join("; "));
  });
  if (broken) await picture("failed").catch(() => undefined);
}

async function expectEqual(what: string, is: string | null, wanted: string): Promise<void> {
  if (is !== wanted) throw new Error(`${what} is ${is}, not ${wanted}`);
}

mkdirSync(pictures, { recursive: true });
let product: RunningProduct | undefined;
try {
  const given = process.env.PLAYGROUND_URL;
  if (!given) process.stdout.write("starting the product...\n");
  product = given ? { url: given.replace(/\/$/, ""), stop: async () => undefined } : await startProduct();
  const browser = await launchBrowser();
  try {
    await check("inputs, a card within a card and redrawn cards work in both chats", () => fillCards(browser));
    await check("a patient and the peer telephone, and each hears the other", () => telephone(browser, pictures));
    await walk(await browser.newPage({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: WIDE }), product.url);
  } finally {
    await browser.close();
  }
} catch (error) {
  counts.failed += 1;
  process.stdout.write(`FAIL  the browser lane: ${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await product?.stop();
}
process.stdout.write(`pictures: ${pictures}\n${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
