import { expect, test } from "vitest";
import { answersTo } from "../../playground/web/suggestions.ts";

test.each([
  [
    "Avez-vous 2 minutes pour une question? GO, PLUS TARD, ou CE N'EST PAS MOI. Plus jamais: STOP QUESTIONS",
    ["GO", "PLUS TARD", "CE N'EST PAS MOI", "STOP QUESTIONS"],
  ],
  ["Do you have 2 minutes? GO, LATER, or NOT ME. Never again: STOP QUESTIONS", ["GO", "LATER", "NOT ME", "STOP QUESTIONS"]],
  ["Puis-je garder votre numéro? OUI ou NON. INFO / STOP", ["OUI", "NON", "INFO", "STOP"]],
  ["Quand?\n1 mar. 1 déc. 14:00\n2 mar. 1 déc. 17:00\nRépondez 1, 2 ou PLUS, ou écrivez un jour", ["1", "2", "PLUS"]],
  ["Changer: RDV", ["RDV"]],
  ["Je vous écris par SMS.", []],
])("the answers that a text names are offered whole: %s", (text, answers) => {
  expect(answersTo(text)).toEqual(answers);
});
