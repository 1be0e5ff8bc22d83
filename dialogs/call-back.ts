import * as z from "zod";
import { CALL_PARTS, type CallWish } from "../domain/coordination/call-wish.ts";
import type { AskingStep, Dialog, Move } from "./dialog.ts";
import type { Answer } from "./prompt.ts";

const state = z.object({
  /** The question that was open: it is asked again. */
  back: z.object({ dialog: z.string(), step: z.string(), state: z.unknown() }).optional(),
});
type State = z.infer<typeof state>;

const goBack = ({ back }: State, say: Extract<Move<State>, { end: true }>["say"]): Move<State> =>
  back ? { say, enter: back.dialog, at: { step: back.step, state: back.state } } : { say, end: true };

const when: AskingStep<State> = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "callBack.when" },
      choices: CALL_PARTS.map((part) => ({ value: part, label: { key: `callBack.part.${part}` } as const, inPart: true })),
      also: [{ value: "none", label: { key: "callBack.none" }, words: ["non", "no", "non merci", "rien", "nothing"] }],
      takes: "times",
    };
  },
  async accept(answer, before, tools) {
    const wish = wishOf(answer);
    if (!wish) return goBack(before, [{ key: "callBack.left" }]);
    await tools.noteCallWish(wish);
    return goBack(before, [{ key: "callBack.noted" }]);
  },
};

function wishOf(answer: Answer): CallWish | undefined {
  if (answer.kind === "time") {
    const from = answer.wish.from ?? answer.wish.readings?.[0]?.from;
    if (from) return { from };
    // "plutôt le soir": hours of any day
    return { part: (answer.wish.hours?.from ?? 0) >= 17 ? "evening" : (answer.wish.hours?.from ?? 0) >= 12 ? "afternoon" : "morning" };
  }
  const part = CALL_PARTS.find((known) => answer.kind === "choice" && answer.value === known);
  return part && { part };
}

/** Who asks for a human by phone says when they would like to be called; nothing is recorded. Then the question that was open is asked again. */
export const callBack: Dialog<State> = { name: "call-back", version: 1, state, first: "when", steps: { when } };
