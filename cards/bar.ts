import { type CardElement, text } from "./card.ts";

/** As many as fit beside each other on a phone. */
const CELLS = 25;
const FULL = "\u2588";
const LIGHT = "\u2591";

/**
 * A name with its value in words and, below, the same to be looked at: version 1.5 has no chart, and data of a picture are not drawn by every Teams
 * (https://github.com/MicrosoftDocs/msteams-docs/issues/5355), so that a bar is a line of signs. All that it shows is said in the words.
 *
 * @param from, to where it is filled, as shares of the whole
 * @param ends what stands before and after it
 */
export function bar(
  name: string,
  value: string,
  { from = 0, to, ends }: { from?: number; to: number; ends?: [string, string] },
): CardElement {
  const first = cell(from);
  // what is there is seen, however little it is
  const last = to > from ? Math.max(cell(to), Math.min(first, CELLS - 1) + 1) : first;
  const line = LIGHT.repeat(Math.min(first, CELLS - 1)) + FULL.repeat(last - Math.min(first, CELLS - 1)) + LIGHT.repeat(CELLS - last);
  return {
    type: "Container",
    spacing: "Small",
    items: [
      named(name, value),
      {
        ...text(ends ? `${ends[0]} ${line} ${ends[1]}` : line, { fontType: "Monospace", color: "Accent", size: "Small" }),
        spacing: "None",
      },
    ],
  };
}

/** The same for what is not drawn. */
export const named = (name: string, value: string): CardElement => ({
  type: "RichTextBlock",
  inlines: [
    { type: "TextRun", text: `${name} ` },
    { type: "TextRun", text: value, weight: "Bolder" },
  ],
  spacing: "Small",
});

const cell = (share: number): number => Math.round(CELLS * Math.min(1, Math.max(0, share)));
