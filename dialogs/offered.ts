import type { Choice } from "./prompt.ts";

/** At most three offers or times: more fit neither in one SMS nor in one breath. */
export const OFFERED = 3;

/** What is said when none of those shown will do. */
export const NONE = [
  ...[
    "aucun",
    "aucune",
    "aucun des trois",
    "aucune des trois",
    "aucun d eux",
    "aucune d elles",
    "aucun des deux",
    "aucune des deux",
    "personne",
  ],
  ...["ni l un ni l autre", "ni l une ni l autre", "pas ceux la", "pas celles la", "aucun ne me va", "aucun ne me convient"],
  ...["none", "none of them", "none of these", "neither", "neither of them", "nobody", "no one"],
];

/** The next ones, by a word. */
export const moreChoice = (key: "findPeer.moreLabel" | "findPeer.slotMoreLabel"): Choice => ({
  value: "more",
  label: { key },
  words: [
    ...[
      "plus",
      "les autres",
      "d autres",
      "autres",
      "autre chose",
      "d autres svp",
      "voir plus",
      "encore",
      "la suite",
      "suivant",
      "suivants",
    ],
    ...["more", "others", "other ones", "the others", "show me more", "see more", "next", "something else", ...NONE],
  ],
  byWord: true,
});
