import { DateTime } from "luxon";
import { moreChoice, OFFERED } from "./offered.ts";
import type { Answer, Choice, Prompt, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

/**
 * Three of a peer's free times, and PLUS if there are more; nothing if there is none on that page.
 *
 * @param gone a time that was chosen and is taken: instead of the first page, those nearest to it
 */
export async function slotPrompt(
  peerId: string,
  page: number,
  text: TextRef,
  tools: DialogTools,
  gone?: string,
): Promise<Prompt | undefined> {
  const nearest = gone ? await tools.talks.nearestSlots(peerId, DateTime.fromISO(gone), OFFERED) : [];
  if (nearest.length > 0) return slotChoice(nearest, true, text, tools);
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
  return found.length === 0 ? undefined : slotChoice(found.slice(0, OFFERED), found.length > OFFERED || page > 0, text, tools);
}

function slotChoice(times: DateTime[], more: boolean, text: TextRef, tools: DialogTools): Extract<Prompt, { kind: "choice" }> {
  const choices = times.map(
    (at): Choice => ({ value: at.toISO() ?? "", label: texts(tools.speaker.locale).at(at.setZone(tools.speaker.zone)) }),
  );
  if (more) choices.push(moreChoice("findPeer.slotMoreLabel"));
  return { kind: "choice", text, choices };
}

/** The time that was chosen; nothing if it is other times that are wanted. */
export function chosenSlot(answer: Answer): DateTime | undefined {
  if (answer.kind !== "choice" || answer.value === "more") return undefined;
  return DateTime.fromISO(answer.value, { setZone: true });
}
