import { LOCALES } from "../locale.ts";
import type { Finding } from "./finding.ts";
import { askedItems, scaleOf } from "./items.ts";
import type { Item, Questionnaire } from "./questionnaire.ts";
import { findUntranslated } from "./wording.ts";

/** What makes a questionnaire impossible to ask, whatever the channel. */
export function checkStructure(questionnaire: Questionnaire): Finding[] {
  const items = everyItem(questionnaire.item);
  const asked = askedItems(questionnaire);
  return [
    ...(asked.length === 0 ? [{ code: "nothing-to-ask", sentence: "No item asks anything." } satisfies Finding] : []),
    ...findDuplicates(items),
    ...findBadCharacters(questionnaire),
    ...items.flatMap(findUnsupported),
    ...asked.flatMap(({ item }) => findBadAnswers(questionnaire, item)),
    ...findBadConditions(items),
    ...findHalfTranslated(questionnaire, items.length),
  ];
}

function everyItem(items: Item[]): Item[] {
  return items.flatMap((item) => [item, ...everyItem(item.item ?? [])]);
}

function findDuplicates(items: Item[]): Finding[] {
  const twice = items.map(({ linkId }) => linkId).filter((linkId, at, all) => all.indexOf(linkId) < at);
  return [...new Set(twice)].map((linkId) => ({
    code: "duplicate-link-id",
    linkId,
    sentence: `Item ${linkId}: another item has the same linkId.`,
  }));
}

/** Control and direction characters break what is said in a call, and may show a text that is not the one that is there. */
function findBadCharacters(questionnaire: Questionnaire): Finding[] {
  return stringsOf(questionnaire).some((text) => /[\p{Cc}\p{Cf}]/u.test(text.replaceAll("\n", " ")))
    ? [{ code: "malformed", sentence: "A text holds control or direction characters." }]
    : [];
}

function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(stringsOf) : [];
}

/** What FHIR has and an answer would be wrong without: https://hl7.org/fhir/R4/extensibility.html#modifierExtension */
function findUnsupported({ linkId, ...item }: Item): Finding[] {
  const elements = [
    ...(item.repeats === true ? ["repeats"] : []),
    ...["answerValueSet", "modifierExtension"].filter((element) => item[element] !== undefined),
  ];
  return elements.map((element) => ({ code: "unsupported", linkId, sentence: `Item ${linkId}: ${element} is not supported.` }));
}

function findBadAnswers(questionnaire: Questionnaire, item: Item): Finding[] {
  const { linkId, answerOption: options = [] } = item;
  if (item.type === "choice" && options.length === 0)
    return [{ code: "no-options", linkId, sentence: `Item ${linkId}: a choice without answerOption.` }];
  if (item.type !== "choice" && options.length > 0)
    return [{ code: "unsupported", linkId, sentence: `Item ${linkId}: answerOption is for the type "choice" only.` }];
  if (options.some(({ valueCoding, valueInteger }) => (valueCoding === undefined) === (valueInteger === undefined)))
    return [{ code: "unsupported", linkId, sentence: `Item ${linkId}: an option is a valueCoding or a valueInteger.` }];
  const codes = options.map(({ valueCoding, valueInteger }) => valueCoding?.code ?? String(valueInteger));
  const twice = codes.find((code, at) => codes.indexOf(code) < at);
  if (twice !== undefined) return [{ code: "duplicate-option", linkId, sentence: `Item ${linkId}: two options have the code ${twice}.` }];
  const scale = scaleOf(questionnaire, item, questionnaire.language);
  if (scale?.max !== undefined && scale.min > scale.max)
    return [{ code: "bad-scale", linkId, sentence: `Item ${linkId}: its scale goes from ${scale.min} to ${scale.max}.` }];
  return [];
}

function findBadConditions(items: Item[]): Finding[] {
  const places = new Map(items.map(({ linkId }, at) => [linkId, at]));
  return items.flatMap(({ linkId, enableWhen = [], enableBehavior }, at) => [
    // constraint que-12: https://hl7.org/fhir/R4/questionnaire.html#invs
    ...(enableWhen.length > 1 && !enableBehavior
      ? [
          {
            code: "malformed",
            linkId,
            sentence: `Item ${linkId}: several enableWhen need an enableBehavior, all or any.`,
          } satisfies Finding,
        ]
      : []),
    ...enableWhen.flatMap((condition): Finding[] => {
      const place = places.get(condition.question);
      const question = place === undefined ? undefined : items[place];
      const when = `Item ${linkId}: enableWhen`;
      if (place === undefined || !question || question.type === "group" || question.type === "display")
        return [{ code: "condition-on-unknown", linkId, sentence: `${when} names ${condition.question}, which is no item that is asked.` }];
      if (place >= at)
        return [{ code: "condition-on-later", linkId, sentence: `${when} names ${condition.question}, which is not asked before it.` }];
      if (!suits(condition, question))
        return [
          {
            code: "condition-never-fits",
            linkId,
            sentence: `${when} compares ${condition.question} (${question.type}) by ${condition.operator} with what it never is.`,
          },
        ];
      return [];
    }),
  ]);
}

function suits(condition: NonNullable<Item["enableWhen"]>[number], question: Item): boolean {
  const { operator, answerBoolean, answerInteger, answerCoding } = condition;
  if (operator === "exists") return answerBoolean !== undefined;
  const equality = operator === "=" || operator === "!=";
  if (question.type === "boolean") return equality && answerBoolean !== undefined;
  if (question.type === "integer") return answerInteger !== undefined;
  return (
    question.answerOption?.some(({ valueCoding, valueInteger }) =>
      valueCoding ? equality && valueCoding.code === answerCoding?.code : answerInteger !== undefined && valueInteger !== undefined,
    ) ?? false
  );
}

/** A language that nothing is written in is not meant; one that a few words lack was forgotten. */
function findHalfTranslated(questionnaire: Questionnaire, count: number): Finding[] {
  return LOCALES.flatMap((locale) => {
    const missing = findUntranslated(questionnaire, locale);
    if (missing.length === 0 || missing.length > count) return [];
    return [
      {
        code: "partly-translated",
        locale,
        ...(missing[0] === "title" ? {} : { linkId: missing[0]! }),
        sentence: `It is written in "${locale}" in part only; this lacks it: ${missing.join(", ")}.`,
      },
    ];
  });
}
