import type { Answers } from "./questionnaire.ts";

/**
 * Whether a peer's debrief, as it comes with the service, asks for somebody of the team: the talk was hard, they would like to speak of it, or something
 * worries them about the person. A programme's own debrief is heard as far as its items are named alike.
 */
export function asksForTeam(answers: Answers): boolean {
  const { difficult } = answers;
  const says = (linkId: string) => {
    const value = answers[linkId];
    return Boolean(value && "valueBoolean" in value && value.valueBoolean);
  };
  const isHard = Boolean(difficult && "valueCoding" in difficult && difficult.valueCoding.code === "very");
  return isHard || says("call-me") || says("worried");
}
