import { cleanText } from "../../understanding/clean-text.ts";

/** A cell can't be read; the message is a sentence for whoever keeps the spreadsheet. */
export class BadCell extends Error {
  override name = "BadCell";
}

/** A piece of a cell as it may be shown on a terminal: short, in quotes, without control characters. */
export function quoted(piece: string): string {
  const clean = cleanText(piece);
  return `"${clean.length > 40 ? `${clean.slice(0, 39)}…` : clean}"`;
}
