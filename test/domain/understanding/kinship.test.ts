import { expect, test } from "vitest";
import { namesKin } from "../../../domain/understanding/kinship.ts";

test.each([
  "mon fils est schizophrène",
  "ma femme a un cancer",
  "my husband drinks",
  "Mon mari est alcoolique",
  "je cherche pour ma mère qui a Alzheimer",
  "notre petite fille est diabétique",
  "je suis la mère d'un enfant autiste",
  "un de mes proches est bipolaire",
  "je suis aidante",
  "my little brother has epilepsy",
  "our daughter is anorexic",
  "I am a carer",
  "ma belle-mère perd la mémoire",
])("hears somebody close in: %s", (text) => {
  expect(namesKin(text)).toBe(true);
});

test.each([
  "je suis schizophrène",
  "bonjour je cherche quelqu'un pour parler de mon endométriose",
  "j'ai un cancer du sein",
  "ma famille ne comprend pas ma dépression",
  "my depression",
  "mon médecin",
  "une personne qui boit",
])("hears nobody close in: %s", (text) => {
  expect(namesKin(text)).toBe(false);
});
