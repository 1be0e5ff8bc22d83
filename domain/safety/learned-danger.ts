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
    let [likelihood, first] = [0, 0];
    for (let at = 0; at < DANGERS.length; at++) {
      likelihood += likely[at] ?? 0;
      if ((likely[at] ?? 0) > (likely[first] ?? 0)) first = at;
    }
    if (!most || likelihood > most.likelihood) most = { likelihood, situation: DANGERS[first] ?? DANGERS[0] };
  }
  return most;
}
