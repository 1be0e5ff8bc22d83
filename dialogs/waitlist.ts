import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type WaitlistState = z.infer<typeof state>;

const choose: AskingStep<WaitlistState> = {
  async ask(_, tools) {
    if (!(await tools.matching.waitingRequest())) return { enter: "menu" };
    return {
      kind: "choice",
      text: { key: "waitlist.waiting" },
      choices: [
        { value: "wait", label: { key: "waitlist.wait" } },
        { value: "leave", label: { key: "waitlist.leave" } },
        { value: "team", label: { key: "findPeer.nobodyNow.team" }, words: ["l equipe", "equipe", "the team", "team"] },
      ],
    };
  },
  async accept(answer, _, tools) {
    const requestId = await tools.matching.waitingRequest();
    const chosen = answer.kind === "choice" ? answer.value : "wait";
    if (!requestId || chosen === "wait") return { say: [{ key: "waitlist.joined" }], end: true };
    if (chosen === "team") {
      await tools.handToCoordinator(requestId);
      return { say: [{ key: "findPeer.handed" }], end: true };
    }
    await tools.matching.closeRequest(requestId);
    return { say: [{ key: "findPeer.closed" }], end: true };
  },
};

/** Who waits for somebody goes on waiting, leaves the list, or has the team look. */
export const waitlist: Dialog<WaitlistState> = { name: "waitlist", version: 1, state, first: "choose", steps: { choose } };
