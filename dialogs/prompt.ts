import type { TextArgs, TextKey } from "./texts/texts.ts";

/** A text by its key: it becomes words only when it is rendered. */
export interface TextRef {
  key: TextKey;
  args?: TextArgs;
}

/** What people see of an option: a text of ours, or words that are data (a name, a date). */
export type Label = TextRef | string;

export interface Choice {
  value: string;
  label: Label;
  /** What else may be said for it: a first name, "plus". */
  words?: string[];
  /** Offered as a word to write and not by number: `ou PLUS`. */
  byWord?: boolean;
}

/** What a dialog wants to know; never how it is shown. */
export type Prompt =
  /** `also` is understood when it is said, and shown nowhere: "pas Claire". */
  | { kind: "choice"; text: TextRef; choices: Choice[]; also?: Choice[] }
  | { kind: "yes-no"; text: TextRef }
  | { kind: "text"; text: TextRef; none?: string[] };

/** What a person said to a prompt. */
export type Answer =
  | { kind: "choice"; value: string }
  | { kind: "yes" }
  | { kind: "no" }
  | { kind: "text"; text: string }
  | { kind: "none" };
