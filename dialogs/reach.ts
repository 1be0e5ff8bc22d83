import type * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";
import { backState, goBack } from "./go-back.ts";

type State = z.infer<typeof backState>;

const NOTHING = ["rien", "nothing", "none", "non", "no"];

const number: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "reach.number" }, none: NOTHING, figures: "any" };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "text") return goBack(before, [{ key: "reach.none" }]);
    switch (await tools.identity.requestNumber(answer.text)) {
      case "sent":
        return { enter: "change-number", at: { step: "code", state: {} } };
      case "not-a-number":
        return (await tools.identity.leaveLandline(answer.text)) === "left"
          ? goBack(before, [{ key: "reach.landline" }])
          : { say: [{ key: "reach.notANumber" }], goTo: "number", state: before };
      case "refused":
        return goBack(before, [{ key: "reach.refused" }]);
      case "too-often":
        return goBack(before, [{ key: "number.tooOften" }]);
    }
  },
};

/** Who calls from a withheld number says at which they can be reached: a mobile is proved by a code that goes there, a landline by a coordinator who calls it. */
export const reach: Dialog<State> = { name: "reach", version: 1, state: backState, first: "number", steps: { number } };
