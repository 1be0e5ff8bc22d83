import type { Choice } from "./prompt.ts";

/** At most three offers or times: more fit neither in one SMS nor in one breath. */
export const OFFERED = 3;

/** The next ones, by a word. */
export const moreChoice = (key: "findPeer.moreLabel" | "findPeer.slotMoreLabel"): Choice => ({
  value: "more",
  label: { key },
  words: ["plus", "more", "les autres", "d autres", "others"],
  byWord: true,
});
