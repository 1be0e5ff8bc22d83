import { normaliseWords } from "../domain/understanding/normalise.ts";

/** What is asked of the voice itself. */
export type VoiceWord = "repeat" | "slower" | "faster";

const WORDS: Record<VoiceWord, string[]> = {
  repeat: [
    "repeter",
    "repete",
    "repetez",
    "repetez s il vous plait",
    "pardon",
    "comment",
    "repeat",
    "say again",
    "say that again",
    "again",
  ],
  slower: [
    "plus lentement",
    "moins vite",
    "lentement",
    "parlez plus lentement",
    "plus doucement",
    "slower",
    "more slowly",
    "slow down",
    "slowly",
  ],
  faster: ["plus vite", "moins lentement", "parlez plus vite", "faster", "speed up"],
};

const byWord = new Map(Object.entries(WORDS).flatMap(([word, said]) => said.map((phrase) => [phrase, word as VoiceWord] as const)));

/** Only the whole of what was said counts. */
export const voiceWord = (text: string): VoiceWord | undefined => byWord.get(normaliseWords(text));
