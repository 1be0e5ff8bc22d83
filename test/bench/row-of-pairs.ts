import type { FigureRow } from "./figure.ts";
import { median, type Pair, ratioOf } from "./pairs.ts";

/** What the ratio of product to floor is to be: no lower, where more is better, or no higher. */
type Aim = { atLeast: number } | { atMost: number };

/** Pairs as a line of the table: the medians of floor and product in their unit, and whether the ratio is as it is to be. */
export function rowOfPairs(figure: string, pairs: Pair[], unit: string, aim: Aim, { decimals = 0 } = {}): FigureRow {
  const { ratio, spread } = ratioOf(pairs);
  const inUnit = (numbers: number[]) => `${median(numbers).toFixed(decimals)} ${unit}`;
  return {
    figure,
    floor: inUnit(pairs.map(({ floor }) => floor)),
    measured: inUnit(pairs.map(({ product }) => product)),
    ratio: `${ratio.toFixed(2)} (${spread})`,
    ...("atLeast" in aim ? { aim: `>= ${aim.atLeast}`, met: ratio >= aim.atLeast } : { aim: `<= ${aim.atMost}`, met: ratio <= aim.atMost }),
  };
}
