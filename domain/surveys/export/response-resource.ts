import { toLocale } from "../../locale.ts";
import { ownUrl } from "../own-url.ts";
import type { Item } from "../questionnaire.ts";
import { textOf } from "../wording.ts";
import type { ExportedAnswer, ExportedForm } from "./read-forms.ts";

const ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

interface ResponseItem {
  linkId: string;
  text: string;
  answer?: object[];
  item?: ResponseItem[];
}

/**
 * A form as a FHIR R4 QuestionnaireResponse, nested as its Questionnaire is. How each answer was given, and that it came late, are extensions of ours;
 * what was passed over or is withheld has FHIR's reason for that in place of a value.
 *
 * @see https://hl7.org/fhir/R4/questionnaireresponse.html
 */
export function responseResource(exported: ExportedForm): object {
  const { questionnaire, person, form, status, occasion, milestone, unit, locale, answers } = exported;
  const given = new Map(answers.map((answer) => [answer.linkId, answer]));
  return {
    resourceType: "QuestionnaireResponse",
    id: form,
    ...(locale ? { language: locale } : {}),
    extension: [
      { url: ownUrl("StructureDefinition/occasion"), valueCode: occasion },
      ...(milestone ? [{ url: ownUrl("StructureDefinition/milestone"), valueString: milestone }] : []),
      ...(unit ? [{ url: ownUrl("StructureDefinition/unit"), valueString: unit }] : []),
    ],
    questionnaire: `${questionnaire.url ?? ownUrl(`Questionnaire/${questionnaire.name}`)}|${questionnaire.version}`,
    status,
    ...(person ? { subject: { identifier: { system: ownUrl("pseudonym"), value: person } } } : {}),
    authored: answers
      .map(({ answeredOn }) => answeredOn)
      .sort()
      .at(-1),
    item: itemsOf(questionnaire.item, given, (item) => (locale && textOf(questionnaire, item, toLocale(locale))) || item.text),
  };
}

function itemsOf(items: Item[], given: Map<string, ExportedAnswer>, textFor: (item: Item) => string): ResponseItem[] {
  return items.flatMap((item) => {
    const { linkId, type } = item;
    const text = textFor(item);
    const within = itemsOf(item.item ?? [], given, textFor);
    if (type === "group") return within.length > 0 ? [{ linkId, text, item: within }] : [];
    const answer = given.get(linkId);
    if (!answer) return within;
    // what stands within a question stands within its answer: https://hl7.org/fhir/R4/questionnaireresponse.html#notes
    return [{ linkId, text, answer: [{ ...answerOf(answer), ...(within.length > 0 ? { item: within } : {}) }] }];
  });
}

function answerOf({ state, value, mode, late }: ExportedAnswer): object {
  return {
    extension: [
      { url: ownUrl("StructureDefinition/answer-mode"), valueCode: mode },
      ...(late ? [{ url: ownUrl("StructureDefinition/answer-late"), valueBoolean: true }] : []),
      ...(state === "answered" ? [] : [{ url: ABSENT, valueCode: state === "passed" ? "asked-declined" : "masked" }]),
    ],
    ...value,
  };
}
