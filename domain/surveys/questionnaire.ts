import * as z from "zod";

/** A text and its translations, as FHIR writes them: https://hl7.org/fhir/R4/languages.html, http://hl7.org/fhir/StructureDefinition/translation */
const translations = z.looseObject({
  extension: z
    .array(
      z.looseObject({
        url: z.string(),
        extension: z
          .array(z.looseObject({ url: z.string(), valueCode: z.string().optional(), valueString: z.string().optional() }))
          .optional(),
      }),
    )
    .optional(),
});

const coding = z.looseObject({ system: z.string().optional(), code: z.string().min(1), display: z.string().min(1) });

const answerOption = z.looseObject({
  extension: z.array(z.looseObject({ url: z.string(), valueDecimal: z.number().optional() })).optional(),
  valueCoding: coding.extend({ _display: translations.optional() }).optional(),
  valueInteger: z.int().optional(),
});

const enableWhen = z.looseObject({
  question: z.string(),
  operator: z.enum(["exists", "=", "!=", ">", "<", ">=", "<="]),
  answerBoolean: z.boolean().optional(),
  answerInteger: z.int().optional(),
  answerCoding: z.looseObject({ code: z.string() }).optional(),
});

const itemExtension = z.looseObject({
  url: z.string(),
  valueInteger: z.int().optional(),
  valueCodeableConcept: z.looseObject({ coding: z.array(z.looseObject({ code: z.string().optional() })).optional() }).optional(),
});

const item = z.looseObject({
  linkId: z.string().min(1).max(40),
  text: z.string().min(1),
  _text: translations.optional(),
  type: z.enum(["group", "display", "choice", "integer", "boolean", "string", "text"]),
  required: z.boolean().default(false),
  answerOption: z.array(answerOption).optional(),
  enableWhen: z.array(enableWhen).optional(),
  enableBehavior: z.enum(["all", "any"]).optional(),
  extension: z.array(itemExtension).optional(),
  get item() {
    return z.array(item).optional();
  },
});

/**
 * What we read of a FHIR R4 Questionnaire; the rest is kept as it is. The texts are in the questionnaire's `language`, others beside them as translations.
 *
 * @see https://hl7.org/fhir/R4/questionnaire.html
 */
export const questionnaire = z.looseObject({
  resourceType: z.literal("Questionnaire"),
  url: z.url().optional(),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  title: z.string().min(1),
  _title: translations.optional(),
  version: z.string().min(1).max(20),
  status: z.enum(["draft", "active", "retired"]),
  language: z.enum(["fr", "en"]),
  description: z.string().optional(),
  copyright: z.string().optional(),
  item: z.array(item).min(1),
});

/** What somebody answered, as FHIR's value[x]: https://hl7.org/fhir/R4/questionnaireresponse-definitions.html#QuestionnaireResponse.item.answer.value_x_ */
export const answerValue = z.union([
  z.strictObject({ valueCoding: coding }),
  z.strictObject({ valueInteger: z.int() }),
  z.strictObject({ valueBoolean: z.boolean() }),
  z.strictObject({ valueString: z.string() }),
]);

export type Questionnaire = z.infer<typeof questionnaire>;
export type Item = z.infer<typeof item>;
export type AnswerValue = z.infer<typeof answerValue>;
/** By linkId; null: passed over. An item that is not there was not asked yet. */
export type Answers = Record<string, AnswerValue | null>;
