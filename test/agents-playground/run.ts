/**
 * Drives the product by a Teams client that is not ours, Microsoft's Agents Playground: the peer's code is typed there, a patient texts until a peer is
 * asked, the request card is accepted there, and the patient's SMS comes.
 *
 *     npm run agents-playground
 *
 * `SCREENSHOTS` names a folder for pictures (else a temporary one).
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "playwright-core";
import { DEMO_PEER_CODE, DEMO_PEER_NAME } from "../../bot/demo-codes.ts";
import { freePort } from "../../bot/embedded-postgres/free-port.ts";
import type { PlaygroundView } from "../../playground/page/view.ts";
import { startProduct } from "../browser/product.ts";
import { launchBrowser } from "../support/browser.ts";
import { type SigningProxy, startSigningProxy } from "./signing-proxy.ts";
import { installTool, startTool } from "./tool.ts";

/** The tool's page is big, and a worker looks for work now and then. */
const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 200;

const pictures = process.env.SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "passerelle-agents-"));
const counts = { passed: 0, failed: 0 };
const ends: (() => Promise<unknown>)[] = [];
const say = (line: string) => process.stdout.write(`${line}\n`);

/** One step; the run ends with the first that fails. */
async function check<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
  try {
    const result = await step();
    counts.passed += 1;
    say(`ok    ${name}`);
    return result;
  } catch (error) {
    counts.failed += 1;
    say(`FAIL  ${name}: ${error instanceof Error ? error.message.split("\n").slice(0, 6).join(" ") : String(error)}`);
    throw error;
  }
}

/** A patient's phone, by the playground's own HTTP surface. */
function openPhone(product: string) {
  const view = async () => (await (await fetch(`${product}/playground/api/state`)).json()) as PlaygroundView;
  const messages = async () => (await view()).phones[0]?.messages ?? [];
  const received = async () => (await messages()).filter(({ side }) => side === "received").map(({ text }) => text);
  /** Waits until a text has come that is as wanted. */
  const waitFor = async (isWanted: (sms: string, index: number) => boolean): Promise<string> => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await wait(LOOK_AGAIN_MS)) {
      const found = (await received()).find(isWanted);
      if (found !== undefined) return found;
    }
    const newest = (await messages()).slice(-2).map(({ side, text, state }) => `${side} (${state}): ${text}`);
    throw new Error(`no such SMS came; the newest are ${newest.join(" | ").replaceAll("\n", " ")}`);
  };
  return {
    waitFor,
    /** @returns the answer */
    async text(body: string): Promise<string> {
      const before = (await received()).length;
      const sent = await fetch(`${product}/playground/api/phone/send`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: product },
        body: JSON.stringify({ from: (await view()).phones[0]?.number, text: body }),
      });
      if (!sent.ok) throw new Error(`the playground's phone answered ${sent.status}`);
      return waitFor((_sms, index) => index === before);
    },
  };
}

async function run(proxy: SigningProxy, page: Page, product: string, tool: string): Promise<void> {
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
  const phone = openPhone(product);

  const box = page.getByRole("textbox").first();
  /** Types in the tool's chat. */
  const write = async (text: string) => {
    await box.click();
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  };

  await check("the Agents Playground opens and its chat can be written in", async () => {
    await page.goto(tool, { timeout: PATIENCE_MS });
    await box.waitFor({ timeout: PATIENCE_MS });
  });
  await check(`the peer's code ${DEMO_PEER_CODE} is typed there and links ${DEMO_PEER_NAME}`, async () => {
    await write(DEMO_PEER_CODE);
    await page.getByText(`Bonjour ${DEMO_PEER_NAME}`).first().waitFor({ timeout: PATIENCE_MS });
    await picture("1-linked");
  });
  await check("the token guard let in what the proxy signed, and refuses the tool's own token", async () => {
    const message = proxy.seen.find(({ type }) => type === "message");
    if (message?.status !== 200) throw new Error(`the activity was answered ${message?.status}`);
    const unsigned = await fetch(`${product}/api/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl" },
      body: JSON.stringify({ type: "message", channelId: "msteams", serviceUrl: proxy.serviceUrl }),
    });
    if (unsigned.status !== 401) throw new Error(`without a token that it trusts the guard answers ${unsigned.status}`);
  });
  let answer = "";
  await check("a patient texts through the local provider until a peer is offered", async () => {
    await phone.text("Bonjour, je cherche quelqu'un pour parler de mon endométriose");
    await phone.text("OUI");
    answer = await phone.text("1");
    if (!answer.includes(DEMO_PEER_NAME)) throw new Error(`${DEMO_PEER_NAME} is not offered in: ${answer}`);
  });
  await check("the patient chooses her, a talk by phone, the first time, and a name", async () => {
    const number = new RegExp(`(\\d)[^\\d]{0,3}${DEMO_PEER_NAME}`).exec(answer)?.[1] ?? "";
    for (const text of [number, "1", "1", "Lou"]) answer = await phone.text(text);
  });
  const accept = page.getByRole("button", { name: "J'accepte" });
  await check("the request card appears in the Agents Playground", async () => {
    await accept.waitFor({ timeout: PATIENCE_MS });
    await picture("2-request");
  });
  await check("accepted there, the card redraws itself without the button", async () => {
    await accept.click();
    await accept.waitFor({ state: "detached", timeout: PATIENCE_MS });
    const invoke = proxy.seen.findLast(({ type }) => type === "invoke");
    if (invoke?.status !== 200) throw new Error(`the invoke was answered ${invoke?.status}`);
    await picture("3-accepted");
  });
  await check("the patient is told by SMS that the peer accepts", async () => {
    const told = await phone.waitFor((sms) => sms.includes(DEMO_PEER_NAME) && /accepte/.test(sms) && !/si .*accepte/.test(sms));
    say(`      ${told}`);
  });
}

mkdirSync(pictures, { recursive: true });
try {
  const installed = installTool(say);
  const scratch = mkdtempSync(join(tmpdir(), "passerelle-agents-tool-"));
  ends.push(async () => rmSync(scratch, { recursive: true, force: true }));
  const teams = { appId: randomUUID(), appPassword: randomBytes(24).toString("base64url"), tenantId: randomUUID() };
  const proxy = await startSigningProxy(teams);
  ends.push(() => proxy.close());
  say("Starting the product ...");
  const product = await startProduct({ PLAYGROUND: "1", ...proxy.environment });
  ends.push(() => product.stop());
  say("Starting the Agents Playground ...");
  const tool = await startTool(installed, {
    port: await freePort(),
    folder: scratch,
    endpoint: proxy.endpoint,
    serviceUrl: proxy.serviceUrl,
    tenantId: teams.tenantId,
    peer: { id: "29:claire", aadObjectId: randomUUID(), name: DEMO_PEER_NAME },
  });
  ends.push(() => tool.stop());
  proxy.connect({ product: product.url, tool: tool.url });
  const browser = await launchBrowser();
  ends.push(() => browser.close());
  const page = await browser.newPage({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: { width: 1400, height: 900 } });
  await run(proxy, page, product.url, tool.url);
} catch (error) {
  if (counts.failed === 0) {
    counts.failed += 1;
    say(`FAIL  the Agents Playground run: ${error instanceof Error ? error.message : String(error)}`);
  }
} finally {
  for (const end of ends.reverse()) await end();
}
say(`pictures: ${pictures}\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
