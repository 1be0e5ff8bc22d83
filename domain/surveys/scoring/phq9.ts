import { bandOf, type Instrument, numberedItems, sumOfAll } from "./instrument.ts";

/**
 * PHQ-9: low mood over two weeks, 0 to 27; none unless every item is answered. Item 9 goes to the safety check by itself, whatever the sum.
 *
 * Kroenke K, Spitzer RL, Williams JBW. The PHQ-9: validity of a brief depression severity measure. J Gen Intern Med 2001;16:606-613.
 *
 * @see https://doi.org/10.1046/j.1525-1497.2001.016009606.x
 */
export const phq9: Instrument = {
  items: numberedItems(9, 0, 3),
  scales: { total: { min: 0, max: 27, better: "lower" } },
  score(numbers) {
    const value = sumOfAll(numbers);
    if (value === undefined) return [];
    const band = bandOf(value, [
      [4, "minimal"],
      [9, "mild"],
      [14, "moderate"],
      [19, "moderately severe"],
      [27, "severe"],
    ]);
    return [{ scale: "total", value, band }];
  },
};
