import type { TestService } from "./service.ts";

/** Leads a patient by SMS up to a named point of the way to an appointment; gives the last answer. */
export async function leadPatient(
  { text }: TestService,
  from: string,
  until: "consent" | "age" | "offers" | "modality" | "slot" | "alias" | "asked",
  { wish = "bonjour je cherche quelqu'un pour parler de mon endométriose", offer = "1", slot = "1", alias = "Lou", age = "1" } = {},
): Promise<string[]> {
  const way: [string, string][] = [
    ["consent", wish],
    ["age", "oui"],
    ["offers", age],
    ["modality", offer],
    ["slot", "1"],
    ["alias", slot],
    ["asked", alias],
  ];
  let answer: string[] = [];
  for (const [reached, said] of way) {
    answer = await text(from, said);
    if (reached === until) return answer;
  }
  return answer;
}
