import type { Fragment, Item, Reach, Stance } from "../grammar/item.ts";
import { isKnownWord } from "../words/known-words.ts";

/** A time as it was said, with what was said of it. */
interface Said {
  item: Item;
  stance: Stance | "neutral";
}

interface Clause {
  items: Item[];
  /** What stands before it: nothing, a comma, or "or". */
  link?: "comma" | "or";
}

const isTime = (fragment: Fragment | undefined): boolean =>
  fragment !== undefined && ["days", "hours", "span", "vague", "impossible"].includes(fragment.is);
const cueOf = ({ fragment }: Item): { stance: Stance; reach?: Reach } | undefined =>
  fragment?.is === "stance" ? fragment : fragment?.is === "told" ? { stance: "told" } : undefined;

/** A figure that nothing was made of: what was understood is not all that was said. */
const FIGURES = new Set(["NUM", "LONG", "HM", "DM", "DMY", "DOTTED", "SUM", "PHONE", "am", "pm"]);

/**
 * The times and links of a message that are asked for, those that are refused, and whether the ones asked for stand among words of something else.
 * A cue holds for the times after it up to the next cue, and for those before it in its clause.
 */
export function takeStances(items: readonly Item[]): { wanted: Item[]; refused: Item[]; inPassing: boolean } {
  const wanted: Item[] = [];
  const refused: Item[] = [];
  let inPassing = false;
  for (const sentence of splitAt(items, ({ fragment }) => fragment?.is === "break")) {
    if (sentence.some((item) => cueOf(item)?.reach === "all")) continue;
    let last: Stance | "neutral" = "neutral";
    let before: Said[] = [];
    for (const clause of softClauses(sentence)) {
      const inherited: Stance | "neutral" = last === "refused" || (last !== "neutral" && clause.link === "or") ? last : "neutral";
      const said = sayClause(clause, inherited);
      const cues = clause.items.flatMap((item) => cueOf(item) ?? []);
      const unwanted = cues.find(({ stance, reach }) => stance !== "wanted" && !reach);
      // "demain, je peux pas"
      if (unwanted && !clause.items.some(({ fragment }) => isTime(fragment)))
        for (const one of before) if (one.stance === "neutral") one.stance = unwanted.stance;
      last = cues.at(-1)?.stance ?? inherited;
      before = [...before, ...said];
    }
    const others = sentence.some(({ fragment, text, keys }) => !fragment && !keys.includes("SAID") && !isKnownWord(text));
    const kept = before.filter(({ stance }) => stance === "neutral" || stance === "wanted");
    const figures = sentence.some(
      ({ fragment, keys, digits }) => !fragment && keys.some((key) => FIGURES.has(key)) && (digits > 0 || !keys.includes("NUM")),
    );
    if ((others || figures) && kept.some(({ item }) => isTime(item.fragment))) inPassing = true;
    wanted.push(...kept.map(({ item }) => item));
    refused.push(...before.filter(({ stance }) => stance === "refused").map(({ item }) => item));
  }
  return { wanted, refused, inPassing };
}

/** What a clause says of each of its times: of the first cue until the second, and so on. */
function sayClause({ items }: Clause, inherited: Stance | "neutral"): Said[] {
  const first = items.flatMap((item) => cueOf(item) ?? [])[0];
  let stance: Stance | "neutral" = first && first.reach !== "after" ? first.stance : inherited;
  const said: Said[] = [];
  for (const [index, item] of items.entries()) {
    const cue = cueOf(item);
    const before = items[index - 1];
    // "pas disponible", "don't call me", "I start work"; but "je peux pas je préfère"
    const isNegated =
      cue?.stance === "wanted" && before && (cueOf(before)?.stance ?? "wanted") !== "wanted" && !/^(je|j|i|on|we) /.test(item.text);
    if (isNegated) continue;
    if (cue) stance = cue.stance;
    else if (item.fragment) said.push({ item, stance });
  }
  return said;
}

function splitAt(items: readonly Item[], ends: (item: Item) => boolean): Item[][] {
  const parts: Item[][] = [[]];
  for (const item of items)
    if (ends(item)) parts.push([]);
    else parts.at(-1)?.push(item);
  return parts;
}

/** Cut at commas and at "or" and "and"; the link goes with what follows it. */
function softClauses(items: readonly Item[]): Clause[] {
  const clauses: Clause[] = [{ items: [] }];
  for (const item of items) {
    const form = item.fragment?.is === "link" ? item.fragment.form : undefined;
    if (form === "or" || form === "comma") clauses.push({ items: [item], link: form });
    else clauses.at(-1)?.items.push(item);
  }
  return clauses;
}
