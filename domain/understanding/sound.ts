import { remember } from "./remember.ts";

/** French spelling as it is heard, applied in this order to a normalised word; English words only have to come out the same way twice. */
const HEARD: [RegExp | string, string][] = [
  [/(.)\1+/g, "$1"],
  ["ph", "f"],
  [/qu|ck|k/g, "c"],
  [/sch|sh/g, "ch"],
  ["th", "t"],
  [/(?<!c)h/g, ""],
  [/eau|au/g, "o"],
  [/oeu|eu/g, "e"],
  [/ai|ei|ay|ey/g, "e"],
  [/ain|ein|ym|yn|im(?=[bp])|in(?![aeiouy])/g, "1"],
  [/[ae][mn](?![aeiouymn])/g, "2"],
  [/o[mn](?![aeiouymn])/g, "3"],
  ["y", "i"],
  [/c(?=[ei])|ss|ti(?=on)/g, "s"],
  [/g(?=[ei])/g, "j"],
  ["z", "s"],
  [/[stdxp]$|e[sr]?$|ent$/g, ""],
];

/**
 * A word as it sounds, roughly: "mucovicidoze" and "mucoviscidose" come out nearly the same. A key to compare by, nothing to show.
 *
 * @param word one word from `normaliseWords`
 */
export const soundOf = remember((word) => HEARD.reduce((heard, [spelt, sound]) => heard.replaceAll(spelt, sound), word));
