import { expect, test } from "vitest";
import { forEye } from "../../../dialogs/texts/for-eye.ts";
import { screenTexts, texts } from "../../../dialogs/texts/texts.ts";

/** A space that no line breaks at. */
const S = "\u00a0";

test.each([
  ["Rien n'est encore envoyé: voyez ce qui est marqué.", `Rien n'est encore envoyé${S}: voyez ce qui est marqué.`],
  ["Cet échange vous a-t-il été utile ?", `Cet échange vous a-t-il été utile${S}?`],
  ["Vraiment?! Oui; merci!", `Vraiment${S}?! Oui${S}; merci${S}!`],
  ["Déjà vu ? (facultatif)", `Déjà vu${S}? (facultatif)`],
  ["31% ou 31 % (en 5 min, 2 h)", `31${S}% ou 31${S}% (en 5${S}min, 2${S}h)`],
  ["10:30, https://exemple.org/?a=1:2 et :)", "10:30, https://exemple.org/?a=1:2 et :)"],
  ["! Lou a écrit", "! Lou a écrit"],
])("French has its spaces, and none begins a line: %s", (words, shown) => {
  expect(forEye(words, "fr")).toBe(shown);
  // once is enough
  expect(forEye(shown, "fr")).toBe(shown);
});

test("English has no space before a sign", () => {
  expect(forEye("Useful? 31% of those sent: 5 min", "en")).toBe(`Useful? 31% of those sent: 5${S}min`);
});

test("a text for a screen is typeset, the same text for a message is not", () => {
  expect(screenTexts("fr").t("campaign.fewer")).toBe(texts("fr").t("campaign.fewer"));
  expect(screenTexts("fr").t("form.incomplete")).toContain(`envoyé${S}:`);
  expect(texts("fr").t("form.incomplete")).toContain("envoyé:");
});
