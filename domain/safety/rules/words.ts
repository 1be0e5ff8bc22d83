import { any } from "./phrases.ts";

/** Groups of words that several rules are made of. */

const DESCRIBED =
  "(petit|petite|grand|grande|meilleur|meilleure|meilleurs|ancien|ancienne|jeune|demi|ex|futur|autre|beau|belle|propre|# ans)";
/** Somebody close or met, with at most two words of description: "mon ex mari", "le petit de ma voisine" begins so. */
export const SOMEBODY = `(mon|ma|mes|notre|nos|un|une|le|la|les|ce|cet|cette|son|leur|leurs|ca|ces|des|l|ton|votre|deux|plusieurs) ${DESCRIBED}? ${DESCRIBED}? (@kin|petit|petite|ex)`;
/** Who does something, third person. */
export const THEY = any("il", "elle", "on", "ils", "lui", "qui", "papa", "maman", "quelqu un", SOMEBODY);
/** A child, as the one it is done to. */
export const A_CHILD = `(mon|ma|mes|notre|nos|un|une|le|la|les|ca|ces|son|leur|leurs|l|des|d|ce|cet|cette|ton) (un|une)? ${DESCRIBED}? ${DESCRIBED}? (@child|petit|petite)`;

const DESCRIBED_EN =
  "(little|older|younger|best|big|old|own|step|elder|teenage|twin|# year old|close|good|new|ex|other|baby|small|poor|in law)";
export const SOMEBODY_EN = `(my|our|her|his|the|a|this|their|an|your|some|that) ${DESCRIBED_EN}? ${DESCRIBED_EN}? @kin`;
export const THEY_EN = any(
  "he",
  "she",
  "they",
  "he s",
  "she s",
  "they re",
  "someone",
  "somebody",
  "dad",
  "mum",
  "who",
  "he ll",
  "she ll",
  SOMEBODY_EN,
);
export const A_CHILD_EN = `(my|our|her|his|the|a|their|your|this|another) ${DESCRIBED_EN}? ${DESCRIBED_EN}? @child`;

export const MEDICINE = any("@pill", "@box", "doses", "dose", "gouttes");
export const MEDICINE_EN = any("@pill", "@box", "med", "sleeping", "dose", "doses", "blood thinner*");
export const ALCOHOL = any(
  "alcool",
  "vodka",
  "whisky",
  "whiskey",
  "rhum",
  "vin",
  "biere*",
  "gin",
  "pastis",
  "ricard",
  "champagne",
  "verre*",
  "tequila",
  "cognac",
  "bouteille*",
  "calva",
  "porto",
  "rose",
  "rouge",
);
export const DRUG = any(
  "heroine",
  "coke",
  "cocaine",
  "coco",
  "crack",
  "mdma",
  "ecstasy",
  "ecsta",
  "meth",
  "ghb",
  "gbl",
  "ketamine",
  "keta",
  "speed",
  "lsd",
  "heroin",
  "fentanyl",
  "drogue",
  "drogues",
  "drugs",
  "drug",
  "opium",
  "crystal",
  "3mmc",
  "taz",
  "molly",
  "smack",
  "hero",
  "came",
  "poppers",
  "extas*",
  "acide",
  "champis",
  "pills",
  "dope",
  "gear",
);
/** Days and parts of them that are near. */
export const SOON = any(
  "ce soir",
  "cette nuit",
  "demain",
  "maintenant",
  "aujourd hui",
  "tout a l heure",
  "tout de suite",
  "bientot",
  "ce week end",
  "ce weekend",
  "ce matin",
  "dans (une|deux|#) (heure|heures|minutes|jours)",
  "des que",
  "cet aprem",
  "cet apres midi",
  "apres demain",
  "tonight",
  "now",
  "today",
  "tomorrow",
  "this weekend",
  "right now",
  "soon",
  "this evening",
);
