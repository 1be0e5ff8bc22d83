import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});
type MenuState = z.infer<typeof state>;

const choose: AskingStep<MenuState> = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "menu.title" },
      choices: [
        { value: "find-peer", label: { key: "menu.find" } },
        { value: "appointments", label: { key: "menu.appointments" } },
        { value: "human", label: { key: "menu.human" } },
        { value: "help", label: { key: "menu.help" } },
      ],
    };
  },
  async accept(answer, _, tools) {
    switch (answer.kind === "choice" ? answer.value : "") {
      case "find-peer":
        return { enter: "find-peer" };
      case "appointments":
        return { enter: "appointments" };
      case "human":
        return { say: [{ key: (await tools.askForHuman()) === "told" ? "word.human" : "word.humanNobody" }], end: true };
      default:
        return { say: [{ key: "word.help", args: { programme: tools.programme.name } }], end: true };
    }
  },
};

/** What can be done here. */
export const menu: Dialog<MenuState> = { name: "menu", version: 1, state, first: "choose", steps: { choose } };
