import type { Browser } from "playwright-core";
import { sendAsBot, startStandIn } from "../playground/stand-in.ts";
import { collectComplaints } from "../support/browser.ts";

const CARD = "application/vnd.microsoft.card.adaptive";
const PATIENCE_MS = 30_000;

/** One of every input that our cards use, in columns, and a card within the card. */
const FORM = {
  type: "AdaptiveCard",
  version: "1.5",
  body: [
    { type: "TextBlock", text: "Formulaire", weight: "Bolder" },
    {
      type: "ColumnSet",
      columns: [
        { type: "Column", width: "stretch", items: [{ type: "Input.Date", id: "on", label: "Jour" }] },
        { type: "Column", width: "stretch", items: [{ type: "Input.Time", id: "at", label: "Heure" }] },
      ],
    },
    { type: "Input.Text", id: "note", label: "Note", isRequired: true, errorMessage: "Une note est nécessaire" },
    {
      type: "Input.ChoiceSet",
      id: "how",
      label: "Comment",
      choices: [
        { title: "téléphone", value: "phone" },
        { title: "vidéo", value: "video" },
      ],
    },
    {
      type: "Input.ChoiceSet",
      id: "days",
      label: "Jours",
      style: "expanded",
      isMultiSelect: true,
      choices: [
        { title: "lundi", value: "1" },
        { title: "mardi", value: "2" },
      ],
    },
    { type: "Input.Toggle", id: "sure", title: "Certain", valueOn: "yes", valueOff: "no" },
  ],
  actions: [
    { type: "Action.Execute", title: "Enregistrer", verb: "save", data: { id: "7" } },
    {
      type: "Action.ShowCard",
      title: "Plus",
      card: {
        type: "AdaptiveCard",
        body: [{ type: "Input.Text", id: "reason", label: "Raison" }],
        actions: [{ type: "Action.Execute", title: "Retirer", verb: "remove", associatedInputs: "auto", data: { id: "7" } }],
      },
    },
  ],
};

/**
 * Fills in a card of every input in both chats of a page without a product behind it, and presses its buttons.
 *
 * @throws {Error} naming what did not reach the bot, or did not come back
 */
export async function fillCards(browser: Browser): Promise<void> {
  const standIn = await startStandIn();
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  try {
    const complaints = collectComplaints(page);
    await page.goto(`${standIn.options.publicUrl}/playground`);
    for (const [account, name] of [
      ["peer", "Claire"],
      ["coordinator", "Camille"],
    ] as const) {
      const list = page.locator(`#${account}-messages`);
      const conversation = await conversationOf(standIn, name);
      await sendAsBot(standIn.options, `/v3/conversations/${conversation}/activities`, {
        type: "message",
        attachments: [{ contentType: CARD, content: FORM }],
      });
      const card = list.getByTestId("card").last();
      const pressed: Record<string, unknown>[] = [];
      standIn.answerActivity = (activity) => {
        // the chat's opening may come this late: only buttons count
        if (activity.type !== "invoke") return [200, {}];
        pressed.push(activity.value);
        const text = `fait ${pressed.length}`;
        const value = pressed.length > 1 ? { type: "AdaptiveCard", version: "1.5", body: [{ type: "TextBlock", text }] } : FORM;
        return [200, { statusCode: 200, type: CARD, value }];
      };
      await card.getByRole("button", { name: "Enregistrer" }).click({ timeout: PATIENCE_MS });
      await card.getByText("Une note est nécessaire").waitFor({ timeout: PATIENCE_MS });
      if (pressed.length > 0) throw new Error("a card without its required input was sent");
      await card.locator("input[type=date]").fill("2026-11-24");
      await card.locator("input[type=time]").fill("14:30");
      await card.getByLabel("Note").fill("bonjour");
      await card.locator("select").selectOption({ label: "vidéo" });
      await card.getByText("mardi").click();
      await card.getByText("Certain").click();
      await card.getByRole("button", { name: "Enregistrer" }).click();
      const data = { id: "7", on: "2026-11-24", at: "14:30", note: "bonjour", how: "video", days: "2", sure: "yes" };
      await expectPressed(pressed, 0, "save", data);
      await card.getByRole("button", { name: "Plus" }).click({ timeout: PATIENCE_MS });
      await card.getByLabel("Note").fill("encore");
      await card.getByLabel("Raison").fill("parce que");
      await card.getByRole("button", { name: "Retirer" }).click();
      await expectPressed(pressed, 1, "remove", { id: "7", reason: "parce que" });
      await card.getByText("fait 2").waitFor({ timeout: PATIENCE_MS });
    }
    if (complaints.length > 0) throw new Error(complaints.join("; "));
  } finally {
    await page.close();
    await standIn.close();
  }
}

async function conversationOf(standIn: Awaited<ReturnType<typeof startStandIn>>, name: string): Promise<string> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const found = standIn.seen.activities.find(({ from }) => from.name === name);
    if (found) return encodeURIComponent(found.conversation.id);
  }
  throw new Error(`${name}'s chat was not opened`);
}

async function expectPressed(pressed: Record<string, any>[], index: number, verb: string, data: Record<string, string>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline && !pressed[index]; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  const action = pressed[index]?.action as { verb: string; data: Record<string, string> } | undefined;
  const wrong = Object.entries(data).filter(([key, value]) => action?.data[key] !== value);
  if (action?.verb !== verb || wrong.length > 0)
    throw new Error(`${verb} reached the bot as ${JSON.stringify(action)}; wrong: ${wrong.map(([key]) => key)}`);
}
