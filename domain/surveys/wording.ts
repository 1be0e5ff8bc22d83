import { LOCALES, type Locale } from "../locale.ts";
import type { Item, Questionnaire } from "./questionnaire.ts";

const TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation";

type Translations = Item["_text"];
type Option = NonNullable<Item["answerOption"]>[number];

/**
 * A text in a language, or undefined if it was never written in it. An instrument is asked in its own words or not at all, so no other language stands in.
 *
 * @param language which the text itself is in
 */
function wordingOf(text: string, translations: Translations, language: string, locale: Locale): string | undefined {
  if (language === locale) return text;
  return translations?.extension
    ?.filter(({ url }) => url === TRANSLATION)
    .map(({ extension = [] }) => ({
      lang: extension.find(({ url }) => url === "lang")?.valueCode,
      content: extension.find(({ url }) => url === "content")?.valueString,
    }))
    .find(({ lang, content }) => lang?.split("-")[0] === locale && content?.trim())?.content;
}

/** A questionnaire's title for people. */
export function titleOf({ title, _title, language }: Questionnaire, locale: Locale): string | undefined {
  return wordingOf(title, _title, language, locale);
}

/** What an item, a group or a display says. */
export function textOf({ language }: Questionnaire, { text, _text }: Item, locale: Locale): string | undefined {
  return wordingOf(text, _text, language, locale);
}

/** What an option says; a number says itself. */
export function optionText({ language }: Questionnaire, { valueCoding, valueInteger }: Option, locale: Locale): string | undefined {
  return valueCoding ? wordingOf(valueCoding.display, valueCoding._display, language, locale) : String(valueInteger);
}

/** The languages in which every word of a questionnaire is written: it is sent in those only. */
export function localesOf(questionnaire: Questionnaire): Locale[] {
  return LOCALES.filter((locale) => findUntranslated(questionnaire, locale).length === 0);
}

/** The linkIds of items that lack a text or an option in a language; `title` for the title. */
export function findUntranslated(questionnaire: Questionnaire, locale: Locale): string[] {
  const within = (items: Item[]): string[] =>
    items.flatMap((item) => [
      ...(textOf(questionnaire, item, locale) === undefined ||
      item.answerOption?.some((option) => optionText(questionnaire, option, locale) === undefined)
        ? [item.linkId]
        : []),
      ...within(item.item ?? []),
    ]);
  return [...(titleOf(questionnaire, locale) === undefined ? ["title"] : []), ...within(questionnaire.item)];
}
