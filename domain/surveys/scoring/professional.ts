import { singleItems } from "./instrument.ts";

/** Our own items for care professionals, each for itself: three scales, and how their workload changed (1 lighter, 3 heavier). */
export const professional = singleItems(
  { useful: [0, 10], complement: [0, 10], workload: [1, 3], recommend: [0, 10] },
  { workload: "lower" },
);
