import type { Instrument } from "./instrument.ts";

/**
 * The direct measure of loneliness, one item: 1 never to 5 often or always. What is reported of many is how they are spread, and the share of `often`.
 *
 * Office for National Statistics. Measuring loneliness: guidance for use of the national indicators on surveys. 2018.
 *
 * @see https://www.ons.gov.uk/peoplepopulationandcommunity/wellbeing/methodologies/measuringlonelinessguidanceforuseofthenationalindicatorsonsurveys
 */
export const loneliness: Instrument = {
  items: { "1": [1, 5] },
  scales: { item: { min: 1, max: 5, better: "lower" } },
  score([value]) {
    return value === undefined ? [] : [{ scale: "item", value, band: value === 5 ? "often" : "not-often" }];
  },
};
