import { type Instrument, numberedItems } from "./instrument.ts";

const MOST_MISSING = 2;

/**
 * SEMCD-6: confidence in living with a chronic disease, the mean of the items answered, 1 to 10; none if more than two are missing.
 * What it says of two numbers circled on paper can't happen here.
 *
 * Lorig KR, Sobel DS, Ritter PL, Laurent D, Hobbs M. Effect of a self-management program for patients with chronic disease. Eff Clin Pract 2001;4:256-262.
 *
 * @see http://patienteducation.stanford.edu/research/secd6.html
 */
export const semcd6: Instrument = {
  items: numberedItems(6, 1, 10),
  scales: { mean: { min: 1, max: 10, better: "higher" } },
  score(numbers) {
    const given = numbers.filter((number) => number !== undefined);
    if (numbers.length - given.length > MOST_MISSING) return [];
    return [{ scale: "mean", value: given.reduce((sum, number) => sum + number, 0) / given.length }];
  },
};
