import { type LinearModel, likelihoods, readFeatures, readModel } from "../understanding/learning/model.ts";
import { DANGERS, windowsOf } from "./danger-words.ts";

const model = readModel(new URL("../understanding/learning/danger.bin", import.meta.url));

export interface LearnedDanger {
  /** 0 to 1: how likely the message tells of danger at all. */
  likelihood: number;
  /** The likeliest kind of it. */
  situation: (typeof DANGERS)[number];
}

/** In fewer words the model reads what looks alike, not what is meant: "reprendre", "ma semaine". The rules read those. */
const LEAST_WORDS = 3;

/** What a model learned from many sentences makes of a message: of its most dangerous piece. Nothing of a message that is too short for it. */
export const learnedDanger = (text: string): LearnedDanger | undefined => dangerIn(text, model);

/** The same by another model, for measuring. */
export function dangerIn(text: string, model: LinearModel): LearnedDanger | undefined {
  let most: LearnedDanger | undefined;
  for (const words of windowsOf(text)) {
    if (words.length < LEAST_WORDS) continue;
    const likely = likelihoods(model, readFeatures(model, words), []);
    const ranked = DANGERS.map((situation, at) => ({ situation, likely: likely[at] ?? 0 }));
    const likelihood = ranked.reduce((sum, one) => sum + one.likely, 0);
    const first = ranked.reduce((best, one) => (one.likely > best.likely ? one : best));
    if (!most || likelihood > most.likelihood) most = { likelihood, situation: first.situation };
  }
  return most;
}
