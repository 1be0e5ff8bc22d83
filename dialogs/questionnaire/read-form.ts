import type { Locale } from "../../domain/locale.ts";
import { enabledItems } from "../../domain/surveys/items.ts";
import type { Answers, AnswerValue } from "../../domain/surveys/questionnaire.ts";
import type { AskedForm } from "../../domain/surveys/response.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import type { Answer, Form, FormField } from "../prompt.ts";
import { keptValue } from "./ask-item.ts";

export interface ReadForm {
  /** By linkId; null: passed over. */
  values: Answers;
  faults: Record<string, "missing" | "wrong">;
}

/**
 * What was typed into a form, as answers. Nothing is taken where something is missing or wrong. What was typed where it is not asked (any more), since an
 * earlier answer says so, is left out.
 */
export function readForm(response: AskedForm, form: Form, typed: Record<string, string>, locale: Locale): ReadForm {
  const read: ReadForm = { values: {}, faults: {} };
  for (const field of form.fields) {
    const { linkId, required } = field;
    const asked = enabledItems(response.questionnaire, { ...response.answers, ...read.values }).find(({ item }) => item.linkId === linkId);
    if (!asked) continue;
    const words = cleanText(typed[linkId] ?? "");
    if (!words) {
      if (required) read.faults[linkId] = "missing";
      else read.values[linkId] = null;
      continue;
    }
    const answer = answerOf(field, words);
    const value: AnswerValue | null | undefined = answer && keptValue(response.questionnaire, asked.item, answer, locale);
    if (value) read.values[linkId] = value;
    else read.faults[linkId] = "wrong";
  }
  return read;
}

function answerOf({ takes }: FormField, words: string): Answer | undefined {
  switch (takes.kind) {
    case "text":
      return { kind: "text", text: words };
    case "choice":
      return takes.options.some(({ value }) => value === words) ? { kind: "choice", value: words } : undefined;
    case "number": {
      const value = Number(words.replace(",", "."));
      const fits = Number.isInteger(value) && value >= takes.min && value <= (takes.max ?? value);
      return fits ? { kind: "number", number: value } : undefined;
    }
  }
}
