import { DANGERS, windowsOf } from "../../safety/danger-words.ts";
import type { CorpusRow } from "./corpus.ts";
import { misspell } from "./misspell.ts";
import type { LinearModel } from "./model.ts";
import { type Example, train } from "./train.ts";

/** A row of the corpus of danger and of what only looks like it. */
export interface DangerRow extends Omit<CorpusRow, "ids"> {
  /** 0 to 3, as `assessSafety` gives it. */
  level: string;
  situation: string;
}

/** Conditions that are told in words of danger: their sentences are neither dangerous nor harmless by themselves, and nothing is learned from them. */
const OPEN =
  /automutilation|tentative_suicide|endeuille_suicide|violences|harcelement|prostitution|tspt|dependance_affective|ase|overdose|proche_|soins_palliatifs|depression/;
/** Of sentences about conditions, and about nothing, so many are learned from as harmless: one in three, all. */
const [ONE_IN, NOTHING_ONE_IN] = [3, 1];
/** How often each dangerous sentence is seen for one that is not. */
const SEVERE_TIMES = 2;

const KEPT = 300_000;

/** Learns to tell danger, by situation, from distress and from what is harmless. */
export function trainDanger(rows: DangerRow[], others: CorpusRow[], tell: (round: number, loss: number) => void): LinearModel {
  const labels: string[] = [...DANGERS, "distress", "benign"];
  const harmless = others.filter(
    ({ ids, manner }, at) => !OPEN.test(ids) && (manner === "service" || at % (ids === "none" ? NOTHING_ONE_IN : ONE_IN) === 0),
  );
  const severe = rows.filter(({ level }) => Number(level) >= 2);
  const again = Array.from({ length: SEVERE_TIMES - 1 }, () => severe).flat();
  const all = [...rows, ...again, ...harmless.map(({ sentence }) => ({ sentence, situation: "benign" }))];
  const examples = all.map(
    ({ sentence, situation }): Example => ({ words: windowsOf(sentence)[0] ?? [], hints: [], labels: [labels.indexOf(situation)] }),
  );
  return train(labels, examples, (example, random) => ({ ...example, words: misspell(example.words, random) }), tell, KEPT);
}
