const UNITS: Record<string, number> = {};
const TENS: Record<string, number> = {};
const count = (into: Record<string, number>, from: number, step: number, words: string) => {
  for (const [index, names] of words.split(" ").entries()) for (const name of names.split("|")) into[name] = from + index * step;
};

UNITS.zero = 0;
count(
  UNITS,
  2,
  1,
  "deux|two|dex trois|three|troi quatre|four|quat cinq|five|cink six|siz sept|seven huit|eight neuf|nine dix|ten|dis onze|eleven",
);
count(
  UNITS,
  12,
  1,
  "douze|twelve treize|thirteen quatorze|fourteen quinze|fifteen seize|sixteen dixsept|seventeen dixhuit|eighteen dixneuf|nineteen",
);
count(TENS, 20, 10, "vingt|twenty trente|thirty quarante|forty|fourty cinquante|fifty soixante|sixty");

/** The articles too: "dans une heure", "in an hour". They are numbers only where a pattern wants one. */
const ONES = new Set(["un", "une", "one", "a", "an"]);

const ORDINALS: Record<string, number> = {};
count(
  ORDINALS,
  1,
  1,
  "premier|premiere|first|1er|1ere deuxieme|second|seconde troisieme|third quatrieme|fourth cinquieme|fifth sixieme|sixth septieme|seventh",
);
count(
  ORDINALS,
  8,
  1,
  "huitieme|eighth neuvieme|ninth dixieme|tenth onzieme|eleventh douzieme|twelfth treizieme|thirteenth quatorzieme|fourteenth",
);
count(ORDINALS, 15, 1, "quinzieme|fifteenth seizieme|sixteenth seventeenth eighteenth nineteenth vingtieme|twentieth");
count(ORDINALS, 30, 1, "trentieme|thirtieth");

/** What one word says as a number: its class and its value. */
export function readNumber(word: string): { key: "NUM" | "ONE" | "ORD"; value: number } | undefined {
  const written = /^(\d+)(?:er|ere|eme|ieme|nd|nde|rd|th|st)$/.exec(word);
  if (written) return { key: "ORD", value: Number(written[1]) };
  const number = UNITS[word] ?? TENS[word];
  if (number !== undefined) return { key: "NUM", value: number };
  if (ONES.has(word)) return { key: "ONE", value: 1 };
  const ordinal = ORDINALS[word];
  return ordinal === undefined ? undefined : { key: "ORD", value: ordinal };
}

/**
 * Reads a number of several words: "vingt huit", "vingt et un", "twenty-first", "dix sept".
 *
 * @returns how many words it took
 */
export function readNumbers(words: readonly string[], at: number): { key: "NUM" | "ORD"; value: number; taken: number } | undefined {
  const [first = "", second = "", third = ""] = words.slice(at, at + 3);
  const tens = TENS[first];
  if (first === "dix" && ["sept", "huit", "neuf"].includes(second)) return { key: "NUM", value: 10 + (UNITS[second] ?? 0), taken: 2 };
  if (tens === undefined) return undefined;
  if (second === "et" && (third === "un" || third === "une")) return { key: "NUM", value: tens + 1, taken: 3 };
  if (second === "one" || second === "un" || second === "une") return { key: "NUM", value: tens + 1, taken: 2 };
  const unit = UNITS[second];
  if (unit !== undefined && unit > 0 && unit < 10) return { key: "NUM", value: tens + unit, taken: 2 };
  const ordinal = ORDINALS[second];
  return ordinal !== undefined && ordinal < 10 && /^(first|second|third|\w+th|\w+ieme)$/.test(second)
    ? { key: "ORD", value: tens + ordinal, taken: 2 }
    : undefined;
}
