import * as z from "zod";
import type { AskingStep, Dialog, Move } from "./dialog.ts";

/**
 * Asks for the four digits that will open a shared phone's messages, or none.
 *
 * @param here the step's own name, for another try
 * @param then where to go on
 */
export function chooseCodeStep<State>(here: string, then: (state: State) => Move<State>): AskingStep<State> {
  return {
    async ask() {
      return { kind: "text", text: { key: "code.choose" }, figures: 4, none: ["passer", "skip", "rien", "none", "non", "no"] };
    },
    async accept(answer, state, tools) {
      if (answer.kind !== "text") return then(state);
      const chosen = await tools.identity.chooseCode(answer.text.replace(/\W/g, ""));
      if (chosen !== "chosen") return { say: [{ key: chosen === "too-easy" ? "code.tooEasy" : "code.notACode" }], goTo: here, state };
      const next = then(state);
      return { ...next, say: [{ key: "code.chosen" }, ...(next.say ?? [])] };
    },
  };
}

const state = z.object({});

/** A new code, after the forgotten one was taken away. */
export const chooseCode: Dialog<z.infer<typeof state>> = {
  name: "choose-code",
  version: 1,
  state,
  first: "choose",
  steps: { choose: chooseCodeStep("choose", () => ({ end: true })) },
};
