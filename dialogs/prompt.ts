import type { TextArgs, TextKey } from "./texts/texts.ts";
import type { TimeWish } from "./time-wish.ts";

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
  /** Part of our own text is enough to choose it. Of names and times it always is; of what cancels or agrees it never should be. */
  inPart?: boolean;
}

/** What a dialog wants to know; never how it is shown. With `skip` it may be passed over, by one of these words; the first is shown. */
export type Prompt =
  /**
   * `also` is understood when it is said, and shown nowhere: "pas Claire". `takes` times: the choices are times, and another may be named in words;
   * a wish: a time may be said beside the choice ("1 mais plutôt le soir"); conditions: what one lives with may be said in other words, as a text.
   */
  | { kind: "choice"; text: TextRef; choices: Choice[]; also?: Choice[]; takes?: "times" | "wish" | "conditions"; skip?: string[] }
  /** A whole number, ends included; `max` null: any. */
  | { kind: "number"; text: TextRef; min: number; max: number | null; skip?: string[] }
  /** Several questions at once, where there is room for them: on a card. */
  | { kind: "form"; text: TextRef; form: Form }
  | { kind: "yes-no"; text: TextRef }
  | {
      kind: "text";
      text: TextRef;
      none?: string[];
      /** It is figures that are asked for: so many, or as many as there are. In a call they may be keyed in. */
      figures?: number | "any";
      /** What one lives with, in words: speech recognition is told what to expect. */
      takes?: "conditions";
      skip?: string[];
    };

/** A questionnaire as it is asked at once. Its words are data: the instrument's own. */
export interface Form {
  responseId: string;
  title: string;
  fields: FormField[];
}

export interface FormField {
  linkId: string;
  /** What is to be read before it. */
  before: string[];
  text: string;
  required: boolean;
  /** Only some answers before it lead to it. */
  conditional: boolean;
  takes:
    | { kind: "choice"; options: { value: string; text: string }[] }
    | { kind: "number"; min: number; max: number | null }
    | { kind: "text" };
}

/** What a person said to a prompt. */
export type Answer =
  | { kind: "choice"; value: string; wish?: TimeWish }
  /** To a choice of times: another one, in words. */
  | { kind: "time"; wish: TimeWish }
  /** The answer is put off: nothing is decided. */
  | { kind: "later" }
  | { kind: "yes" }
  | { kind: "no" }
  | { kind: "text"; text: string }
  | { kind: "number"; number: number }
  | { kind: "none" }
  /** Passed over. */
  | { kind: "skip" };
