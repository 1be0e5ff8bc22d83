import { bandOf, type Instrument, numberedItems, sumOfAll } from "./instrument.ts";

/** From here on, a half of it is called positive: to be looked at further, by a professional. */
const POSITIVE_FROM = 3;

/**
 * PHQ-4: anxiety (items 1 and 2) and low mood (items 3 and 4) over two weeks, 0 to 12, and 0 to 6 each; none unless every item is answered.
 *
 * Kroenke K, Spitzer RL, Williams JBW, Löwe B. An ultra-brief screening scale for anxiety and depression: the PHQ-4. Psychosomatics 2009;50:613-621.
 *
 * @see https://doi.org/10.1176/appi.psy.50.6.613
 */
export const phq4: Instrument = {
  items: numberedItems(4, 0, 3),
  scales: {
    total: { min: 0, max: 12, better: "lower" },
    anxiety: { min: 0, max: 6, better: "lower" },
    mood: { min: 0, max: 6, better: "lower" },
  },
  score(numbers) {
    const value = sumOfAll(numbers);
    if (value === undefined) return [];
    const band = bandOf(value, [
      [2, "normal"],
      [5, "mild"],
      [8, "moderate"],
      [12, "severe"],
    ]);
    return [{ scale: "total", value, band }, half("anxiety", numbers.slice(0, 2)), half("mood", numbers.slice(2))];
  },
};

function half(scale: string, numbers: (number | undefined)[]) {
  const value = sumOfAll(numbers) ?? 0;
  return { scale, value, band: value >= POSITIVE_FROM ? "positive" : "negative" };
}
