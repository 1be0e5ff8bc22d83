const MOST = 5;
const NO_ANSWERS = ["SMS"];
const SHORT_ANSWERS = ["NO", "GO"];

/**
 * Finds in a text what it can be answered with: its options "1 ... 2 ...", and the words it writes in capitals.
 * The page knows nothing else of the conversation.
 */
export function answersTo(text: string): string[] {
  const options: string[] = [];
  for (const [, digit] of text.matchAll(/(?:^|[\s:])([1-9])[\s.)]+(?=\p{L})/gu)) {
    if (Number(digit) === options.length + 1) options.push(String(digit));
  }
  // words that stand together are one answer: PLUS TARD, CE N'EST PAS MOI
  const words = [...text.matchAll(/(?<![\p{L}\d])\p{Lu}+(?:['\u2019 ]\p{Lu}+)*(?![\p{L}\d])/gu)]
    .map(([word]) => word)
    .filter((word) => word.length > 2 || SHORT_ANSWERS.includes(word));
  const answers = [...(options.length > 1 ? options : []), ...words];
  return [...new Set(answers)].filter((answer) => !NO_ANSWERS.includes(answer)).slice(0, MOST);
}
