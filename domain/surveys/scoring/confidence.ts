import type { Instrument } from "./instrument.ts";

/** One item of our own, 0 to 10; no publication cuts it. */
export const confidence: Instrument = {
  items: { "1": [0, 10] },
  scales: { item: { min: 0, max: 10, better: "higher" } },
  score([value]) {
    return value === undefined ? [] : [{ scale: "item", value }];
  },
};
