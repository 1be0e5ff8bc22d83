/** What was measured of the floor and of the product right after each other, in the same unit. */
export interface Pair {
  floor: number;
  product: number;
}

/**
 * Measures floor and product in turn, five times. The order alternates, so that a machine that gets slower or warmer favours neither.
 * Both are run once before, unmeasured: code is compiled and statements are planned then.
 */
export async function measurePairs(floor: (run: number) => Promise<number>, product: (run: number) => Promise<number>): Promise<Pair[]> {
  await floor(0);
  await product(0);
  const pairs: Pair[] = [];
  for (let run = 1; run <= 5; run++) {
    if (run % 2 === 1) {
      const measured = await floor(run);
      pairs.push({ floor: measured, product: await product(run) });
    } else {
      const measured = await product(run);
      pairs.push({ floor: await floor(run), product: measured });
    }
  }
  return pairs;
}

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median of the pairs' ratios, product over floor, and how far they lie apart. */
export function ratioOf(pairs: Pair[]): { ratio: number; spread: string } {
  const ratios = pairs.map(({ floor, product }) => product / floor);
  return { ratio: median(ratios), spread: `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}` };
}
