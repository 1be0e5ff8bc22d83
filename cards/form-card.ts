import * as z from "zod";
import type { Form, FormField } from "../dialogs/prompt.ts";
import { forEye } from "../dialogs/texts/for-eye.ts";
import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type AdaptiveCard, type CardElement, card, execute, heading, text } from "./card.ts";

/** What was typed into a form, by the id of its field; empty where nothing was. */
export type Typed = Record<string, string>;

const LONGEST_TEXT = 1000;
/** What has more steps is typed as a number. */
const MOST_STEPS = 11;
/** Before an item's linkId: a field can't be named like the rest of the action's data. */
const PREFIX = "item-";
/** A choice that was made can't be unmade otherwise. */
const NO_ANSWER = "-";

const id = z.uuid();
const submitted = z
  .looseObject({ programmeId: id, responseId: id })
  // a number may come as one
  .transform(({ programmeId, responseId, ...rest }) => ({ programmeId, responseId, typed: typedOf(rest) }));

/** What the card of a questionnaire may ask of us. */
export const formActions = [
  z.object({ verb: z.literal("submit-form"), data: submitted }),
  z.object({ verb: z.literal("defer-form"), data: z.object({ programmeId: id, responseId: id }) }),
] as const;

function typedOf(data: Record<string, unknown>): Typed {
  const fields = Object.entries(data).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(
    fields.map(([name, value]) => [
      name.slice(PREFIX.length),
      // an answer past the length is cut where a text of a phone would be
      (typeof value === "string" && value !== NO_ANSWER) || typeof value === "number" ? String(value).trim().slice(0, LONGEST_TEXT) : "",
    ]),
  );
}

/** What is wrong with a field, and so with the form. */
export type FieldFault = "missing" | "wrong";

/**
 * A whole questionnaire on one card. Sent with something missing or wrong it is drawn again, with what was typed.
 *
 * @param faults by linkId
 */
export function formCard(
  { responseId, title, fields }: Form,
  programmeId: string,
  locale: Locale,
  { typed = {}, faults = {}, notice }: { typed?: Typed; faults?: Record<string, FieldFault>; notice?: string } = {},
): AdaptiveCard {
  const { t } = screenTexts(locale);
  const data = { programmeId, responseId };
  const body: CardElement[] = [heading(forEye(title, locale))];
  const wrong = Object.keys(faults).length > 0;
  if (notice ?? wrong) body.push(text(notice ?? t("form.incomplete"), { weight: "Bolder", color: wrong ? "Attention" : "Default" }));
  for (const field of fields) {
    for (const words of field.before) body.push({ ...text(forEye(words, locale)), spacing: "Medium" });
    body.push(input(field, typed[field.linkId] ?? "", locale));
    const fault = faults[field.linkId];
    if (fault) body.push(text(t(`form.${fault}`), { color: "Attention", size: "Small" }));
  }
  return card(body, [
    execute("submit-form", t("form.send"), data, "positive"),
    // what was typed is not wanted
    { ...execute("defer-form", t("form.later"), data), associatedInputs: "none" },
  ]);
}

function input({ linkId, text: label, required, takes }: FormField, value: string, locale: Locale): CardElement {
  const { t } = screenTexts(locale);
  const common = {
    id: PREFIX + linkId,
    label: forEye(required ? label : `${label} (${t("form.optional")})`, locale),
    ...(required && { isRequired: true, errorMessage: t(takes.kind === "number" ? "form.wrong" : "form.missing") }),
    spacing: "Medium",
  };
  switch (takes.kind) {
    case "choice": {
      const choices = takes.options.map((option) => ({ title: forEye(option.text, locale), value: option.value }));
      // what was passed over can be given back its place
      const all = required ? choices : [...choices, { title: t("form.none"), value: NO_ANSWER }];
      return { type: "Input.ChoiceSet", style: "expanded", wrap: true, choices: all, ...common, ...(value && { value }) };
    }
    case "number": {
      const { min, max } = takes;
      if (max !== null && max - min < MOST_STEPS) {
        const steps = Array.from({ length: max - min + 1 }, (_, step) => ({ title: String(min + step), value: String(min + step) }));
        const all = required ? steps : [...steps, { title: t("form.none"), value: NO_ANSWER }];
        return {
          type: "Input.ChoiceSet",
          style: "compact",
          placeholder: t("form.choose"),
          choices: all,
          ...common,
          ...(value && { value }),
        };
      }
      const range = max === null ? { min } : { min, max };
      const number = Number(value);
      return { type: "Input.Number", ...range, ...common, ...(value && Number.isFinite(number) && { value: number }) };
    }
    case "text":
      return { type: "Input.Text", isMultiline: true, maxLength: LONGEST_TEXT, ...common, ...(value && { value }) };
  }
}
