import type { Locale } from "../locale.ts";
import { isEnabled } from "./enable-when.ts";
import { ownUrl } from "./own-url.ts";
import type { Answers, AnswerValue, Item, Questionnaire } from "./questionnaire.ts";
import { optionText, textOf } from "./wording.ts";

const ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
const MIN_VALUE = "http://hl7.org/fhir/StructureDefinition/minValue";
const MAX_VALUE = "http://hl7.org/fhir/StructureDefinition/maxValue";
const ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
/** Our own: an answer of this number or more is for the safety check at once. */
const SAFETY_CHECK_FROM = ownUrl("StructureDefinition/safety-check-from");

/** An item that is asked, in its place. */
export interface AskedItem {
  item: Item;
  /** The groups it is in, outermost first: what they say belongs to the question ("over the last 2 weeks ..."). */
  groups: Item[];
  /** What is to be read before it and after the item before: groups that begin here and displays, in order. */
  before: Item[];
}

/** An option as it is offered: what is stored for it, and what it says. */
export interface AnswerOption {
  value: AnswerValue;
  text: string;
  /** Its score by the instrument, if it has one. */
  ordinal: number | undefined;
}

/** A scale of whole numbers, ends included, with what its ends mean if that is written. */
export interface Scale {
  min: number;
  /** None: any number. */
  max: number | undefined;
  minText: string | undefined;
  maxText: string | undefined;
}

/** Every item that may be asked, in order, whatever its conditions. What stands within a question and is no display comes after it. */
export function askedItems({ item: items }: Questionnaire): AskedItem[] {
  const asked: AskedItem[] = [];
  let before: Item[] = [];
  const walk = (within: Item[], groups: Item[]) => {
    for (const item of within) {
      if (item.type === "display") {
        if (!endOf(item)) before.push(item);
        continue;
      }
      if (item.type === "group") {
        before.push(item);
        walk(item.item ?? [], [...groups, item]);
        continue;
      }
      asked.push({ item, groups, before });
      before = [];
      walk(item.item ?? [], groups);
    }
  };
  walk(items, []);
  return asked;
}

/**
 * The items whose conditions the answers so far fulfil, in order. An answer to an item that is not asked (any more) fulfils nothing.
 *
 * @param answers those to later items play no part
 */
export function enabledItems(questionnaire: Questionnaire, answers: Answers): AskedItem[] {
  const counted: Answers = {};
  return askedItems(questionnaire).filter(({ item, groups }) => {
    const enabled = [...groups, item].every((one) => isEnabled(one, counted));
    const answer = answers[item.linkId];
    if (enabled && answer !== undefined) counted[item.linkId] = answer;
    return enabled;
  });
}

/** The first item that still wants an answer, or undefined: the form is complete. What may be passed over and was is not asked again. */
export function nextItem(questionnaire: Questionnaire, answers: Answers): AskedItem | undefined {
  return enabledItems(questionnaire, answers).find(({ item }) => {
    const answer = answers[item.linkId];
    return answer === undefined || (answer === null && item.required);
  });
}

/** The options of a choice, in order; none of other types. A text that is not written in that language is as it was written first. */
export function optionsOf(questionnaire: Questionnaire, item: Item, locale: Locale): AnswerOption[] {
  return (item.answerOption ?? []).map((option) => {
    const { system, code = "", display = "" } = option.valueCoding ?? {};
    return {
      value: option.valueCoding
        ? { valueCoding: { ...(system ? { system } : {}), code, display } }
        : { valueInteger: option.valueInteger ?? 0 },
      text: optionText(questionnaire, option, locale) ?? display,
      ordinal: option.extension?.find(({ url }) => url === ORDINAL)?.valueDecimal ?? option.valueInteger,
    };
  });
}

/** The scale of an item of whole numbers; undefined for other types. A number of times begins at 0 unless it says otherwise. */
export function scaleOf(questionnaire: Questionnaire, item: Item, locale: Locale): Scale | undefined {
  if (item.type !== "integer") return undefined;
  const end = (code: "lower" | "upper") => {
    const display = item.item?.find((one) => endOf(one) === code);
    return display && textOf(questionnaire, display, locale);
  };
  return {
    min: item.extension?.find(({ url }) => url === MIN_VALUE)?.valueInteger ?? 0,
    max: item.extension?.find(({ url }) => url === MAX_VALUE)?.valueInteger,
    minText: end("lower"),
    maxText: end("upper"),
  };
}

/** Which end of its question's scale a display describes. https://hl7.org/fhir/R4/valueset-questionnaire-item-control.html */
function endOf({ type, extension }: Item): "lower" | "upper" | undefined {
  if (type !== "display") return undefined;
  const codes = extension
    ?.filter(({ url }) => url === ITEM_CONTROL)
    .flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding?.map(({ code }) => code) ?? []);
  return codes?.includes("lower") ? "lower" : codes?.includes("upper") ? "upper" : undefined;
}

/** The number that an answer counts for: its option's ordinal, the integer itself, 1 for yes and 0 for no; undefined for what is no number. */
export function numberOf(item: Item, value: AnswerValue | null | undefined): number | undefined {
  if (!value) return undefined;
  if ("valueInteger" in value) return value.valueInteger;
  if ("valueBoolean" in value) return value.valueBoolean ? 1 : 0;
  if (!("valueCoding" in value)) return undefined;
  const chosen = item.answerOption?.find((option) => option.valueCoding?.code === value.valueCoding.code);
  return chosen?.extension?.find(({ url }) => url === ORDINAL)?.valueDecimal;
}

/** Words of one's own are asked for: they go to the safety check, and by voice only what is recognised of them is kept. */
export function isFreeText({ type }: Item): boolean {
  return type === "text" || type === "string";
}

/** An answer by itself calls for the safety check, such as any but the first to item 9 of the PHQ-9. */
export function wantsSafetyCheck(item: Item, value: AnswerValue | null | undefined): boolean {
  const from = item.extension?.find(({ url }) => url === SAFETY_CHECK_FROM)?.valueInteger;
  const number = numberOf(item, value);
  return from !== undefined && number !== undefined && number >= from;
}
