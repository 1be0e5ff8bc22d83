/** What is kept and passed on of one message. The safety check reads all of it. */
const LONGEST = 1000;

/**
 * A message as it is kept: NFC, without control characters (they make the TwiML builder throw) and without marks that turn the direction of text,
 * cut at 1,000 characters.
 */
export function cleanText(text: string): string {
  const clean = text
    .normalize("NFC")
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu, "")
    .toWellFormed()
    .trim();
  return [...clean].slice(0, LONGEST).join("");
}
