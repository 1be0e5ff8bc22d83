import { normaliseWords } from "../domain/understanding/normalise.ts";

export type GlobalWord = "stop" | "resume" | "help" | "info" | "menu" | "appointments" | "cancel" | "move" | "human" | "french" | "english";

/**
 * Words that always work. Only the whole message counts: "Stop, je ne veux plus souffrir" is distress, not an opt-out.
 * CANCEL, END and QUIT are opt-outs on the provider's default list; for us CANCEL cancels an appointment, and the provider's set-up removes them there.
 */
const WORDS: Record<GlobalWord, string[]> = {
  stop: ["stop", "stopall", "stop all", "unsubscribe", "optout", "opt out", "revoke", "arret", "desabonner", "stop sms"],
  resume: ["reprendre", "start", "unstop"],
  help: ["aide", "help"],
  info: ["info", "infos"],
  menu: ["menu"],
  appointments: ["rdv", "rendez vous", "appointment", "appointments"],
  cancel: ["annuler", "cancel"],
  move: ["deplacer", "move"],
  human: ["humain", "human"],
  french: ["francais", "french"],
  english: ["english", "anglais"],
};

const byWord = new Map(Object.entries(WORDS).flatMap(([word, said]) => said.map((phrase) => [phrase, word as GlobalWord] as const)));

export function globalWord(text: string): GlobalWord | undefined {
  return byWord.get(normaliseWords(text));
}
