import type * as z from "zod";
import type { Answer, Prompt, TextRef } from "./prompt.ts";
import type { DialogTools } from "./tools.ts";

/** Where a dialog goes after an answer, and what it says on the way: a step of its own, another dialog (from its start or in its middle), or its end. */
export type Move<State> =
  | { say?: TextRef[]; goTo: string; state: State }
  | { say?: TextRef[]; enter: string; at?: { step: string; state: unknown } }
  | { say?: TextRef[]; end: true };

/** A step that asks: `ask` only reads, and may move on when there is nothing to ask; `accept` does what the answer means. */
export interface AskingStep<State> {
  ask(state: State, tools: DialogTools): Promise<Prompt | Move<State>>;
  accept(answer: Answer, state: State, tools: DialogTools): Promise<Move<State>>;
  /** What an answer means that comes after the question's time. Undefined, or left out: the question is asked again, and the answer is none. */
  acceptLate?(answer: Answer, state: State, tools: DialogTools): Promise<Move<State> | undefined>;
}

/** A step that only does something, and moves on. */
export interface ActingStep<State> {
  act(state: State, tools: DialogTools): Promise<Move<State>>;
}

export type Step<State> = AskingStep<State> | ActingStep<State>;

/** A dialog is plain data: named steps over a state that zod checks when it is read back. */
export interface Dialog<State = unknown> {
  name: string;
  /** Raised when a state of before can't be read any more; such a question is dropped and asked from its start. */
  version: number;
  state: z.ZodType<State>;
  first: string;
  steps: Record<string, Step<State>>;
  /** It can wait: any other question takes the place of one of its own, and what is said once its time is over, and answers it not, is heard as if nothing were open. */
  canWait?: true;
  /** "Plus tard" is answered by its steps themselves. */
  takesLater?: true;
}

/** An open question: where its dialog stands and what was shown. Stored in the conversation. */
export interface Question {
  number: number;
  dialog: string;
  step: string;
  version: number;
  state: unknown;
  prompt: Prompt;
  /** On which channel it was shown last: an answer counts only for that one. */
  channel: string;
  expiresAt: string;
  /** When it leaves, if it waits for the end of quiet hours: before that nothing said can be its answer. */
  opensAt?: string;
  /** How often its answer was not understood. */
  misses: number;
  /** Stands before its numbers ("A1"), where it was asked while another question was open. */
  letter?: string;
}
