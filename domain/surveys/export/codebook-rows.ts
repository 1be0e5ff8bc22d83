import { LOCALES } from "../../locale.ts";
import { askedItems, optionsOf, scaleOf } from "../items.ts";
import type { Questionnaire } from "../questionnaire.ts";
import { localesOf, textOf } from "../wording.ts";

export const CODEBOOK_COLUMNS = [
  "questionnaire",
  "version",
  "item",
  "type",
  "required",
  ...LOCALES.map((locale) => `text_${locale}`),
  "code",
  "value",
  ...LOCALES.map((locale) => `option_${locale}`),
  "min",
  "max",
];

/** What the items and codes of a questionnaire mean: a row an option, and one for an item that has none. An item's text has its groups' before it. */
export function codebookRows(questionnaire: Questionnaire): string[][] {
  const written = localesOf(questionnaire);
  return askedItems(questionnaire).flatMap(({ item, groups }) => {
    const texts = LOCALES.map((locale) =>
      [...groups, item]
        .map((one) => textOf(questionnaire, one, locale))
        .filter(Boolean)
        .join(" "),
    );
    const about = [questionnaire.name, questionnaire.version, item.linkId, item.type, item.required ? "1" : "0", ...texts];
    const scale = scaleOf(questionnaire, item, questionnaire.language);
    const ends = [String(scale?.min ?? ""), String(scale?.max ?? "")];
    const said = LOCALES.map((locale) => (written.includes(locale) ? optionsOf(questionnaire, item, locale) : []));
    const options = optionsOf(questionnaire, item, questionnaire.language).map(({ value, ordinal }, at) => [
      "valueCoding" in value ? value.valueCoding.code : "",
      String(ordinal ?? ""),
      ...said.map((of) => of[at]?.text ?? ""),
    ]);
    const none = ["", "", ...LOCALES.map(() => "")];
    return (options.length > 0 ? options : [none]).map((option) => [...about, ...option, ...ends]);
  });
}
