import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type State = z.infer<typeof state>;

const NOTHING = ["rien", "nothing", "none", "non", "no"];

const number: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "reach.number" }, none: NOTHING, figures: "any" };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "text") return { say: [{ key: "reach.none" }], end: true };
    switch (await tools.identity.requestNumber(answer.text)) {
      case "sent":
        return { enter: "change-number", at: { step: "code", state: {} } };
      case "not-a-number":
        return (await tools.identity.leaveLandline(answer.text)) === "left"
          ? { say: [{ key: "reach.landline" }], end: true }
          : { say: [{ key: "reach.notANumber" }], goTo: "number", state: before };
      case "refused":
        return { say: [{ key: "reach.refused" }], end: true };
      case "too-often":
        return { say: [{ key: "number.tooOften" }], end: true };
    }
  },
};

/** Who calls from a withheld number says at which they can be reached: a mobile is proved by a code that goes there, a landline by a coordinator who calls it. */
export const reach: Dialog<State> = { name: "reach", version: 1, state, first: "number", steps: { number } };
