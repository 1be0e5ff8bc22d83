import type { Locale } from "../../domain/locale.ts";

/** Where French puts a space that no line breaks at. What follows must end the word: `10:30`, `https://` and `:)` stay whole. */
const FRENCH_SIGNS = /(?<=[^\s:;?!%])[ \u00a0]?(:(?=\s|$)|[;?!%]+(?=[\s)"».,:;]|$))/g;
/** Between a number and what it counts. */
const COUNTED = /(?<=\d) (?=(?:h|min|%)(?![\p{L}\d]))/gu;

const NO_BREAK = "\u00a0";

/**
 * A text as a screen shows it: French has its spaces before `:`, `;`, `?`, `!` and `%`, and none of them begins a line. A text message has one letter for any space and counts each, so that
 * the catalogue is written without.
 *
 * @see https://www.imprimerienationale.fr (Lexique des règles typographiques en usage à l'Imprimerie nationale, "ponctuation")
 */
export function forEye(words: string, locale: Locale): string {
  const counted = words.replace(COUNTED, NO_BREAK);
  return locale === "fr" ? counted.replace(FRENCH_SIGNS, `${NO_BREAK}$1`) : counted;
}
