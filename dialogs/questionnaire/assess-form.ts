import { assessSafety } from "../../domain/safety/assess-safety.ts";
import type { SafetyAssessment } from "../../domain/safety/assessment.ts";
import { enabledItems, wantsSafetyCheck } from "../../domain/surveys/items.ts";
import type { Answers } from "../../domain/surveys/questionnaire.ts";
import type { AskedForm } from "../../domain/surveys/response.ts";
import type { Form } from "../prompt.ts";
import { questionnaire } from "../questionnaire.ts";

/** The gravest of what was typed into a form, whether or not it is taken, and of answers that count as such. */
export function assessForm(response: AskedForm, values: Answers, { fields }: Form, typed: Record<string, string>): SafetyAssessment {
  const words = fields.filter(({ takes }) => takes.kind === "text").map(({ linkId }) => assessSafety(typed[linkId] ?? ""));
  const asked = enabledItems(response.questionnaire, { ...response.answers, ...values });
  const items = asked
    .filter(({ item }) => wantsSafetyCheck(item, values[item.linkId]))
    .map((): SafetyAssessment => ({ level: 2, situation: "suicide", rule: questionnaire.name }));
  return [...words, ...items].reduce((a, b) => (b.level > a.level ? b : a), { level: 0, situation: null, rule: null });
}
