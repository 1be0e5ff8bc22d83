import { conditions } from "../../domain/conditions/catalogue.ts";
import { findConditions } from "../../domain/understanding/conditions/find-conditions.ts";
import { normaliseWords } from "../../domain/understanding/normalise.ts";
import { foldsOf, type Labelled, share } from "./labelled.ts";

type Find = (sentence: string) => string[];

interface Counts {
  named: number;
  first: number;
  firstThree: number;
  nothing: number;
  matched: number;
}

/** What a catalogue alone would do: the longest synonym that stands in the sentence, letter by letter. */
const longestSynonym: Find = (sentence) => {
  const words = ` ${normaliseWords(sentence)} `;
  let best = { id: "", length: 0 };
  for (const { id, synonyms } of conditions.values()) {
    for (const synonym of synonyms.map(normaliseWords)) {
      if (synonym.length > best.length && words.includes(` ${synonym} `)) best = { id, length: synonym.length };
    }
  }
  return best.id ? [best.id] : [];
};

function count(rows: Labelled[], find: Find): Counts {
  const counts: Counts = { named: 0, first: 0, firstThree: 0, nothing: 0, matched: 0 };
  for (const { utterance = "", expected = "" } of rows) {
    const ids = find(utterance);
    if (expected === "none") {
      counts.nothing++;
      if (ids.length > 0) counts.matched++;
      continue;
    }
    const right = expected.split("|");
    counts.named++;
    if (right.includes(ids[0] ?? "")) counts.first++;
    if (ids.slice(0, 3).some((id) => right.includes(id))) counts.firstThree++;
  }
  return counts;
}

const ids = (nothingFrom?: number) => (sentence: string) => findConditions(sentence, nothingFrom).map(({ id }) => id);
const THRESHOLDS = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6];
/** What may be matched of sentences about nothing. */
const MOST_MATCHED = 0.07;

/** The threshold that finds most while it leaves sentences about nothing alone. */
function bestThreshold(rows: Labelled[]): number {
  const tried = THRESHOLDS.map((threshold) => ({ threshold, counts: count(rows, ids(threshold)) }));
  const quiet = tried.filter(({ counts }) => counts.matched <= MOST_MATCHED * Math.max(counts.nothing, 1));
  const among = quiet.length > 0 ? quiet : tried.slice(0, 1);
  return among.reduce((best, one) => (one.counts.first > best.counts.first ? one : best)).threshold;
}

/** Prints how conditions are understood, beside the floor; with the sentences that were not. */
export function evaluateConditions(rows: Labelled[], print: (line: string) => void): void {
  const ours = count(rows, ids());
  const floor = count(rows, longestSynonym);
  print(`conditions: ${ours.named} sentences, ${ours.nothing} about nothing`);
  print("                                  floor   ours    must");
  print(`  right first                     ${share(floor.first, floor.named)}   ${share(ours.first, ours.named)}   >= 0.85`);
  print(`  right in the first three        ${share(floor.firstThree, floor.named)}   ${share(ours.firstThree, ours.named)}   >= 0.95`);
  print(`  about nothing, matched          ${share(floor.matched, floor.nothing)}   ${share(ours.matched, ours.nothing)}   <= 0.07`);
  for (const { utterance = "", expected = "" } of rows) {
    const found = findConditions(utterance);
    if (expected === "none" ? found.length === 0 : expected.split("|").includes(found[0]?.id ?? "")) continue;
    const said = found.slice(0, 3).map(({ id, confidence }) => `${id} ${confidence.toFixed(2)}`);
    print(`    ${expected} <- ${utterance}: ${said.join(", ") || "nothing"}`);
  }
  print("  the threshold for nothing, chosen on four fifths and measured on the other:");
  for (const { held, rest } of foldsOf(rows)) {
    const threshold = bestThreshold(rest);
    const there = count(held, ids(threshold));
    print(
      `    ${threshold.toFixed(2)}: first ${share(there.first, there.named)}, first three ${share(there.firstThree, there.named)}, nothing ${share(there.matched, there.nothing)}`,
    );
  }
}
