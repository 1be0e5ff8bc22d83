import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type StopWhatState = z.infer<typeof state>;

const what: AskingStep<StopWhatState> = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "stopWhat.ask" },
      choices: [
        { value: "this", label: { key: "stopWhat.this" }, words: ["rien d autre", "rien", "non", "nothing else", "nothing", "no"] },
        // said again, it is meant
        { value: "all", label: { key: "stopWhat.all" }, words: ["stop", "tout", "everything", "all"] },
      ],
    };
  },
  async accept(answer, _before, tools) {
    if (answer.kind !== "choice" || answer.value !== "all") return { say: [{ key: "stopWhat.kept" }], end: true };
    await tools.talks.stopAll();
    return { say: [{ key: "word.stopped" }], end: true };
  },
};

/** After STOP in the middle of a talk: was it the talk that should stop, or everything? */
export const stopWhat: Dialog<StopWhatState> = { name: "stop-what", version: 1, state, first: "what", steps: { what } };
