import type { TextRef } from "../dialogs/prompt.ts";
import { questionnaire } from "../dialogs/questionnaire.ts";
import { hearUnit } from "../domain/people/hear-unit.ts";
import { isUnproven } from "./gate.ts";
import type { Turn } from "./outcome.ts";

/** Said of a code on a poster: the same whether it was noted now, before, or not at all. Which unit it is, is not said: others may read along. */
export const THANKS_FOR_CODE: TextRef = { key: "unit.thanks" };

export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/**
 * Notes the unit whose poster somebody came by, from the code in a text of theirs. The code is taken out of what is answered and passed on: it is no
 * condition, no name and no answer, and whoever reads the rest need not know the unit. In words of one's own for a questionnaire it stays.
 *
 * Before it is sure who writes nothing is noted; what was written is heard again then.
 *
 * @returns what was said besides; undefined if there was no code
 */
export async function hearCode(turn: Turn, text: string): Promise<string | undefined> {
  const { speaker, channel, locked, db } = turn;
  if (channel !== "sms" && channel !== "whatsapp") return undefined;
  if (speaker.isPeer || speaker.isCoordinator || locked || isUnproven(turn)) return undefined;
  const rest = await hearUnit(db, speaker.id, text);
  return rest !== undefined && hasWords(rest) && asksOwnWords(turn) ? undefined : rest;
}

const asksOwnWords = ({ question }: Turn): boolean => question?.dialog === questionnaire.name && question.prompt.kind === "text";
