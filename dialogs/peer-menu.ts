import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type PeerMenuState = z.infer<typeof state>;

const choose: AskingStep<PeerMenuState> = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "menu.title" },
      choices: [
        { value: "appointments", label: { key: "peer.menu.appointments" } },
        { value: "week", label: { key: "peer.menu.week" } },
        { value: "pause", label: { key: "peer.menu.pause" } },
        { value: "help", label: { key: "peer.menu.help" } },
      ],
    };
  },
  async accept(answer, _, tools) {
    switch (answer.kind === "choice" ? answer.value : "") {
      case "appointments":
        return { enter: "peer-appointments" };
      case "week":
        return { enter: "week" };
      case "pause":
        return { enter: "week", at: { step: "pause", state: {} } };
      default:
        return { say: [{ key: "peer.help", args: { programme: tools.programme.name } }], end: true };
    }
  },
};

/** What a peer can do here, by SMS. */
export const peerMenu: Dialog<PeerMenuState> = { name: "peer-menu", version: 1, state, first: "choose", steps: { choose } };
