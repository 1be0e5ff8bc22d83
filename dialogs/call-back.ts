import type * as z from "zod";
import { CALL_PARTS, type CallWish } from "../domain/coordination/call-wish.ts";
import type { AskingStep, Dialog } from "./dialog.ts";
import { backState, goBack } from "./go-back.ts";
import type { Answer, TextRef } from "./prompt.ts";

type State = z.infer<typeof backState>;

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
    if (wish) await tools.noteCallWish(wish);
    const say: TextRef[] = [{ key: wish ? "callBack.noted" : "callBack.left" }];
    // nobody can be called back without a number
    return tools.speaker.hasAddress ? goBack(before, say) : { say, enter: "reach", at: { step: "number", state: before } };
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
export const callBack: Dialog<State> = { name: "call-back", version: 1, state: backState, first: "when", steps: { when } };
