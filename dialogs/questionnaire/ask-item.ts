import type { Locale } from "../../domain/locale.ts";
import { type AskedItem, askedItems, enabledItems, optionsOf, scaleOf } from "../../domain/surveys/items.ts";
import type { AnswerValue, Item, Questionnaire } from "../../domain/surveys/questionnaire.ts";
import type { AskedForm } from "../../domain/surveys/response.ts";
import { textOf, titleOf } from "../../domain/surveys/wording.ts";
import type { Answer, Form, FormField, Prompt, TextRef } from "../prompt.ts";

/** What passes a question over; the first is shown. */
const SKIP: Record<Locale, string[]> = {
  fr: ["PASSER", "passe", "je passe", "passez", "suivante", "question suivante", "je prefere ne pas repondre", "sans reponse", "skip"],
  en: ["SKIP", "pass", "next", "next question", "i d rather not say", "no answer", "passer"],
};

const wordsOf = (questionnaire: Questionnaire, item: Item, locale: Locale): string => textOf(questionnaire, item, locale) ?? item.text;

/** What is to be read before an item: what its groups say, where it is the first of them or the reader has not seen them. */
export function instructionsOf({ questionnaire }: AskedForm, { before, groups }: AskedItem, locale: Locale, again: boolean): string[] {
  const read = again ? [...groups, ...before.filter((one) => !groups.includes(one))] : before;
  return read.map((one) => wordsOf(questionnaire, one, locale));
}

/** One item as a question of its own, with where it stands among those that are asked. */
export function itemPrompt(
  { questionnaire, answers }: Pick<AskedForm, "questionnaire" | "answers">,
  asked: AskedItem,
  locale: Locale,
): Prompt {
  const { item } = asked;
  const all = enabledItems(questionnaire, answers);
  const index = all.findIndex((one) => one.item.linkId === item.linkId) + 1;
  const words = itemWords(questionnaire, item, locale);
  const text: TextRef =
    all.length > 1
      ? { key: "questionnaire.item", args: { index, count: all.length, asked: words } }
      : { key: "questionnaire.onlyItem", args: { asked: words } };
  const skip = item.required ? undefined : SKIP[locale];
  const takes = taken(questionnaire, item, locale);
  switch (takes.kind) {
    case "choice":
      return { kind: "choice", text, choices: takes.options.map(({ value, text: label }) => ({ value, label })), skip };
    case "number":
      return { kind: "number", text, min: takes.min, max: takes.max, skip };
    case "text":
      return { kind: "text", text, skip };
  }
}

/** Every item that is asked and has no answer, for a card. */
export function formOf(response: AskedForm, locale: Locale): Form {
  const { questionnaire, answers } = response;
  const open = enabledItems(questionnaire, answers).filter(({ item }) => answers[item.linkId] === undefined);
  return formWith(response, open, locale);
}

/** Every item that may be asked, for a page: who reads it sees which answers lead to which. */
export function wholeFormOf(response: AskedForm, locale: Locale): Form {
  return formWith(response, askedItems(response.questionnaire), locale);
}

function formWith(response: AskedForm, items: AskedItem[], locale: Locale): Form {
  const { id, questionnaire } = response;
  return {
    responseId: id,
    title: titleOf(questionnaire, locale) ?? questionnaire.title,
    fields: items.map((asked, index) => fieldOf(response, asked, locale, index === 0)),
  };
}

function fieldOf(response: AskedForm, asked: AskedItem, locale: Locale, isFirst: boolean): FormField {
  const { item, groups } = asked;
  return {
    linkId: item.linkId,
    before: instructionsOf(response, asked, locale, isFirst),
    text: itemWords(response.questionnaire, item, locale),
    required: item.required,
    conditional: [...groups, item].some(({ enableWhen = [] }) => enableWhen.length > 0),
    takes: taken(response.questionnaire, item, locale),
  };
}

/** The item's own words, with what the ends of its scale mean. */
function itemWords(questionnaire: Questionnaire, item: Item, locale: Locale): string {
  const words = wordsOf(questionnaire, item, locale);
  const { min, max, minText, maxText } = scaleOf(questionnaire, item, locale) ?? {};
  const ends = [...(minText ? [`${min} ${minText}`] : []), ...(maxText && max !== undefined ? [`${max} ${maxText}`] : [])];
  return ends.length > 0 ? `${words} (${ends.join(", ")})` : words;
}

const YES_NO: Record<Locale, [string, string]> = { fr: ["Oui", "Non"], en: ["Yes", "No"] };

function taken(questionnaire: Questionnaire, item: Item, locale: Locale): FormField["takes"] {
  const scale = scaleOf(questionnaire, item, locale);
  if (scale) return { kind: "number", min: scale.min, max: scale.max ?? null };
  if (item.type === "boolean") return { kind: "choice", options: YES_NO[locale].map((text, index) => ({ value: String(index), text })) };
  if (item.type !== "choice") return { kind: "text" };
  // by its place: the version is fixed, and a code may be anything
  return { kind: "choice", options: optionsOf(questionnaire, item, locale).map(({ text }, index) => ({ value: String(index), text })) };
}

/** What an answer to an item is kept as; null: passed over. Undefined if it is none. */
export function keptValue(questionnaire: Questionnaire, item: Item, answer: Answer, locale: Locale): AnswerValue | null | undefined {
  if (answer.kind === "skip") return item.required ? undefined : null;
  if (answer.kind === "number") return { valueInteger: answer.number };
  if (answer.kind === "text") return { valueString: answer.text };
  if (answer.kind !== "choice") return undefined;
  const index = Number(answer.value);
  if (item.type === "boolean") return { valueBoolean: index === 0 };
  return optionsOf(questionnaire, item, locale)[index]?.value;
}
