/** Why a change of the week is not made. */
export const WEEK_REFUSALS = ["ends-before-start", "too-short", "too-many", "past", "too-long"] as const;
export type WeekRefusal = (typeof WEEK_REFUSALS)[number];
