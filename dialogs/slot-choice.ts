import { DateTime } from "luxon";
import * as z from "zod";
import type { Modality } from "../domain/booking/appointment.ts";
import type { TimeWindow } from "../domain/peers/free-time.ts";
import { moreChoice, OFFERED } from "./offered.ts";
import type { Answer, Choice, Prompt, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import { timeWish } from "./time-wish.ts";
import type { DialogTools } from "./tools.ts";

/** Where a choice of times stands: part of the state of each dialog that asks for one. */
export const slotState = z.object({
  slotsPage: z.number().default(0),
  /** The time that was chosen and is gone: those nearest to it are shown first. */
  gone: z.string().optional(),
  /** When the person would like it, in their words. */
  wish: timeWish.optional(),
});
type SlotState = z.infer<typeof slotState>;

type ChoicePrompt = Extract<Prompt, { kind: "choice" }>;
/** Free times, from `offset` on, within a window if one is given. */
export type TimesFrom = (offset: number, limit: number, within?: TimeWindow) => Promise<DateTime[]>;

/** A reading of what was said that is chosen: "reading:1". */
const READING = "reading:";

/**
 * Three of a peer's free times, and PLUS if there are more; nothing if there is none on that page. Those that were wished for, if there are any;
 * else the nearest to them. A wish that may mean several days is asked first.
 */
export async function slotPrompt(
  peerId: string,
  before: SlotState,
  text: TextRef,
  tools: DialogTools,
  modality?: Modality,
): Promise<ChoicePrompt | undefined> {
  const nearest = before.gone ? await tools.talks.nearestSlots(peerId, DateTime.fromISO(before.gone), OFFERED, modality) : [];
  if (nearest.length > 0) return slotChoice(nearest, true, text, tools);
  const times: TimesFrom = (offset, limit, within) => tools.nextFreeSlots(peerId, offset, limit, within, modality);
  return timesPrompt(times, before, text, tools, (at) => tools.talks.nearestSlots(peerId, at, OFFERED, modality));
}

/** The same of any list of times. */
export async function timesPrompt(
  timesFrom: TimesFrom,
  { slotsPage, wish }: SlotState,
  text: TextRef,
  tools: DialogTools,
  nearestTo: (at: DateTime) => Promise<DateTime[]> = async () => [],
): Promise<ChoicePrompt | undefined> {
  if (wish?.readings) return readingChoice(wish.readings, tools);
  const window = wish && windowOf(wish, tools);
  const found = await timesFrom(slotsPage * OFFERED, OFFERED + 1, window);
  if (found.length > 0) return slotChoice(found.slice(0, OFFERED), found.length > OFFERED || slotsPage > 0 || !!window, text, tools);
  if (!window || slotsPage > 0) return undefined;
  const near = window.from ? await nearestTo(window.from) : [];
  const others = near.length > 0 ? near : (await timesFrom(0, OFFERED)).slice(0, OFFERED);
  return others.length > 0 ? slotChoice(others, true, { key: "slot.noneThen" }, tools) : undefined;
}

/** What was said may mean one day or another. */
function readingChoice(readings: { from: string; to: string }[], { speaker }: DialogTools): ChoicePrompt {
  const choices = readings.slice(0, OFFERED).map(({ from, to }, index): Choice => {
    const start = DateTime.fromISO(from).setZone(speaker.zone);
    const isDay = DateTime.fromISO(to).diff(start, "hours").hours >= 23;
    const { at, day } = texts(speaker.locale);
    return { value: `${READING}${index}`, label: isDay ? day(start) : at(start) };
  });
  return { kind: "choice", text: { key: "slot.whichDay" }, choices, takes: "times" };
}

function slotChoice(times: DateTime[], more: boolean, text: TextRef, tools: DialogTools): ChoicePrompt {
  const choices = times.map(
    (at): Choice => ({ value: at.toISO() ?? "", label: texts(tools.speaker.locale).at(at.setZone(tools.speaker.zone)) }),
  );
  if (more) choices.push(moreChoice("findPeer.slotMoreLabel"));
  return { kind: "choice", text, choices, takes: "times" };
}

const windowOf = ({ from, to, hours }: NonNullable<SlotState["wish"]>, { speaker }: DialogTools): TimeWindow => ({
  from: from ? DateTime.fromISO(from).setZone(speaker.zone) : undefined,
  to: to ? DateTime.fromISO(to).setZone(speaker.zone) : undefined,
  hours,
});

/** The time that was chosen, or how the choice goes on: another page, other times, a day that was meant. */
export function chosenSlot(answer: Answer, { slotsPage, gone, wish }: SlotState): DateTime | SlotState {
  if (answer.kind === "time") return { slotsPage: 0, gone: undefined, wish: answer.wish };
  if (answer.kind !== "choice") return { slotsPage, gone, wish };
  if (answer.value === "more") return { slotsPage: gone ? slotsPage : slotsPage + 1, gone: undefined, wish };
  if (answer.value.startsWith(READING))
    return { slotsPage: 0, gone: undefined, wish: wish?.readings?.[Number(answer.value.slice(READING.length))] };
  return DateTime.fromISO(answer.value, { setZone: true });
}

/** A time that was said beside another answer: "1 mais plutôt le soir". */
export const wishBeside = (answer: Answer): SlotState["wish"] => (answer.kind === "choice" ? answer.wish : undefined);
