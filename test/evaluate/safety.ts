import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { normaliseWords } from "../../domain/understanding/normalise.ts";
import { foldsOf, type Labelled, share } from "./labelled.ts";

/** What obvious keywords alone would do. */
const KEYWORDS = /\b(suicid\w*|mourir|mort|tuer|overdose|frappe|viol\w*|kill\w*|die|dead|suicide|rape\w*|beat\w*)\b/;
const floorLevel = (text: string) => (KEYWORDS.test(normaliseWords(text)) ? 3 : 0);
const ourLevel = (text: string) => assessSafety(text).level;

const isSevere = ({ severity }: Labelled) => Number(severity) >= 2;
const isBenign = ({ severity }: Labelled) => Number(severity) === 0;
const alarmed = (rows: Labelled[], level: (text: string) => number) => rows.filter(({ utterance = "" }) => level(utterance) >= 2).length;

/** Prints how danger is recognised, by category, beside the floor; with what was missed and what was alarmed for nothing. */
export function evaluateSafety(rows: Labelled[], print: (line: string) => void): void {
  const [severe, benign] = [rows.filter(isSevere), rows.filter(isBenign)];
  print(`danger: ${severe.length} severe, ${rows.length - severe.length - benign.length} distress, ${benign.length} benign`);
  print("                                  floor   ours    must");
  print(
    `  severe found (level 2 or 3)     ${share(alarmed(severe, floorLevel), severe.length)}   ${share(alarmed(severe, ourLevel), severe.length)}   >= 0.97`,
  );
  print(
    `  benign alarmed (level 2 or 3)   ${share(alarmed(benign, floorLevel), benign.length)}   ${share(alarmed(benign, ourLevel), benign.length)}   <= 0.08`,
  );
  for (const category of [...new Set(severe.map(({ category = "" }) => category))].sort()) {
    const among = severe.filter((row) => row.category === category);
    print(`    ${category.padEnd(20)} ${share(alarmed(among, ourLevel), among.length)} of ${among.length}`);
  }
  for (const { utterance = "", severity, category } of rows) {
    const { level, rule } = assessSafety(utterance);
    if (Number(severity) >= 2 !== level >= 2) print(`    ${severity} ${category} <- ${utterance}: ${level} ${rule ?? ""}`);
  }
  const folds = foldsOf(severe).map(({ held }) => share(alarmed(held, ourLevel), held.length));
  const quiet = foldsOf(benign).map(({ held }) => share(alarmed(held, ourLevel), held.length));
  print(`  nothing is tuned; found in each fifth: ${folds.join(", ")}; alarmed: ${quiet.join(", ")}`);
}
