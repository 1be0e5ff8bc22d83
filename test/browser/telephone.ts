import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startNetwork } from "../playground/telephone/network.ts";
import { collectComplaints, NARROW, WIDE } from "../support/browser.ts";

const PATIENCE_MS = 30_000;
const CLAIRE = "+33639981001";
const response = (verbs: string) => `<Response>${verbs}</Response>`;
const say = (words: string) => `<Say language="fr-FR">${words}</Say>`;
const ROOM = '<Dial><Conference endConferenceOnExit="true">salle</Conference></Dial>';
const SCRIPT: Record<string, string> = {
  start: response(
    `<Gather input="dtmf speech" numDigits="1" timeout="60" hints="endométriose, adénomyose, fibromyalgie" action="/twilio/voice/menu">${say("Bonjour, ici Passerelle. En danger: raccrochez et faites le 15.")}${say("Dites en quelques mots ce que vous vivez, ou faites le 1 pour vos rendez-vous, le 0 pour joindre une personne.")}</Gather>`,
  ),
  menu: response(`${say("Merci. Je vous mets en relation avec Claire.")}${ROOM}`),
  peer: response(
    `<Gather numDigits="1" timeout="60" action="/twilio/voice/room">${say("Votre rendez-vous de 16 h 30. Pour accepter l'appel, faites le 1.")}</Gather>`,
  ),
  room: response(ROOM),
};

/**
 * Telephones on a page without a product behind it: a patient calls, the peer is called, both speak, one hangs up.
 *
 * @throws {Error} saying what did not come
 */
export async function telephone(browser: Browser, pictures: string): Promise<void> {
  const network = await startNetwork({ peerPhone: CLAIRE });
  network.standIn.answerVoice = (path) => SCRIPT[path] ?? "<Response/>";
  try {
    const page = await browser.newPage({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: WIDE });
    const complaints = collectComplaints(page);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${network.options.publicUrl}/playground`);
    await call(page, network, pictures);
    if (complaints.length > 0) throw new Error(`the page complains: ${complaints.slice(0, 3).join("; ")}`);
    await page.close();
  } finally {
    await network.close();
  }
}

async function call(page: Page, { client, step }: Awaited<ReturnType<typeof startNetwork>>, pictures: string): Promise<void> {
  const heard = (side: string, words: string) => page.locator(`#${side}-said`).getByText(words).last().waitFor();
  /** @param seen what must be in view on the narrow screen */
  const bothWidths = async (name: string, narrowSide: string, seen: string) => {
    await page.screenshot({ path: join(pictures, `telephone-${name}-wide.png`), animations: "disabled" });
    await page.setViewportSize(NARROW);
    await page.getByTestId(`show-${narrowSide}`).click();
    await page.locator(seen).waitFor();
    await page.screenshot({ path: join(pictures, `telephone-${name}-narrow.png`), animations: "disabled" });
    const wider = Number(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"));
    await page.setViewportSize(WIDE);
    if (wider > 0) throw new Error(`the page is ${wider} px too wide at ${NARROW.width}`);
  };

  await page.locator("#phone-a-callopen").click();
  await page.locator("#phone-a-withheld").check();
  await bothWidths("1-sheet", "phone-a", "#phone-a-callgo");
  await page.locator("#phone-a-callgo").click();
  await heard("phone-a", "Bonjour, ici Passerelle");
  await bothWidths("2-asked", "phone-a", "#phone-a-keypad");
  await page.locator("#phone-a-callhints button").first().click();
  await page.locator("#phone-a-callinput").press("Enter");
  await heard("phone-a", "Je vous mets en relation");

  await client.calls.create({ to: CLAIRE, from: "+33937990001", url: step("peer") });
  await page.locator("#phone-peer-answer").waitFor();
  await bothWidths("3-rings", "peer", "#phone-peer-answer");
  await page.locator("#phone-peer-answer").click();
  await heard("phone-peer", "faites le 1");
  await page.locator("#phone-peer-keypad button", { hasText: "1" }).first().click();
  await page.locator("#phone-peer-asked", { hasText: "en ligne" }).waitFor();
  for (const [side, words] of [
    ["phone-peer", "Bonjour, je suis Claire. Comment allez-vous?"],
    ["phone-a", "Mieux de vous entendre."],
  ] as const) {
    await page.locator(`#${side}-callinput`).fill(words);
    await page.locator(`#${side}-callinput`).press("Enter");
    await heard(side === "phone-a" ? "phone-peer" : "phone-a", words);
  }
  await bothWidths("4-together", "phone-a", "#phone-a-hangup");
  await page.locator("#phone-a-hangup").click();
  await page.locator("#phone-peer-close").waitFor();
  await bothWidths("5-ended", "peer", "#phone-peer-close");
  await page.locator("#phone-peer-close").click();
  await page.locator("#phone-peer-teams").click();
  await page.locator("#peer-input").waitFor();

  await page.locator("#phone-b-callopen").click();
  await page.locator("#phone-b-voicemail").check();
  await page.locator("#phone-b-voicemailon:not(:empty)").waitFor();
  await page.locator("#phone-b-number").selectOption("landline");
  await page.locator("#phone-b-form").waitFor({ state: "hidden" });
  await page.locator("#phone-b-writeto").waitFor();
  await bothWidths("6-landline", "phone-b", "#phone-b-callopen");
}
