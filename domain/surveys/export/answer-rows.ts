import { askedItems, numberOf } from "../items.ts";
import type { AnswerValue, Item } from "../questionnaire.ts";
import type { ExportedForm } from "./read-forms.ts";

export const ANSWER_COLUMNS = [
  "person",
  "form",
  "questionnaire",
  "version",
  "occasion",
  "milestone",
  "unit",
  "status",
  "item",
  "state",
  "code",
  "value",
  "mode",
  "late",
  "answered_on",
] as const;

/** A form as rows of a table, one an answer, in the order of its items. `value` is the number that counts, or free text; `code` names the option that was chosen. */
export function answerRows({ questionnaire, answers, ...form }: ExportedForm): string[][] {
  const items = askedItems(questionnaire).map(({ item }) => item);
  const places = new Map(items.map(({ linkId }, at) => [linkId, at]));
  const placeOf = (linkId: string) => places.get(linkId) ?? items.length;
  return [...answers]
    .sort((a, b) => placeOf(a.linkId) - placeOf(b.linkId))
    .map(({ linkId, state, value, mode, late, answeredOn }) => [
      form.person ?? "",
      form.form,
      questionnaire.name,
      questionnaire.version,
      form.occasion,
      form.milestone ?? "",
      form.unit ?? "",
      form.status,
      linkId,
      state,
      value && "valueCoding" in value ? value.valueCoding.code : "",
      figureOf(items[placeOf(linkId)], value),
      mode,
      late ? "1" : "0",
      answeredOn,
    ]);
}

function figureOf(item: Item | undefined, value: AnswerValue | null): string {
  if (value && "valueString" in value) return value.valueString;
  return String((item && numberOf(item, value)) ?? "");
}
