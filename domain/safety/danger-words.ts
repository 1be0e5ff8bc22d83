import { normaliseWords } from "../understanding/normalise.ts";

/** The situations that are answered by lines and a page. */
export const DANGERS = ["suicide", "suicide-other", "violence", "child", "harm-others", "overdose", "emergency"] as const;

/** As many words as one thought has; a longer message is looked at piece by piece, each overlapping the next by half. */
const WINDOW = 24;

/** A message as the learned check reads it, in pieces of at most 24 words. Digits are left out: a telephone number tells of no danger. */
export function windowsOf(text: string): string[][] {
  const words = normaliseWords(text)
    .split(" ")
    .filter((word) => /\p{L}/u.test(word));
  const windows: string[][] = [];
  for (let from = 0; from === 0 || from + WINDOW / 2 < words.length; from += WINDOW / 2) windows.push(words.slice(from, from + WINDOW));
  return windows;
}
