import { DateTime } from "luxon";
import * as z from "zod";
import type { SafetySituation } from "./assessment.ts";
import data from "./lines.json" with { type: "json" };
import type { Where } from "./place.ts";

const LINE_IDS = [
  "medical",
  "europe",
  "text",
  "suicide",
  "police",
  "women",
  "child",
  "shelter",
  "drugs",
  "alcohol",
  "cancer",
  "listening",
  "directory",
] as const;
export type LineId = (typeof LINE_IDS)[number];

/** A line that helps. */
const line = z.object({
  id: z.enum(LINE_IDS),
  /** As it is written: `3114`, `0 800 23 13 13`; for the web, an address. */
  number: z.string().min(2),
  for: z.object({ fr: z.string(), en: z.string() }),
  by: z.enum(["voice", "sms", "web"]),
  where: z.array(z.enum(["france", "overseas", "abroad"])).min(1),
  /** null: not known to us, so not said. */
  hours: z.literal("day and night").nullable(),
  /** Who runs it, or says so officially. */
  source: z.url(),
  /** ISO date; null: nobody has, and it is shown to nobody. */
  verifiedOn: z.iso.date().nullable(),
});
export type Line = z.infer<typeof line>;

/** Every line that we know of, those that may not be shown too. */
export const lines: Line[] = z.array(line).parse(data);

const EMERGENCY: LineId[] = ["medical", "europe", "text"];

/** What each situation's answer may name. Only what is there is filled into its words. */
const BY_SITUATION: Record<SafetySituation, LineId[]> = {
  suicide: ["suicide", ...EMERGENCY],
  "suicide-other": ["suicide", ...EMERGENCY],
  // those of any emergency beside its own: whoever reads along learns nothing from the list
  violence: ["police", "women", "suicide", "europe", "text"],
  child: ["child", "police", "text"],
  "harm-others": ["police", "medical", "suicide", "text"],
  overdose: [...EMERGENCY, "drugs", "alcohol"],
  emergency: EMERGENCY,
  distress: ["suicide", "text"],
};

/** Where the usual lines may not answer. */
const ELSEWHERE: LineId[] = ["europe", "directory"];

/** The lines for a situation that work where somebody is, verified ones only; 114 by SMS only for who is texting. */
export function linesFor(situation: SafetySituation, { place, texting }: Where): Line[] {
  const wanted = new Set([...BY_SITUATION[situation], ...(place === "france" ? [] : ELSEWHERE)]);
  return lines.filter(
    ({ id, by, where, verifiedOn }) => wanted.has(id) && where.includes(place) && verifiedOn !== null && (by !== "sms" || texting),
  );
}

/** Numbers change hands: past this somebody has to look again. */
const VERIFIED_FOR_MONTHS = 12;

/** The shown lines that were verified longer ago than that. */
export const staleLines = (at: DateTime): Line[] =>
  lines.filter(({ verifiedOn }) => verifiedOn !== null && DateTime.fromISO(verifiedOn).plus({ months: VERIFIED_FOR_MONTHS }) < at);
