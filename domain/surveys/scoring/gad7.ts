import { bandOf, type Instrument, numberedItems, sumOfAll } from "./instrument.ts";

/**
 * GAD-7: anxiety over two weeks, 0 to 21; none unless every item is answered.
 *
 * Spitzer RL, Kroenke K, Williams JBW, Löwe B. A brief measure for assessing generalized anxiety disorder: the GAD-7. Arch Intern Med 2006;166:1092-1097.
 *
 * @see https://doi.org/10.1001/archinte.166.10.1092
 */
export const gad7: Instrument = {
  items: numberedItems(7, 0, 3),
  scales: { total: { min: 0, max: 21, better: "lower" } },
  score(numbers) {
    const value = sumOfAll(numbers);
    if (value === undefined) return [];
    const band = bandOf(value, [
      [4, "minimal"],
      [9, "mild"],
      [14, "moderate"],
      [21, "severe"],
    ]);
    return [{ scale: "total", value, band }];
  },
};
