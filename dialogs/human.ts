import type { Answering } from "../domain/coordination/duty.ts";
import type { TextRef } from "./prompt.ts";
import type { TextKey } from "./texts/texts.ts";
import { texts } from "./texts/texts.ts";
import type { Speaker } from "./tools.ts";

/** Says what may be promised: that the team answers, from when on nobody does not, or nothing. */
export function answeringText(
  answering: Answering,
  keys: { now: TextKey; until: TextKey; never: TextKey },
  { locale, zone }: Speaker,
): TextRef {
  if (answering === "now") return { key: keys.now };
  if (!answering.from) return { key: keys.never };
  return { key: keys.until, args: { until: texts(locale).at(answering.from.setZone(zone)) } };
}

/** The answer to HUMAIN. */
export const humanText = (answering: Answering, speaker: Speaker): TextRef =>
  answeringText(answering, { now: "word.human", until: "word.humanUntil", never: "word.humanNobody" }, speaker);
