import type { SafetyAssessment, SafetySituation } from "../domain/safety/assessment.ts";
import { linesFor } from "../domain/safety/lines.ts";
import type { Where } from "../domain/safety/place.ts";
import type { TextRef } from "./prompt.ts";
import type { TextArgs, TextKey } from "./texts/texts.ts";

/** Where the French lines do not work: fewer words for fewer lines. */
const ABROAD: Record<SafetySituation, TextKey> = {
  suicide: "safety.abroad.suicide",
  "suicide-other": "safety.abroad.suicide-other",
  violence: "safety.abroad.violence",
  child: "safety.abroad.emergency",
  "harm-others": "safety.abroad.emergency",
  overdose: "safety.abroad.emergency",
  emergency: "safety.abroad.emergency",
  distress: "safety.abroad.distress",
};

/**
 * What is said at once to somebody in danger, or close to them: the lines first, in words that stand by themselves, then what goes with them.
 * After words of violence only what may be read by anybody.
 */
export function dangerText({ level, situation }: Pick<SafetyAssessment, "level" | "situation">, where: Where): [TextRef, ...TextRef[]] {
  const of = situation ?? "suicide";
  const args = numbers(of, where);
  const first: TextRef = { key: where.place === "abroad" ? ABROAD[of] : `safety.${of}`, args };
  return [
    first,
    // somebody who takes too much, and is in no emergency now
    ...(of === "overdose" && level < 3 && args.drugs ? [{ key: "safety.substances" as const, args }] : []),
    ...(where.place === "overseas" ? [{ key: "safety.elsewhere" as const, args }] : []),
  ];
}

/** A gentle question whether somebody is safe, and who listens. */
export const distressText = (where: Where): TextRef => dangerText({ level: 1, situation: "distress" }, where)[0];

function numbers(situation: SafetySituation, where: Where): TextArgs {
  const shown = linesFor(situation, where);
  return {
    ...Object.fromEntries(shown.map(({ id, number }) => [id, number])),
    sms: shown.some(({ by }) => by === "sms") ? "yes" : "no",
  };
}
