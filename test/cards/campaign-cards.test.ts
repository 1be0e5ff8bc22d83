import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { bar } from "../../cards/bar.ts";
import { type CampaignView, campaignCard } from "../../cards/campaign-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import type { CampaignState } from "../../domain/campaigns/campaign.ts";
import { campaignCards, executesOf, makeCampaign, makePreview, makeResults, VIEWER, viewOf } from "../support/campaign-cards.ts";
import { validationErrors } from "../support/card-rules.ts";
import { plainWords } from "../support/card-words.ts";
import { wordsOf } from "../support/coordinator.ts";

const drawn = (["fr", "en"] as const).flatMap(campaignCards);

describe("every card of campaigns", () => {
  test.each(drawn)("keeps to version 1.5: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
  });

  test.each(drawn)("asks of us only what we take: %s", (_, made) => {
    for (const { verb, data } of executesOf(made)) expect(cardAction.safeParse({ verb, data }).success, verb).toBe(true);
  });
});

/** What is read on a line, one after the other. */
function linesOf(view: CampaignView): string[] {
  const found: string[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    const { type, inlines } = part as { type?: string; inlines?: { text: string }[] };
    if (type === "RichTextBlock" && inlines) found.push(plainWords(inlines.map(({ text }) => text).join("")));
    else for (const value of Object.values(part)) look(value);
  };
  look(campaignCard(view, VIEWER).body);
  return found;
}

const verbs = (state: CampaignState) => executesOf(campaignCard(viewOf(state), VIEWER)).map(({ verb }) => verb);

test("a campaign offers what can be done with it in its state, and nothing else", () => {
  expect(verbs("previewed").slice(0, 2)).toEqual(["launch-campaign", "cancel-campaign"]);
  expect(verbs("running").slice(0, 2)).toEqual(["pause-campaign", "cancel-campaign"]);
  expect(verbs("paused").slice(0, 2)).toEqual(["resume-campaign", "cancel-campaign"]);
  for (const state of ["done", "cancelled"] as const) expect(verbs(state).filter((verb) => !verb.startsWith("show-"))).toEqual([]);
  const nobody = { ...viewOf("previewed"), preview: { ...makePreview(), recipients: 0 } };
  expect(JSON.stringify(campaignCard(nobody, VIEWER))).not.toContain("launch-campaign");
});

test("a preview says who is not asked and why, what it costs and when the last message leaves", () => {
  const words = wordsOf(campaignCard(viewOf("previewed"), VIEWER));
  expect(words).toContain("Non sollicités: 14 (STOP reçu), 9 (sans rendez-vous encore).");
  expect(words).toContain("29,28 (205,00 au plus)");
  expect(words).toContain("lun. 23 nov. 16:06");
});

test("figures are shown as they were released: a hidden one as not shown, a count that would tell of few as at least", () => {
  const words = linesOf(viewOf("running"));
  expect(words).toContain("Réponses: 47 (31 % des envois)");
  expect(words).toContain("Moyenne: 5,2 (entre 4,6 et 5,8 à 95 %), 47 réponses");
  expect(words).toContain("Vont mieux qu'à leur entrée, sur au moins 30: 62 %");
  expect(words.filter((line) => line.endsWith("non montré"))).toEqual(["téléphone non montré", "sur Teams non montré"]);
  const none = linesOf({ ...viewOf("running"), results: { ...makeResults(), figures: null } }).join("\n");
  expect(none).toContain("Réponses: moins de 10, rien n'est montré");
  expect(none).not.toMatch(/Moyenne|vont mieux|\u2588.*\u2588.*\n.*STOP/i);
});

test("a figure can be looked at: a bar as long as its share, an interval where it lies on its scale, and none for what is hidden", () => {
  const lines = linesOf(viewOf("running"));
  const below = (line: string) => lines[lines.indexOf(line) + 1];
  const drawn = (empty: number, full: number, rest: number) => "\u2591".repeat(empty) + "\u2588".repeat(full) + "\u2591".repeat(rest);
  expect(below("Réponses: 47 (31 % des envois)")).toBe(drawn(0, 8, 17));
  expect(below("SMS 22 (47 %)")).toBe(drawn(0, 12, 13));
  // from 4.6 to 5.8 of 12
  expect(below("Moyenne: 5,2 (entre 4,6 et 5,8 à 95 %), 47 réponses")).toBe(`0 ${drawn(10, 2, 13)} 12`);
  expect(below("téléphone non montré")).toBe("sur Teams non montré");
  expect(lines.filter((line) => line.includes("\u2588"))).toHaveLength(6);
});

test.each([
  [0, 0, 25],
  [0.001, 1, 24],
  [1, 25, 0],
  [7, 25, 0],
])("a bar of %d is filled by %i cells", (to, full, rest) => {
  expect(JSON.stringify(bar("x", "y", { to }))).toContain(`"${"\u2588".repeat(full)}${"\u2591".repeat(rest)}"`);
});

test.each([
  [-0.1, 0.02, "\u2588"],
  [0.99, 1.2, "\u2588"],
])("an interval that reaches beyond its scale, from %d to %d, is seen at its end", (from, to, full) => {
  const line = /[\u2588\u2591]{25}/.exec(JSON.stringify(bar("x", "y", { from, to })))?.[0] ?? "";
  expect(line.at(from < 0 ? 0 : -1)).toBe(full);
  expect(line.split(full)).toHaveLength(2);
});

test("times are the viewer's", () => {
  const late = makeCampaign({ startsAt: DateTime.fromISO("2026-11-23T23:30:00Z") });
  expect(wordsOf(campaignsCard([late], VIEWER))).toContain("mar. 24 nov.");
});
