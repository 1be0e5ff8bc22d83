import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const TRIES = 2;

const state = z.object({
  /** What was written first: it is heard once it is known who wrote it. */
  heard: z.string(),
  tries: z.number().default(0),
});
type State = z.infer<typeof state>;

const before: AskingStep<State> = {
  async ask(_, { programme }) {
    return {
      kind: "choice",
      text: { key: "recycled.before", args: { programme: programme.name } },
      choices: [
        { value: "yes", label: { key: "talk.yes" }, words: ["oui", "yes", "ok"] },
        { value: "no", label: { key: "talk.no" }, words: ["non", "no", "jamais", "never"] },
      ],
    };
  },
  async accept(answer, asked, tools) {
    if (answer.kind === "choice" && answer.value === "yes") return { goTo: "proof", state: asked };
    await tools.identity.giveNumberUp();
    return { end: true };
  },
};

const proof: AskingStep<State> = {
  async ask() {
    return { kind: "text", text: { key: "recycled.proof" }, figures: "any" };
  },
  async accept(answer, asked, tools) {
    if (answer.kind === "text" && (await tools.identity.proveNumber(answer.text))) return { say: [{ key: "recycled.proven" }], end: true };
    if (asked.tries + 1 < TRIES) return { say: [{ key: "recycled.again" }], goTo: "proof", state: { ...asked, tries: asked.tries + 1 } };
    await tools.identity.giveNumberUp();
    return { say: [{ key: "recycled.fresh" }], end: true };
  },
};

/** After half a year of silence a number may have gone to somebody else: nothing of content is said before it is clear. */
export const recycledNumber: Dialog<State> = { name: "recycled-number", version: 1, state, first: "before", steps: { before, proof } };
