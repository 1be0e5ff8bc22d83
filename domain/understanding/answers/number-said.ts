const CARDINALS: string[][] = [
  ["un", "une", "one"],
  ["deux", "two", "2eux"],
  ["trois", "three", "troi"],
  ["quatre", "four", "katre", "catre"],
  ["cinq", "five", "cink"],
  ["six", "siz"],
  ["sept", "seven"],
  ["huit", "eight"],
  ["neuf", "nine"],
];
const ORDINALS: string[][] = [
  ["1er", "1ere", "1ier", "premier", "premiere", "prems", "first", "1st"],
  ["2e", "2eme", "2nd", "2nde", "2d", "deuxieme", "deusieme", "deuxiem", "second", "seconde"],
  ["3e", "3eme", "3rd", "troisieme", "troisiem", "third"],
  ["4e", "4eme", "4th", "quatrieme", "fourth"],
  ["5e", "5eme", "5th", "cinquieme", "fifth"],
  ["6e", "6eme", "6th", "sixieme", "sixth"],
];
const LAST = /^(derniere?|last)$/;
/** What may stand before a number or an ordinal; "no" before figures only: "no one" is nobody. */
const BEFORE = /^((le|la|l|the|n|no(?= \d)|num|nº|numero|number|option|choix|choice|reponse|answer|celui|celle|proposition) )*/;
const AFTER = /( (one|option|choix|choice|proposition|personne|person))$/;

const place = (table: string[][], word: string) => table.findIndex((words) => words.includes(word));

/**
 * Which of some numbered options a whole message names: "2", "le 2", "la deuxieme", "option b", "the last one".
 *
 * @param words from `normaliseWords`
 * @param count how many there are
 * @returns its index, from 0; past the end where no such option is; undefined where no number is said
 */
export function numberSaid(words: string, count: number): number | undefined {
  const led = BEFORE.exec(words)?.[0] ?? "";
  const said = words.slice(led.length).replace(AFTER, "");
  if (/^\d{1,2}$/.test(said)) return said === "0" || said === "00" ? count : Number(said) - 1;
  if (LAST.test(said)) return count - 1;
  const ordinal = place(ORDINALS, said);
  if (ordinal >= 0) return ordinal;
  const cardinal = place(CARDINALS, said);
  // "une" alone is no choice of the first: somebody has just begun to write
  if (cardinal > 0 || (cardinal === 0 && led)) return cardinal;
  // a letter as on a form, never one that is a word: "a", "y", "n", "o"
  if (/^[b-h]$/.test(said) || (said === "a" && /option|choix|choice|reponse|answer/.test(led))) return said.charCodeAt(0) - 97;
}
