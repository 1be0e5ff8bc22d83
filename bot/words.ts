import { normaliseWords } from "../domain/understanding/normalise.ts";

export type GlobalWord =
  | "stop"
  | "resume"
  | "stop-reminders"
  | "stop-questions"
  | "resume-reminders"
  | "resume-questions"
  | "help"
  | "info"
  | "menu"
  | "appointments"
  | "cancel"
  | "move"
  | "questions"
  | "not-me"
  | "call"
  | "human"
  | "alert"
  | "queue"
  | "campaigns"
  | "number"
  | "my-data"
  | "erase"
  | "french"
  | "english";

/** A word among lists of them, as the whole message. */
const lookUp = <Word extends string>(said: Record<Word, string[]>): Map<string, Word> =>
  new Map((Object.entries(said) as [Word, string[]][]).flatMap(([word, phrases]) => phrases.map((phrase) => [phrase, word] as const)));

/**
 * Words that always work. Only the whole message counts: "Stop, je ne veux plus souffrir" is distress, not an opt-out.
 * CANCEL, END and QUIT are opt-outs on the provider's default list; for us CANCEL cancels an appointment, and the provider's set-up removes them there.
 */
const WORDS: Record<GlobalWord, string[]> = {
  stop: ["stop", "stopall", "stop all", "unsubscribe", "optout", "opt out", "revoke", "arret", "desabonner", "stop sms"],
  resume: ["reprendre", "resume", "start", "unstop"],
  "stop-reminders": ["stop rappels", "stop rappel", "stop reminders", "stop reminder"],
  "stop-questions": ["stop questions", "stop question", "stop questionnaires"],
  "resume-reminders": ["reprendre rappels", "reprendre les rappels", "resume reminders", "start reminders"],
  "resume-questions": ["reprendre questions", "reprendre les questions", "resume questions", "start questions"],
  help: ["aide", "help"],
  info: ["info", "infos"],
  menu: ["menu"],
  appointments: ["rdv", "mes rdv", "mes rendez vous", "my appointments", "rendez vous", "appointment", "appointments"],
  cancel: ["annuler", "cancel"],
  move: ["deplacer", "move"],
  questions: ["questions", "question", "questionnaire", "questionnaires", "mes questions", "my questions"],
  "not-me": ["ce n est pas moi", "c est pas moi", "not me", "it s not me", "it is not me", "that s not me"],
  call: ["appeler", "call"],
  human: ["humain", "human"],
  alert: ["alerte", "alert"],
  queue: ["file", "queue"],
  campaigns: ["enquete", "enquetes", "campagne", "campagnes", "survey", "surveys", "campaign", "campaigns"],
  number: [
    "numero",
    "changer de numero",
    "changement de numero",
    "nouveau numero",
    "j ai change de numero",
    "j ai un nouveau numero",
    "number",
    "new number",
    "change number",
    "change my number",
    "i have a new number",
    "i changed my number",
    "my number has changed",
  ],
  "my-data": ["mes donnees", "my data"],
  erase: ["supprimer", "supprimer mes donnees", "effacer mes donnees", "delete my data", "erase my data"],
  french: ["francais", "french"],
  english: ["english", "anglais"],
};

const byWord = lookUp(WORDS);

export function globalWord(text: string): GlobalWord | undefined {
  return byWord.get(normaliseWords(text));
}

export type PeerWord = "week" | "pause";

/** Words that work for peers, besides. */
const PEER_WORDS: Record<PeerWord, string[]> = {
  week: ["ma semaine", "semaine", "my week", "week"],
  pause: ["pause"],
};

const peerByWord = lookUp(PEER_WORDS);

export function peerWord(text: string): PeerWord | undefined {
  return peerByWord.get(normaliseWords(text));
}

export type CoordinatorWord = "hand-back" | "peers" | "summary";

/** Words that work for coordinators, besides. */
const COORDINATOR_WORDS: Record<CoordinatorWord, string[]> = {
  "hand-back": ["rendre", "rendre la conversation", "hand back", "handback"],
  peers: ["pairs", "les pairs", "peers"],
  summary: ["bilan", "summary"],
};

const coordinatorByWord = lookUp(COORDINATOR_WORDS);

export function coordinatorWord(text: string): CoordinatorWord | undefined {
  return coordinatorByWord.get(normaliseWords(text));
}
