/** 3 danger now; 2 suicidal thought, violence, overdose risk; 1 distress; 0 nothing. */
export type SafetyLevel = 0 | 1 | 2 | 3;
/** Which lines fit: they are chosen by situation, not by level. `suicide-other` and `harm-others`: somebody else is in danger, of their own hand or of the writer's. */
export type SafetySituation = "suicide" | "suicide-other" | "violence" | "child" | "harm-others" | "overdose" | "emergency" | "distress";

export interface SafetyAssessment {
  level: SafetyLevel;
  situation: SafetySituation | null;
  /** The rule that fired, as logged; the text never is. */
  rule: string | null;
}
