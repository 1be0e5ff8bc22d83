/** What is put in the place of what would tell who or where somebody is. */
const MASK = "[...]";

const DIGIT_WORDS =
  "z[ée]ro|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|zero|one|two|three|four|five|seven|eight|nine|ten|oh|double";

/** The ways in which people give each other what they could be found by, most telling first. */
const TELLING = [
  // an e-mail address, also as people say it
  /[\p{L}\p{N}._%+-]+\s?(?:@|\(at\)|\[at\]|\s(?:arobase|arobas|at)\s)\s?[\p{L}\p{N}-]+(?:\s?(?:\.|\spoint\s|\sdot\s)\s?[\p{L}]{2,})+/giu,
  // a link, with or without its protocol
  /(?:https?:\/\/|www\.)\S+/giu,
  /\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|org|net|fr|eu|io|info|me|be|ch|ca|uk|re|app|link|page|gg|ly)\b(?:\/\S*)?/giu,
  // what somebody is called elsewhere
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}._]{3,}/giu,
  // a street and number: "12 bis rue des Lilas"
  /\b\d{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|bd\.?|boulevard|place|chemin|impasse|all[ée]e|quai|cours|route|square|passage|sentier|r[ée]sidence|lotissement)\b[^,.;!?\n]*/giu,
  /\b\d{1,4}[a-z]?\s+(?:\p{Lu}[\p{L}'’-]+\s+){1,3}(?:street|road|lane|drive|close|avenue|way|place|square|court|st|rd|ave)\b/giu,
  /\b(?:rue|avenue|boulevard|impasse|all[ée]e|quai)\s+(?:de\s|du\s|des\s|d['’]|la\s|le\s|les\s|l['’])*\p{Lu}[^,.;!?\n]*/gu,
  // a post code and its town
  /\b\d{5}\s+\p{Lu}[\p{L}'’-]+(?:[ -]\p{Lu}[\p{L}'’-]+)*/gu,
  // six digits or more, however they are spaced
  /\+?(?:\d[\s./()·-]{0,3}){6,}/gu,
  // the same in words
  new RegExp(`(?<![\\p{L}])(?:(?:${DIGIT_WORDS})(?:[\\s,.-]+(?:et\\s+|and\\s+)?|(?![\\p{L}]))){5,}`, "giu"),
];

/**
 * Takes out of a message that is passed on what the other side could find its writer by: numbers, addresses, links, e-mails. What is left is as it was
 * written; it is no proof against who wants to be found, and both are told so.
 */
export function maskText(text: string): string {
  return TELLING.reduce((masked, telling) => masked.replace(telling, (found) => `${MASK}${/\s$/.test(found) ? " " : ""}`), text);
}
