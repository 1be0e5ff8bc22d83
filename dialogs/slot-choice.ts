import { DateTime } from "luxon";
import { moreChoice, OFFERED } from "./offered.ts";
import type { Answer, Choice, Prompt, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

/** Three of a peer's free times, and PLUS if there are more; nothing if there is none on that page. */
export async function slotPrompt(peerId: string, page: number, text: TextRef, tools: DialogTools): Promise<Prompt | undefined> {
  return timesPrompt((offset, limit) => tools.nextFreeSlots(peerId, offset, limit), page, text, tools);
}

/** The same of any list of times. */
export async function timesPrompt(
  timesFrom: (offset: number, limit: number) => Promise<DateTime[]>,
  page: number,
  text: TextRef,
  tools: DialogTools,
): Promise<Extract<Prompt, { kind: "choice" }> | undefined> {
  const found = await timesFrom(page * OFFERED, OFFERED + 1);
  if (found.length === 0) return undefined;
  const choices = found
    .slice(0, OFFERED)
    .map((at): Choice => ({ value: at.toISO() ?? "", label: texts(tools.speaker.locale).at(at.setZone(tools.speaker.zone)) }));
  if (found.length > OFFERED || page > 0) choices.push(moreChoice("findPeer.slotMoreLabel"));
  return { kind: "choice", text, choices };
}

/** The time that was chosen; nothing if it is other times that are wanted. */
export function chosenSlot(answer: Answer): DateTime | undefined {
  if (answer.kind !== "choice" || answer.value === "more") return undefined;
  return DateTime.fromISO(answer.value, { setZone: true });
}
