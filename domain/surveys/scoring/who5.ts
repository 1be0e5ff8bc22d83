import { bandOf, type Instrument, numberedItems, sumOfAll } from "./instrument.ts";

/**
 * WHO-5: well-being over two weeks, 0 to 100 (four times the sum); none unless every item is answered. Below a sum of 13 it is low.
 * Publications cut again at 28; that is `very-low` here, since a questionnaire diagnoses nothing. The general population has about 70.
 *
 * The World Health Organization-Five Well-Being Index (WHO-5). Geneva: World Health Organization; 2024 (WHO-UCN-MSD-MHE-2024.01).
 * Topp CW, Østergaard SD, Søndergaard S, Bech P. The WHO-5 Well-Being Index: a systematic review of the literature. Psychother Psychosom 2015;84:167-176.
 *
 * @see https://doi.org/10.1159/000376585
 */
export const who5: Instrument = {
  items: numberedItems(5, 0, 5),
  scales: { total: { min: 0, max: 100, better: "higher", relevantChange: 10 } },
  score(numbers) {
    const sum = sumOfAll(numbers);
    if (sum === undefined) return [];
    const value = sum * 4;
    const band = bandOf(value, [
      [28, "very-low"],
      [48, "low"],
      [100, "usual"],
    ]);
    return [{ scale: "total", value, band }];
  },
};
