import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { bar } from "../../cards/bar.ts";
import { type CampaignView, campaignCard } from "../../cards/campaign-card.ts";
import { campaignFormCard } from "../../cards/campaign-form-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import type { CampaignState } from "../../domain/campaigns/campaign.ts";
import type { Unit } from "../../domain/programmes/unit.ts";
import type { Questionnaire } from "../../domain/surveys/questionnaire.ts";
import {
  campaignCards,
  executesOf,
  makeCampaign,
  makePreview,
  makeResults,
  OFFERED,
  STATES,
  VIEWER,
  viewOf,
} from "../support/campaign-cards.ts";
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

test("a preview says by which channel the questionnaire can't be asked, and why", () => {
  const answerOption = Array.from({ length: 10 }, (_, index) => ({ valueCoding: { code: `c${index}`, display: `choix ${index}` } }));
  const asked = { linkId: "1", text: "Comment allez-vous ?", type: "choice", required: true, answerOption };
  const questionnaire = {
    resourceType: "Questionnaire",
    name: "humeur",
    version: "1",
    title: "Humeur",
    status: "active",
    language: "fr",
    item: [asked],
  } as Questionnaire;
  expect(wordsOf(campaignCard({ ...viewOf("previewed"), asked: questionnaire }, VIEWER))).toContain(
    "téléphone: ce questionnaire n'y passe pas. Question 1: plus de réponses que de touches (9). Qui n'a que cela n'est pas sollicité.",
  );
  expect(validationErrors(campaignCard({ ...viewOf("previewed"), asked: questionnaire }, VIEWER))).toEqual([]);
});

test("a campaign for units names them in every state, and says which takes nobody new", () => {
  for (const state of STATES) {
    const of = (locale: "fr" | "en", units: Unit[]) => wordsOf(campaignCard({ ...viewOf(state), units }, { ...VIEWER, locale }));
    expect(of("fr", OFFERED.units), state).toContain("Unités: Gastro-entérologie (GASTRO7); Oncologie (ONCO3), fermée");
    expect(of("en", OFFERED.units.slice(1)), state).toContain("Unit: Oncologie (ONCO3), closed");
    expect(of("fr", []), state).not.toContain("Unité");
  }
});

test("the form offers units where there are any, and shows again what was ticked", () => {
  const form = (units: Unit[], typed = {}) => JSON.stringify(campaignFormCard({ ...OFFERED, units }, VIEWER, { typed }));
  expect(form([])).not.toContain('"units"');
  expect(form(OFFERED.units, { units: "GASTRO7,ONCO3" })).toContain('"value":"GASTRO7,ONCO3"');
  // a long list is opened first
  const many = Array.from({ length: 13 }, (_, index) => ({ name: `Unité ${index}`, code: `UNIT${index}`, isOpen: true }));
  expect(form(many)).toContain('"style":"compact"');
});

test("figures are shown as they were released: a hidden one as not shown, a count that would tell of few as about another", () => {
  const words = linesOf(viewOf("running"));
  expect(words).toContain("Réponses: 47 (31 % des envois)");
  expect(words).toContain("Moyenne: 5,2 (entre 4,6 et 5,8 à 95 %), 47 réponses");
  expect(words).toContain("Vont mieux qu'à leur entrée, sur environ 47: 60 %");
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
