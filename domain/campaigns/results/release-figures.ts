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
const scale = z.object({
  /** How many had answered when this was worked out. */
  of: count,
  n: count,
  /** Whether `n` may be shown; else it is at least ten. */
  showsN: z.boolean(),
  mean: z.number(),
  low: z.number(),
  high: z.number(),
});
const improvement = z.object({ of: count, pairs: count, improved: count, showsPairs: z.boolean() });

/**
 * The figures that are shown, kept as they were released: each time they change, all that can be told from before and after is about ten people or more. `n`, `pairs` and
 * `improved` are kept for that comparison; what of them is shown is said by `showsN` and `showsPairs`.
 */
export const releasedFigures = z.object({
  completed: count,
  /** By how the last answer was given; null: hidden. */
  channels: z.object({ of: count, cells: z.partialRecord(z.enum(MODES), count.nullable()) }).nullable(),
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
  const shown = [completed];
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

function releaseChannels(before: Channels, { channels, completed }: ExactFigures): Channels {
  const after = { of: completed, cells: suppressCells(channels, MODES) };
  if (!before) return after;
  const hidden = ({ of, cells }: NonNullable<Channels>) => of - Object.values(cells).reduce<number>((sum, cell) => sum + (cell ?? 0), 0);
  const grewBySome = MODES.some((mode) => {
    const [one, other] = [before.cells[mode] ?? (mode in before.cells ? null : 0), after.cells[mode] ?? (mode in after.cells ? null : 0)];
    return one !== null && other !== null && tellsApart(one, other);
  });
  return grewBySome || tellsApart(hidden(before), hidden(after)) ? before : after;
}

function releaseScale(before: Scale, { values }: ExactScale, of: number, shown: number[]): Scale {
  const n = values.length;
  const interval = n >= SMALLEST_CELL && !(before && tellsApart(before.n, n)) ? meanInterval(values) : undefined;
  if (!interval) return before;
  return { of, n, showsN: mayShow(n, shown), ...interval };
}

function releaseImprovement(before: Improvement, { pairs, better }: ExactScale, of: number, shown: number[]): Improvement {
  const improved = pairs.filter(({ before: then, now }) => (better === "higher" ? now > then : now < then)).length;
  const others = pairs.length - improved;
  if (improved < SMALLEST_CELL || others < SMALLEST_CELL) return before;
  if (before && (tellsApart(before.improved, improved) || tellsApart(before.pairs - before.improved, others))) return before;
  return { of, pairs: pairs.length, improved, showsPairs: mayShow(pairs.length, shown) };
}

/** Beside what is shown already. */
function mayShow(number: number, shown: number[]): boolean {
  if (shown.some((other) => tellsApart(number, other))) return false;
  shown.push(number);
  return true;
}
