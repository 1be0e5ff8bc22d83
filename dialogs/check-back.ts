import * as z from "zod";
import { ASKED_AGAIN } from "../domain/safety/check-back.ts";
import { distressText } from "./danger-text.ts";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({ situation: z.enum(ASKED_AGAIN) });
type CheckBackState = z.infer<typeof state>;

const how: AskingStep<CheckBackState> = {
  async ask(_, { speaker, programme }) {
    return {
      kind: "choice",
      text: { key: speaker.sharedPhone ? "checkBack.askNeutral" : "checkBack.ask", args: { programme: programme.name } },
      choices: [
        {
          value: "better",
          label: { key: "checkBack.better" },
          words: ["bien", "ca va", "ca va mieux", "un peu mieux", "well", "fine", "ok"],
        },
        { value: "same", label: { key: "checkBack.same" }, words: ["la meme chose", "comme hier", "bof", "same"] },
        {
          value: "worse",
          label: { key: "checkBack.worse" },
          words: ["mal", "pas bien", "plus mal", "pire", "ca va pas", "bad", "not well"],
        },
      ],
    };
  },
  async accept(answer, { situation }, tools) {
    const value = answer.kind === "choice" ? answer.value : "same";
    const thanks = { key: "checkBack.thanks" } as const;
    if (value === "better") return { say: [thanks, { key: "checkBack.glad" }], end: true };
    if (value === "same") return { say: [thanks, distressText(tools.where)], end: true };
    tools.reportDanger(situation);
    return { end: true };
  },
};

/** The day after somebody wrote of danger: how are they? No word on health or danger: it comes out of the blue, on a screen that others may see. */
export const checkBack: Dialog<CheckBackState> = { name: "check-back", version: 1, state, first: "how", steps: { how } };
