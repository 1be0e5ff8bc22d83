import * as z from "zod";
import { meanInterval } from "./mean-interval.ts";
import { SMALLEST_CELL, suppressCells, tellsApart } from "./suppress-cells.ts";

/** What is hidden first beside what is too small: the most usual way is shown the longest. */
const MODES = ["web", "whatsapp", "voice", "teams", "sms"] as const;
export type Mode = (typeof MODES)[number];

/** What was answered, as it is: for nobody's eyes. */
export interface ExactFigures {
  completed: number;
  channels: Partial<Record<Mode, number>>;
  scales: Record<string, ExactScale>;
}
export interface ExactScale {
  better: "higher" | "lower";
  values: number[];
  /** Of those who had answered the same at entry: then and now. */
  pairs: { before: number; now: number }[];
}

const count = z.int().nonnegative();
/**
 * Whether the number beside it may be shown: null, it may. Else the number that stands in its place: one that is shown already, and less than ten from it, so that
 * the two would tell of a few.
 */
const about = count.nullable();
const scale = z.object({
  /** How many had answered when this was worked out. */
  of: count,
  n: count,
  about,
  mean: z.number(),
  low: z.number(),
  high: z.number(),
});
const improvement = z.object({ of: count, pairs: count, improved: count, about });

/**
 * The figures that are shown, kept as they were released: each time they change, all that can be told from before and after is about ten people or more. `n`, `pairs`,
 * `improved` and the exact counts of channels are kept for that comparison only: what of them is shown is said beside them.
 */
export const releasedFigures = z.object({
  completed: count,
  /** By how the last answer was given; null where it is hidden. Null: no cell can be shown yet. */
  channels: z
    .object({ of: count, exact: z.partialRecord(z.enum(MODES), count), cells: z.partialRecord(z.enum(MODES), count.nullable()) })
    .nullable(),
  scales: z.record(z.string(), z.object({ scale: scale.nullable(), improvement: improvement.nullable() })),
});
export type ReleasedFigures = z.infer<typeof releasedFigures>;

/** Whoever has answered since is at least this part of all before figures are worked out anew: of many answers, one more says nothing. */
const STEP_SHARE = 0.05;

/** Whether there is something new to release: what it takes to work it out is known without reading any answer. */
export function isReleaseDue(previous: ReleasedFigures | null, completed: number): boolean {
  const before = previous?.completed ?? 0;
  return completed - before >= Math.max(SMALLEST_CELL, before * STEP_SHARE);
}

/** The next release after `previous`; the same again where too few have answered since. A part that would give somebody away stays as it was. */
export function releaseFigures(previous: ReleasedFigures | null, exact: ExactFigures): ReleasedFigures | null {
  const { completed } = exact;
  if (!isReleaseDue(previous, completed)) return previous;
  const shown = [completed, ...(previous ? numbersShown(previous) : [])];
  const scales = Object.entries(exact.scales).map(([name, one]) => {
    const before = previous?.scales[name];
    return [
      name,
      {
        scale: releaseScale(before?.scale ?? null, one, completed, shown),
        improvement: releaseImprovement(before?.improvement ?? null, one, completed, shown),
      },
    ] as const;
  });
  return { completed, channels: releaseChannels(previous?.channels ?? null, exact), scales: Object.fromEntries(scales) };
}

type Channels = ReleasedFigures["channels"];
type Scale = z.infer<typeof scale> | null;
type Improvement = z.infer<typeof improvement> | null;

/**
 * Those who have answered since the last table are a table of their own: it is added where it can be shown by itself, so that two tables never tell more than each of
 * them. What was hidden once stays hidden.
 */
function releaseChannels(before: Channels, { channels, completed }: ExactFigures): Channels {
  const countOf = (mode: Mode) => channels[mode] ?? 0;
  const grown = MODES.map((mode) => [mode, countOf(mode) - (before?.exact[mode] ?? 0)] as const);
  // somebody was erased: how they had answered must not be seen from what is missing
  if (grown.some(([, count]) => count < 0)) return before;
  const added = suppressCells(Object.fromEntries(grown) as Record<Mode, number>, MODES);
  const asked = MODES.filter((mode) => countOf(mode) > 0);
  const isHidden = (mode: Mode) => added[mode] === null || before?.cells[mode] === null;
  if (asked.every(isHidden)) return before;
  const cells = Object.fromEntries(asked.map((mode) => [mode, isHidden(mode) ? null : countOf(mode)]));
  return { of: completed, exact: channels, cells };
}

function releaseScale(before: Scale, { values }: ExactScale, of: number, shown: number[]): Scale {
  const n = values.length;
  const interval = n >= SMALLEST_CELL && !(before && tellsApart(before.n, n)) ? meanInterval(values) : undefined;
  const about = interval && placeOf(n, SMALLEST_CELL, shown);
  return interval && about !== undefined ? { of, n, about, ...interval } : before;
}

function releaseImprovement(before: Improvement, { pairs, better }: ExactScale, of: number, shown: number[]): Improvement {
  const improved = pairs.filter(({ before: then, now }) => (better === "higher" ? now > then : now < then)).length;
  const others = pairs.length - improved;
  if (improved < SMALLEST_CELL || others < SMALLEST_CELL) return before;
  if (before && (tellsApart(before.improved, improved) || tellsApart(before.pairs - before.improved, others))) return before;
  const about = placeOf(pairs.length, 2 * SMALLEST_CELL, shown);
  if (about === undefined) return before;
  const next = { of, pairs: pairs.length, improved, about };
  return about === null || mayBeOfOthers(next, about) ? next : before;
}

/** Whether the share that is shown may as well be of another number of pairs, as far as can be known from outside. */
function mayBeOfOthers(released: NonNullable<Improvement>, about: number): boolean {
  const share = shareImproved(released);
  for (let pairs = Math.max(2 * SMALLEST_CELL, about - SMALLEST_CELL + 1); pairs < about; pairs++)
    for (let improved = SMALLEST_CELL; improved <= pairs - SMALLEST_CELL; improved++)
      if (pairs !== released.pairs && shareImproved({ ...released, pairs, improved }) === share) return true;
  return false;
}

/**
 * What stands in a number's place beside those that are shown: null, the number itself, shown from now on too; else the one that it is too close to.
 *
 * @param least whoever knows the rules knows that it is no lower
 * @returns undefined: between the two there is so little room that it would be known all the same
 */
function placeOf(number: number, least: number, shown: number[]): number | null | undefined {
  const close = shown.find((other) => tellsApart(number, other));
  if (close !== undefined) return close >= least + SMALLEST_CELL ? close : undefined;
  shown.push(number);
  return null;
}

const numbersShown = ({ scales }: ReleasedFigures): number[] =>
  Object.values(scales).flatMap(({ scale, improvement }) => [
    ...(scale && scale.about === null ? [scale.n] : []),
    ...(improvement && improvement.about === null ? [improvement.pairs] : []),
  ]);

/** A share of which it is only said about how many it is of is rounded, since an exact one would give that number away. */
const ROUGHLY = 5;

/** The share of those who are better than at entry, as it is shown, in percent. */
export function shareImproved({ improved, pairs, about }: NonNullable<Improvement>): number {
  const percent = (100 * improved) / pairs;
  return about === null ? Math.round(percent) : ROUGHLY * Math.round(percent / ROUGHLY);
}
