/** One figure of a filled-in form. */
export interface Score {
  scale: string;
  value: number;
  /** Where the publication cuts the scale, in its words: how much was reported, never a diagnosis. */
  band?: string;
}

/** What a scale's figures mean, for whoever compares them. */
export interface ScaleMeaning {
  min: number;
  max: number;
  better: "higher" | "lower";
  /** A change of this much means something to a person, by the publication; undefined where none says so. */
  relevantChange?: number;
}

/** How a questionnaire is scored. */
export interface Instrument {
  /** The items that are scored, by linkId, in the publication's order; each with the lowest and highest number that it knows. */
  items: Record<string, [lowest: number, highest: number]>;
  scales: Record<string, ScaleMeaning>;
  /**
   * @param numbers one an item, in order; undefined: not answered
   * @returns none where the instrument's rule for missing answers forbids one
   */
  score(numbers: (number | undefined)[]): Score[];
}

/** Items `1` to `count`, all with the same ends. */
export function numberedItems(count: number, lowest: number, highest: number): Instrument["items"] {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index + 1), [lowest, highest]]));
}

/** The sum, or undefined where an answer is missing. */
export function sumOfAll(numbers: (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const number of numbers) {
    if (number === undefined) return undefined;
    sum += number;
  }
  return sum;
}

/**
 * The band that a value is in.
 *
 * @param bands each with its highest value, lowest band first
 */
export function bandOf(value: number, bands: [highest: number, band: string][]): string {
  return bands.find(([highest]) => value <= highest)?.[1] ?? bands.at(-1)![1];
}

/** An instrument whose items each stand for themselves: every answer is a score of its own, and none needs the others. */
export function singleItems(items: Instrument["items"], better: Record<string, "higher" | "lower"> = {}): Instrument {
  const names = Object.keys(items);
  return {
    items,
    scales: Object.fromEntries(
      Object.entries(items).map(([name, [min, max]]) => [name, { min, max, better: better[name] ?? "higher" }] as const),
    ),
    score: (numbers) => numbers.flatMap((value, index) => (value === undefined ? [] : [{ scale: names[index]!, value }])),
  };
}
