import type { DateTime } from "luxon";
import type { Item } from "./item.ts";

/** What a rule may know besides the words. */
export interface Context {
  /** In the person's zone. */
  now: DateTime;
  /** Whether 12/3 is surely the 12th of March: so in French. */
  dayFirst: boolean;
}

/** The classes a pattern captured, in its order; undefined where an optional one is not there. And what stands before and after. */
export interface Match {
  found: (Item | undefined)[];
  before: Item | undefined;
  after: Item | undefined;
}

/** What the matched words become; undefined if they are not what the pattern took them for. */
type Build = (match: Match, context: Context) => Built | undefined;

export type Built = Pick<Item, "keys" | "fragment"> & { number?: number };

interface Element {
  /** Any of these keys matches. */
  keys: readonly string[];
  optional: boolean;
  captured: boolean;
  /** Must not follow; takes nothing. */
  negative: boolean;
}

interface Rule {
  elements: Element[];
  build: Build;
}

/** Rules by the first key that may begin them. */
export type Grammar = ReadonlyMap<string, Rule[]>;

/**
 * Writes one rule. A pattern is words between spaces: `a|b` is either, `<class>` a class that is captured, `?` after one makes it optional,
 * `!` before one says that it must not follow: `"dans|in <NUM> jours|days"`, `"le|the <NUM> !h"`.
 */
export function rule(pattern: string, build: Build): Rule {
  const elements = pattern.split(" ").map((written) => {
    const negative = written.startsWith("!");
    const optional = written.endsWith("?");
    const body = written.slice(negative ? 1 : 0, optional ? -1 : undefined);
    const captured = body.startsWith("<");
    return { keys: (captured ? body.slice(1, -1) : body).split("|"), optional, captured, negative };
  });
  return { elements, build };
}

export function grammar(...rules: Rule[]): Grammar {
  const byKey = new Map<string, Rule[]>();
  for (const one of rules)
    for (const key of firstKeys(one)) {
      const same = byKey.get(key);
      if (same) same.push(one);
      else byKey.set(key, [one]);
    }
  return byKey;
}

/** Of the optional elements that begin a pattern, and of the first that is not. */
function firstKeys({ elements }: Rule): Set<string> {
  const begins = elements.findIndex(({ optional }) => !optional);
  return new Set(elements.slice(0, begins + 1).flatMap(({ keys }) => keys));
}

/** Replaces, from left to right, the longest run of items that a rule matches by what it builds; of two as long, the rule written first. */
export function rewrite(items: readonly Item[], one: Grammar, context: Context): Item[] {
  const out: Item[] = [];
  let at = 0;
  while (at < items.length) {
    const best = longest(items, at, one, context, out.at(-1));
    if (best) {
      out.push({ value: 0, number: 0, digits: 0, ...best.built, text: words(items, at, best.end) });
      at = best.end;
    } else out.push(items[at++] as Item);
  }
  return out;
}

function longest(items: readonly Item[], at: number, one: Grammar, context: Context, before: Item | undefined) {
  let best: { end: number; built: Built } | undefined;
  const found: (Item | undefined)[] = [];
  for (const key of (items[at] as Item).keys)
    for (const { elements, build } of one.get(key) ?? []) {
      found.length = 0;
      const end = matchFrom(items, at, elements, 0, found);
      if (end === undefined || end <= (best?.end ?? at)) continue;
      const built = build({ found, before, after: items[end] }, context);
      if (built) best = { end, built };
    }
  return best;
}

/** The index after the match; undefined if there is none. An optional element is taken if the rest still matches. */
function matchFrom(
  items: readonly Item[],
  at: number,
  elements: Element[],
  index: number,
  found: (Item | undefined)[],
): number | undefined {
  const element = elements[index];
  if (!element) return at;
  const item = items[at];
  const fits = item?.keys.some((key) => element.keys.includes(key)) ?? false;
  const slot = found.length;
  if (element.negative) return fits ? undefined : matchFrom(items, at, elements, index + 1, found);
  if (fits) {
    if (element.captured) found[slot] = item;
    const end = matchFrom(items, at + 1, elements, index + 1, found);
    if (end !== undefined) return end;
    found.length = slot;
  }
  if (!element.optional) return undefined;
  if (element.captured) found[slot] = undefined;
  const end = matchFrom(items, at, elements, index + 1, found);
  if (end === undefined) found.length = slot;
  return end;
}

const words = (items: readonly Item[], from: number, to: number): string =>
  items
    .slice(from, to)
    .map(({ text }) => text)
    .join(" ");
