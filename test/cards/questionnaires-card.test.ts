import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import type { AdaptiveCard } from "../../cards/card.ts";
import { shortFit } from "../../cards/questionnaire-words.ts";
import { QUESTIONNAIRES_A_PAGE, questionnairesCard } from "../../cards/questionnaires-card.ts";
import { checkQuestionnaire } from "../../domain/surveys/check-questionnaire.ts";
import type { ListedQuestionnaire } from "../../domain/surveys/import-questionnaire.ts";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { type Questionnaire, questionnaire } from "../../domain/surveys/questionnaire.ts";
import { executesOf, VIEWER } from "../support/campaign-cards.ts";
import { validationErrors } from "../support/card-rules.ts";
import { wordsOf } from "../support/coordinator.ts";

const MIN = "http://hl7.org/fhir/StructureDefinition/minValue";
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ valueCoding: { code: `o${index}`, display: `oui ${index}` } }));
/** Something of everything that keeps a question from a channel. */
const odd = questionnaire.parse({
  ...{ resourceType: "Questionnaire", name: "odd", title: "Le nôtre", version: "1", status: "active", language: "fr" },
  item: [
    { linkId: "a", text: "Bien?", type: "choice", answerOption: options(10) },
    { linkId: "b", text: "Mal?", type: "choice", answerOption: options(3) },
    { linkId: "c", text: "Encore?", type: "choice", answerOption: options(11) },
    { linkId: "d", text: "mot ".repeat(100), type: "integer", extension: [{ url: MIN, valueInteger: -5 }] },
    { linkId: "e", text: "Autre chose?", type: "text" },
    { linkId: "f", text: "lire ".repeat(100), type: "display" },
    { linkId: "g", text: "Fini?", type: "boolean" },
  ],
});
const listed = (one: Questionnaire, status: ListedQuestionnaire["status"] = "active"): ListedQuestionnaire => ({
  questionnaire: one,
  status,
  own: true,
});
const shipped = (name: string) => shippedQuestionnaires.get(name)!;
const draw = (all: ListedQuestionnaire[], { locale = "fr", page = 0 }: { locale?: "fr" | "en"; page?: number } = {}): AdaptiveCard =>
  questionnairesCard({ listed: all, total: 12, page }, { ...VIEWER, locale });

const drawn: [string, AdaptiveCard][] = (["fr", "en"] as const).flatMap((locale): [string, AdaptiveCard][] => [
  ...[0, 1, 2].map((page): [string, AdaptiveCard] => [
    `${locale} page ${page}`,
    draw(
      [...shippedQuestionnaires.values()].map((one) => listed(one)).slice(page * QUESTIONNAIRES_A_PAGE, (page + 1) * QUESTIONNAIRES_A_PAGE),
      { locale, page },
    ),
  ]),
  [`${locale} odd`, draw([listed(odd, "draft")], { locale })],
  [`${locale} none`, questionnairesCard({ listed: [], total: 0, page: 0 }, { ...VIEWER, locale })],
]);

describe("the card of questionnaires", () => {
  test.each(drawn)("keeps to version 1.5: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
  });

  test.each(drawn)("asks of us only what we take: %s", (_, made) => {
    for (const { verb, data } of executesOf(made)) expect(cardAction.safeParse({ verb, data }).success, verb).toBe(true);
  });

  test("says of each its languages, its length, and that it fits", () => {
    expect(wordsOf(draw([listed(shipped("phq4"))]))).toContain(
      ["4 questions, français, anglais", "par SMS\nconvient", "par téléphone\nconvient", "sur une carte\nconvient"].join("\n"),
    );
    expect(wordsOf(draw([listed(shipped("phq4"))], { locale: "en" }))).toContain(
      ["4 questions, French, English", "by SMS\nfits", "by phone\nfits", "on a card\nfits"].join("\n"),
    );
  });

  test("says what fits in part, and why", () => {
    expect(wordsOf(draw([listed(shipped("after-talk"))]))).toContain(
      "par téléphone\nconvient en partie\nQuestion 5: en mots libres, seul ce qui est reconnu est gardé.",
    );
    expect(wordsOf(draw([listed(shipped("after-talk"))], { locale: "en" }))).toContain(
      "by phone\nfits in part\nQuestion 5: in one's own words, only what is recognised is kept.",
    );
  });

  test("says what does not fit, why, and of which questions", () => {
    const words = wordsOf(draw([listed(odd, "draft")]));
    expect(words).toContain("brouillon: personne ne le reçoit");
    expect(words).toContain("par SMS\nne convient pas\nQuestion 4, texte avant la question 6: trop long pour deux SMS en français.");
    expect(words).toContain(
      [
        "par téléphone\nne convient pas",
        "Questions 1, 3: plus de réponses que de touches (9).",
        "Question 4: des nombres négatifs, et aucune touche ne dit moins.",
        "Question 5: en mots libres, seul ce qui est reconnu est gardé.",
      ].join("\n"),
    );
    expect(words).toContain("sur une carte\nconvient");
    expect(words).toContain("Pas écrit en anglais: personne ne le reçoit dans cette langue.");
  });

  test("says that a file has a fault, on every channel", () => {
    const broken = { ...odd, item: [...odd.item, odd.item[0]!] };
    expect(wordsOf(draw([listed(broken)])).match(/ne convient pas\nSon fichier est à corriger \(duplicate-link-id\)\./g)).toHaveLength(3);
  });

  test("turns its pages", () => {
    const pages = (page: number) => {
      const all = [...shippedQuestionnaires.values()].slice(0, 2).map((one) => listed(one));
      return executesOf(draw(all, { page })).flatMap(({ verb, data }) => (verb === "show-questionnaires" ? [data.page] : []));
    };
    expect([pages(0), pages(1)]).toEqual([[1], [0, 2]]);
  });
});

test("beside its title in the form of a campaign stands on which channels it can be asked", () => {
  const short = (one: Questionnaire, locale: "fr" | "en" = "fr") => shortFit(one, checkQuestionnaire(one), locale);
  expect(short(shipped("phq4"))).toBe("4 questions, tous les canaux");
  expect(short(shipped("after-talk"))).toBe("5 questions, par SMS, sur une carte, en partie par téléphone");
  expect(short(odd)).toBe("6 questions, sur une carte, pas par SMS, pas par téléphone");
  expect(short(odd, "en")).toBe("6 questions, on a card, not by SMS, not by phone");
});
