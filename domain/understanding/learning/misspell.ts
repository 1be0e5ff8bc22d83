const VOWELS = "aeiou";
/** How often a word of a sentence is misspelt, left out, or written together with the next. */
const [MISSPELT, LEFT_OUT, JOINED] = [0.12, 0.05, 0.3];

/**
 * A sentence as somebody in a hurry might have written it: letters doubled, lost, swapped or exchanged, short words lost or glued ("j ai" -> "jai").
 *
 * @param random numbers from 0 to 1
 */
export function misspell(words: readonly string[], random: () => number): string[] {
  const written: string[] = [];
  let glue = "";
  for (const word of words) {
    if (word.length <= 2 && /^[jlmtsdcn]$|^qu$/.test(word) && random() < JOINED) {
      glue += word;
      continue;
    }
    const kept = glue + (word.length > 3 && random() < MISSPELT ? slip(word, random) : word);
    glue = "";
    if (words.length < 4 || random() >= LEFT_OUT) written.push(kept);
  }
  return written.length > 0 ? written : [...words];
}

function slip(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * (word.length - 1));
  const [before, letter, after] = [word.slice(0, at), word[at] ?? "", word.slice(at + 1)];
  switch (Math.floor(random() * 4)) {
    case 0:
      return before + after;
    case 1:
      return before + letter + letter + after;
    case 2:
      return before.slice(0, -1) + letter + (before.at(-1) ?? "") + after;
    default:
      return VOWELS.includes(letter) ? before + (VOWELS[Math.floor(random() * VOWELS.length)] ?? "") + after : before + after;
  }
}
