/** From zero on, as they are said in French and in English; a recogniser writes some of them so. */
const SAID: string[][] = [
  ["zero", "nul", "nulle", "nil", "none", "aucun", "aucune", "aucune fois", "jamais", "never"],
  ["un", "une", "one", "une fois", "once"],
  ["deux", "two", "twice"],
  ["trois", "three"],
  ["quatre", "four"],
  ["cinq", "five"],
  ["six"],
  ["sept", "seven"],
  ["huit", "eight"],
  ["neuf", "nine"],
  ["dix", "ten"],
  ["onze", "eleven"],
  ["douze", "twelve"],
  ["treize", "thirteen"],
  ["quatorze", "fourteen"],
  ["quinze", "fifteen"],
  ["seize", "sixteen"],
  ["dix sept", "seventeen"],
  ["dix huit", "eighteen"],
  ["dix neuf", "nineteen"],
  ["vingt", "twenty"],
];

/** What people put around a number on a scale: "je dirais 7", "un 7", "7 sur 10", "7/10", "7 fois". */
const BEFORE =
  /^(?:(?:je (?:dirais|dis|mets|mettrais|donne|donnerais|choisis)|disons|plutot|environ|a peu pres|peut etre|i d say|i would say|about|maybe|let s say|le|un|une|a|note|numero|number) )+/;
const AFTER = / (?:sur (?:10|dix)|10|out of (?:10|ten)|fois|times?|nuits?|nights?|jours?|days?|points?|svp|merci|please)$/;

/**
 * The whole number that a whole message says: "7", "sept", "je dirais 7 sur 10".
 *
 * @param words from `normaliseWords`
 * @returns undefined where none is said, or more than one
 */
export function wholeNumber(words: string): number | undefined {
  const bare = words.replace(BEFORE, "").replace(AFTER, "");
  for (const said of [words, bare]) {
    if (/^\d{1,4}$/.test(said)) return Number(said);
    const value = SAID.findIndex((names) => names.includes(said));
    if (value >= 0) return value;
  }
}
