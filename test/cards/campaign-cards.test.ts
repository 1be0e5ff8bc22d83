import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { campaignCard } from "../../cards/campaign-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import type { CampaignState } from "../../domain/campaigns/campaign.ts";
import { campaignCards, executesOf, makeCampaign, makePreview, makeResults, VIEWER, viewOf } from "../support/campaign-cards.ts";
import { validationErrors } from "../support/card-rules.ts";
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
  expect(words).toContain("Non sollicités: ont écrit STOP 14, sans rendez-vous encore 9.");
  expect(words).toContain("29,28, au plus 205,00");
  expect(words).toContain("lun. 23 nov. 16:06");
});

test("figures are shown as they were released: a hidden one as not shown, a count that would tell of few as at least", () => {
  const words = wordsOf(campaignCard(viewOf("running"), VIEWER));
  expect(words).toContain("47 (31 % des envois)");
  expect(words).toContain("Moyenne 5,2 (intervalle à 95 %: 4,6 à 5,8), n = 47");
  expect(words).toContain("62 % vont mieux qu'à leur entrée (n = au moins 30)");
  expect(words.match(/non montré/g)).toHaveLength(2);
  const none = wordsOf(campaignCard({ ...viewOf("running"), results: { ...makeResults(), figures: null } }, VIEWER));
  expect(none).toContain("moins de 10: rien n'est montré");
  expect(none).not.toMatch(/Moyenne|vont mieux/);
});

test("times are the viewer's", () => {
  const late = makeCampaign({ startsAt: DateTime.fromISO("2026-11-23T23:30:00Z") });
  expect(wordsOf(campaignsCard([late], VIEWER))).toContain("mar. 24 nov.");
});
