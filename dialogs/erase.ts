import * as z from "zod";
import type { ActingStep, AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type State = z.infer<typeof state>;

/** Who others count on is erased by the team, which sees to those others. */
const start: ActingStep<State> = {
  async act(before, tools) {
    if (!tools.speaker.isPeer && !tools.speaker.isCoordinator) return { goTo: "confirm", state: before };
    await tools.askForHuman();
    return { say: [{ key: "erase.byTeam" }], end: true };
  },
};

const confirm: AskingStep<State> = {
  async ask() {
    return { kind: "yes-no", text: { key: "erase.confirm" } };
  },
  async accept(answer, _, tools) {
    if (answer.kind !== "yes") return { say: [{ key: "erase.kept" }], end: true };
    await tools.identity.erase();
    return { say: [{ key: "erase.done" }], end: true };
  },
};

/** Everything that identifies a person goes, once they have said so twice. */
export const erase: Dialog<State> = { name: "erase", version: 1, state, first: "start", steps: { start, confirm } };
