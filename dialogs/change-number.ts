import * as z from "zod";
import type { ActingStep, AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type State = z.infer<typeof state>;

const NOTHING = ["rien", "nothing", "none", "non", "no"];

/** Who is known writes from the old number; anybody else from the new one, with the old phone lost. */
const start: ActingStep<State> = {
  async act(before, { speaker }) {
    const known = speaker.consented || speaker.isPeer || speaker.isCoordinator;
    return { goTo: known ? "number" : "reference", state: before };
  },
};

const number: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "number.new" }, figures: "any", none: NOTHING };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "text") return { say: [{ key: "number.kept" }], end: true };
    switch (await tools.identity.requestNumber(answer.text)) {
      case "sent":
        return { goTo: "code", state: before };
      case "not-a-number":
        return { say: [{ key: "number.notANumber" }], goTo: "number", state: before };
      case "refused":
        return { say: [{ key: "number.refused" }], end: true };
      case "too-often":
        return { say: [{ key: "number.tooOften" }], end: true };
    }
  },
};

const code: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "number.code" }, figures: 6, none: NOTHING };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "text") return { say: [{ key: "number.kept" }], end: true };
    const digits = answer.text.replace(/\D/g, "");
    // what is no code at all is not counted as a try
    if (digits.length !== 6) return { say: [{ key: "number.wrongCode" }], goTo: "code", state: before };
    switch (await tools.identity.confirmNumber(digits)) {
      case "moved":
        return { say: [{ key: "number.moved" }], end: true };
      case "wrong":
        return { say: [{ key: "number.wrongCode" }], goTo: "code", state: before };
      case "over":
        return { say: [{ key: "number.over" }], end: true };
      case "refused":
        return { say: [{ key: "number.refused" }], end: true };
    }
  },
};

const reference: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "number.reference" }, figures: 8, none: NOTHING };
  },
  async accept(answer, _, tools) {
    if (answer.kind !== "text") return { say: [{ key: "number.kept" }], end: true };
    await tools.identity.claimByReference(answer.text);
    return { say: [{ key: "number.claimed" }], end: true };
  },
};

/** Another number: from the old one with a code that goes to the new; from the new one with a reference, and a coordinator who speaks to the person. */
export const changeNumber: Dialog<State> = {
  name: "change-number",
  version: 1,
  state,
  first: "start",
  steps: { start, number, code, reference },
};
