import { writeFileSync } from "node:fs";
import { trainConditions } from "./condition-model.ts";
import { readCorpus } from "./corpus.ts";
import { type DangerRow, trainDanger } from "./danger-model.ts";
import { type LinearModel, packModel } from "./model.ts";

/** Builds the models' files from the corpus. To be run after every change of the corpus, the clues or the catalogue: `npm run learn`. It takes about a minute. */
const told = readCorpus(new URL("../corpus/conditions/", import.meta.url));
const danger = readCorpus<DangerRow>(new URL("../corpus/danger/", import.meta.url));

process.stdout.write(`conditions, from ${told.length} sentences and the lexicon\n`);
write("conditions.bin", trainConditions(told, tell));
process.stdout.write(`danger, from ${danger.length} sentences, and some of those about conditions\n`);
write("danger.bin", trainDanger(danger, told, tell));

function tell(round: number, loss: number): void {
  process.stdout.write(`  round ${round}: loss ${loss.toFixed(3)}\n`);
}

function write(name: string, model: LinearModel): void {
  const bytes = packModel(model);
  writeFileSync(new URL(name, import.meta.url), bytes);
  process.stdout.write(`  ${name}: ${model.weights.length} weights, ${(bytes.length / 1e6).toFixed(2)} MB\n`);
}
