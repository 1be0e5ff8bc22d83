import type { DateTime } from "luxon";
import type { AnswerValue } from "../../domain/surveys/questionnaire.ts";
import type { OpenedResponse } from "../../domain/surveys/response.ts";

/** The forms that the speaker is asked to fill in. */
export interface SurveyTools {
  /** A form of the speaker's, with what it asks and what was answered so far; undefined if it is not theirs, or was never offered. */
  open(responseId: string): Promise<OpenedResponse | undefined>;
  /** What the speaker can still answer. */
  inHand(): Promise<string | undefined>;
  begin(responseId: string): Promise<void>;
  /** Keeps an answer; null: passed over. */
  answer(responseId: string, linkId: string, value: AnswerValue | null): Promise<"kept" | "late" | "closed">;
  /** Every item has its answer. Gives the form that follows at once, and whether the team was told of what a peer answered. */
  complete(responseId: string): Promise<{ next: string | undefined; teamTold: boolean }>;
  /** @returns when it is asked again; undefined: it is not, and can be answered as long as it lives */
  defer(responseId: string): Promise<DateTime | undefined>;
  /** The speaker does not want this one. */
  decline(responseId: string): Promise<void>;
  /** Whoever answers is not who was meant: nothing is kept of it, and the number is to be proved before anything else is said to it. */
  notMe(responseId: string): Promise<void>;
  /** No form at all any more. */
  stopAll(): Promise<void>;
}
