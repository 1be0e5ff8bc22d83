import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { type CampaignView, campaignCard } from "../../cards/campaign-card.ts";
import { CAMPAIGN_FAULTS, campaignFormCard } from "../../cards/campaign-form-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import type { AdaptiveCard } from "../../cards/card.ts";
import type { CampaignState } from "../../domain/campaigns/campaign.ts";
import { checkQuestionnaire } from "../../domain/surveys/check-questionnaire.ts";
import type { Questionnaire } from "../../domain/surveys/questionnaire.ts";
import { executesOf, makeCampaign, makePreview, makeResults, VIEWER } from "../support/campaign-cards.ts";
import { validationErrors } from "../support/card-rules.ts";
import { wordsOf } from "../support/coordinator.ts";

const states: CampaignState[] = ["draft", "previewed", "scheduled", "running", "paused", "done", "cancelled"];
const questionnaires = [{ name: "phq4", title: "PHQ-4" }];
const view = (state: CampaignState): CampaignView => ({
  campaign: makeCampaign({ state }),
  title: "PHQ-4",
  ...(state === "draft" || state === "previewed" ? { preview: makePreview() } : { results: makeResults() }),
});
const drawn: [string, AdaptiveCard][] = (["fr", "en"] as const).flatMap((locale): [string, AdaptiveCard][] => {
  const viewer = { ...VIEWER, locale };
  return [
    ...states.map((state): [string, AdaptiveCard] => [`${locale} ${state}`, campaignCard(view(state), viewer)]),
    [`${locale} launching`, campaignCard({ ...view("previewed"), confirms: "launch" }, viewer)],
    [`${locale} stopping`, campaignCard({ ...view("running"), confirms: "cancel" }, viewer)],
    [
      `${locale} list`,
      campaignsCard(
        states.map((state) => makeCampaign({ state })),
        viewer,
      ),
    ],
    [`${locale} no list`, campaignsCard([], viewer)],
    ...[undefined, ...CAMPAIGN_FAULTS].map((fault): [string, AdaptiveCard] => [
      `${locale} form ${fault}`,
      campaignFormCard(questionnaires, viewer, { fault, typed: { name: "*Automne*", days: "7" } }),
    ]),
  ];
});

describe("every card of campaigns", () => {
  test.each(drawn)("keeps to version 1.5: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
  });

  test.each(drawn)("asks of us only what we take: %s", (_, made) => {
    for (const { verb, data } of executesOf(made)) expect(cardAction.safeParse({ verb, data }).success, verb).toBe(true);
  });
});

const verbs = (state: CampaignState) => executesOf(campaignCard(view(state), VIEWER)).map(({ verb }) => verb);

test("a campaign offers what can be done with it in its state, and nothing else", () => {
  expect(verbs("previewed").slice(0, 2)).toEqual(["launch-campaign", "cancel-campaign"]);
  expect(verbs("running").slice(0, 2)).toEqual(["pause-campaign", "cancel-campaign"]);
  expect(verbs("paused").slice(0, 2)).toEqual(["resume-campaign", "cancel-campaign"]);
  for (const state of ["done", "cancelled"] as const) expect(verbs(state).filter((verb) => !verb.startsWith("show-"))).toEqual([]);
  const nobody = { ...view("previewed"), preview: { ...makePreview(), recipients: 0 } };
  expect(JSON.stringify(campaignCard(nobody, VIEWER))).not.toContain("launch-campaign");
});

test("a preview says who is not asked and why, what it costs and when the last message leaves", () => {
  const words = wordsOf(campaignCard(view("previewed"), VIEWER));
  expect(words).toContain("Non sollicités: ont écrit STOP 14, sans rendez-vous encore 9.");
  expect(words).toContain("29,28, au plus 205,00");
  expect(words).toContain("lun. 23 nov. 16:06");
});

test("a preview says by which channel the questionnaire can't be asked, and why", () => {
  const answerOption = Array.from({ length: 10 }, (_, index) => ({ valueCoding: { code: `c${index}`, display: `choix ${index}` } }));
  const asked = { linkId: "1", text: "Comment allez-vous ?", type: "choice", required: true, answerOption };
  const check = checkQuestionnaire({
    resourceType: "Questionnaire",
    name: "humeur",
    version: "1",
    title: "Humeur",
    status: "active",
    language: "fr",
    item: [asked],
  } as Questionnaire);
  expect(wordsOf(campaignCard({ ...view("previewed"), check }, VIEWER))).toContain(
    "téléphone: ce questionnaire n'y passe pas (plus de 9 réponses au choix). Qui n'a que cela n'est pas sollicité.",
  );
  expect(validationErrors(campaignCard({ ...view("previewed"), check }, VIEWER))).toEqual([]);
});

test("figures are shown as they were released: a hidden one as not shown, a count that would tell of few as about another", () => {
  const words = wordsOf(campaignCard(view("running"), VIEWER));
  expect(words).toContain("47 (31 % des envois)");
  expect(words).toContain("Moyenne 5,2 (intervalle à 95 %: 4,6 à 5,8), n = 47");
  expect(words).toContain("60 % vont mieux qu'à leur entrée (n = environ 47)");
  expect(words.match(/non montré/g)).toHaveLength(2);
  const none = wordsOf(campaignCard({ ...view("running"), results: { ...makeResults(), figures: null } }, VIEWER));
  expect(none).toContain("moins de 10: rien n'est montré");
  expect(none).not.toMatch(/Moyenne|vont mieux/);
});

test("times are the viewer's", () => {
  const late = makeCampaign({ startsAt: DateTime.fromISO("2026-11-23T23:30:00Z") });
  expect(wordsOf(campaignsCard([late], VIEWER))).toContain("mar. 24 nov.");
});
