import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { dangerIn } from "../../domain/safety/learned-danger.ts";
import { hintsOf, wordsOf } from "../../domain/understanding/conditions/read-sentence.ts";
import { trainConditions } from "../../domain/understanding/learning/condition-model.ts";
import { type CorpusRow, readCorpus } from "../../domain/understanding/learning/corpus.ts";
import { type DangerRow, trainDanger } from "../../domain/understanding/learning/danger-model.ts";
import { type LinearModel, likelihoods, readFeatures } from "../../domain/understanding/learning/model.ts";
import { share } from "./labelled.ts";

const NONE = "none";
const FAMILY_FOLDS = 5;
const THRESHOLDS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5];
/** As `findConditions` has it, which takes a name that is sure from a higher threshold. */
const LEAST_FIRST = 0.1;

/** The same of danger: rules, and a model that has not seen the families held out. The rules have seen some of them. */
export function crossValidateDanger(print: (line: string) => void): void {
  const rows = readCorpus<DangerRow>(new URL("../../domain/understanding/corpus/danger/", import.meta.url));
  const others = readCorpus(new URL("../../domain/understanding/corpus/conditions/", import.meta.url));
  print(`cross-validation over ${rows.length} sentences of danger and of what looks like it`);
  for (let fold = 0; fold < FAMILY_FOLDS; fold++) {
    const isHeld = (row: DangerRow) => foldOf({ ids: row.situation, family: row.family }) === fold;
    const model = trainDanger(
      rows.filter((row) => !isHeld(row)),
      others,
      () => process.stderr.write("."),
    );
    process.stderr.write("\n");
    // the rounds were what the rules were made from
    const held = rows.filter((row) => isHeld(row) && !row.manner.startsWith("round"));
    const alarmed = (among: DangerRow[]) =>
      among.filter(({ sentence }) => assessSafety(sentence, (text) => dangerIn(text, model)).level >= 2).length;
    const [severe, benign] = [held.filter(({ level }) => Number(level) >= 2), held.filter(({ level }) => level === "0")];
    print(
      `  families, fold ${fold + 1}: severe found ${share(alarmed(severe), severe.length)}, benign alarmed ${share(alarmed(benign), benign.length)} (${severe.length} and ${benign.length})`,
    );
  }
}

/** A number of a text, the same every time: rows of one family are held out together. */
function foldOf({ ids, family }: Pick<CorpusRow, "ids" | "family">): number {
  let hash = 7;
  for (const letter of `${ids} ${family}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash >>> 3) % FAMILY_FOLDS;
}

/**
 * Learns anew without some of the corpus, and measures on it: without a fifth of the families (a clue or scene of a condition, however it is said),
 * then without a whole manner of speaking. Takes minutes.
 */
export function crossValidate(print: (line: string) => void): void {
  const rows = readCorpus(new URL("../../domain/understanding/corpus/conditions/", import.meta.url));
  print(
    `cross-validation over ${rows.length} sentences of the corpus; "nothing" below is what is matched of held-out sentences about nothing`,
  );
  const manners = [...new Set(rows.filter(({ ids }) => ids !== NONE).map(({ manner }) => manner))].sort();
  const nothings = [...new Set(rows.filter(({ ids }) => ids === NONE).map(({ manner }) => manner))].sort();
  for (let fold = 0; fold < FAMILY_FOLDS; fold++) measure(`families, fold ${fold + 1}`, rows, (row) => foldOf(row) === fold, print);
  // a manner of speaking of patients, and one of sentences about nothing beside it
  for (const [at, manner] of manners.entries()) {
    const beside = nothings[at % nothings.length];
    measure(`manner ${manner}, nothing ${beside}`, rows, (row) => row.manner === (row.ids === NONE ? beside : manner), print);
  }
}

function measure(name: string, rows: CorpusRow[], isHeld: (row: CorpusRow) => boolean, print: (line: string) => void) {
  const model = trainConditions(
    rows.filter((row) => !isHeld(row)),
    () => process.stderr.write("."),
  );
  process.stderr.write("\n");
  const held = rows.filter(isHeld).map((row) => ({ right: row.ids.split("|"), ...scored(model, row.sentence) }));
  const about = held.filter(({ right }) => right[0] !== NONE);
  const nothing = held.filter(({ right }) => right[0] === NONE);
  for (const threshold of THRESHOLDS) {
    const found = about.filter(({ none }) => none < threshold);
    const first = found.filter(({ right, top }) => right.includes(top[0] ?? "")).length;
    const three = found.filter(({ right, top }) => top.some((id) => right.includes(id))).length;
    const matched = nothing.filter(({ none }) => none < threshold).length;
    print(
      `  ${name}, threshold ${threshold}: first ${share(first, about.length)}, first three ${share(three, about.length)}, nothing ${share(matched, nothing.length)} (${about.length} and ${nothing.length})`,
    );
  }
}

function scored(model: LinearModel, sentence: string) {
  const words = wordsOf(sentence);
  const likely = likelihoods(model, readFeatures(model, words), hintsOf(words, model.labels, model.sure));
  const ranked = model.labels.map((id, label) => ({ id, likely: likely[label] ?? 0 })).sort((a, b) => b.likely - a.likely);
  const top = ranked.filter(({ id }) => id !== NONE).slice(0, 3);
  const something = top.reduce((sum, one) => sum + one.likely, 0);
  const none = likely[model.labels.indexOf(NONE)] ?? 0;
  return { none: (top[0]?.likely ?? 0) < LEAST_FIRST ? 1 : none / (none + something), top: top.map(({ id }) => id) };
}
