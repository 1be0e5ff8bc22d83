import type { Answers, AnswerValue, Item } from "./questionnaire.ts";

type Condition = NonNullable<Item["enableWhen"]>[number];

/**
 * Whether an item is to be asked, by what was answered before it.
 *
 * @param answers those that count; null, passed over, is no answer
 * @see https://hl7.org/fhir/R4/valueset-questionnaire-enable-operator.html
 */
export function isEnabled({ enableWhen, enableBehavior = "all" }: Item, answers: Answers): boolean {
  if (!enableWhen || enableWhen.length === 0) return true;
  const holds = (condition: Condition) => fulfils(condition, answers[condition.question] ?? undefined);
  return enableBehavior === "any" ? enableWhen.some(holds) : enableWhen.every(holds);
}

function fulfils(wanted: Condition, answer: AnswerValue | undefined): boolean {
  const { operator } = wanted;
  if (operator === "exists") return (answer !== undefined) === (wanted.answerBoolean ?? true);
  // "no answer has a value that is equal": that is so where there is none
  if (operator === "!=") return answer === undefined || !equals(wanted, answer);
  if (answer === undefined) return false;
  if (operator === "=") return equals(wanted, answer);
  if (!("valueInteger" in answer) || wanted.answerInteger === undefined) return false;
  const { answerInteger } = wanted;
  const { valueInteger } = answer;
  if (operator === ">") return valueInteger > answerInteger;
  if (operator === "<") return valueInteger < answerInteger;
  return operator === ">=" ? valueInteger >= answerInteger : valueInteger <= answerInteger;
}

function equals({ answerBoolean, answerInteger, answerCoding }: Condition, answer: AnswerValue): boolean {
  if ("valueBoolean" in answer) return answer.valueBoolean === answerBoolean;
  if ("valueInteger" in answer) return answer.valueInteger === answerInteger;
  return "valueCoding" in answer && answer.valueCoding.code === answerCoding?.code;
}
