import { LEXICON } from "./lexicon.ts";

interface Meaning {
  keys: string[];
  value: number;
}

const MEANINGS = new Map<string, Meaning>();
for (const [key, value, words] of LEXICON)
  for (const word of words.split(" ")) {
    const known = MEANINGS.get(word);
    if (known) known.keys.push(key);
    else MEANINGS.set(word, { keys: [key], value });
  }

/** Long enough that one wrong letter leaves no doubt, for the words that carry a date. */
const FUZZY = LEXICON.filter(([key]) => ["WEEKDAY", "MONTH", "DAY", "PART", "PROCHAIN"].includes(key))
  .flatMap(([, , words]) =>
    words
      .split(" ")
      .filter((word) => !/\d/.test(word))
      .slice(0, 2),
  )
  .filter((word) => word.length >= 5);
const FUZZY_BY_LENGTH = Map.groupBy(FUZZY, (word) => word.length);

/** Words of their own that are one letter away from one of ours. */
const OTHER_WORDS = new Set(
  "marche marches marcher marcha domain remain demains demande mourning martin latin satin patin catin mating mattin mari marie marin marrie mairie jeune jeudis gendre vendre vendra rendredi moring boring warning sundae mayday murdi marti marni lundis monde mondes monte money monkey midis soirs apri avrils march marchs juilet tendredi madi maudit maudits mardis jeux jeunes procaine prochains soignee evening evenings meaning martins mains demaine aprils moday essaye sunny sundry fridge tuesdays mornings daytime".split(
    " ",
  ),
);

/** What a word means here, one typing error allowed in a longer word; undefined for any other word. */
export function findWord(word: string): Meaning | undefined {
  const exact = MEANINGS.get(word);
  if (exact || word.length < 5 || OTHER_WORDS.has(word)) return exact;
  for (const length of [word.length, word.length - 1, word.length + 1])
    for (const known of FUZZY_BY_LENGTH.get(length) ?? []) if (isOneErrorAway(word, known)) return MEANINGS.get(known);
  return undefined;
}

/** One letter wrong, missing, too many, or two neighbours swapped. */
function isOneErrorAway(one: string, other: string): boolean {
  let head = 0;
  while (head < one.length && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < one.length - head && tail < other.length - head && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const [left, right] = [one.length - head - tail, other.length - head - tail];
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && one[head] === other[head + 1] && one[head + 1] === other[head];
}
