import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";
import { humanText } from "./human.ts";

const state = z.object({});
type MenuState = z.infer<typeof state>;

const choose: AskingStep<MenuState> = {
  async ask(_, tools) {
    const waits = await tools.matching.waitingRequest();
    const form = await tools.surveys.inHand();
    return {
      kind: "choice",
      text: { key: "menu.title" },
      choices: [
        { value: "find-peer", label: { key: "menu.find" } },
        { value: "appointments", label: { key: "menu.appointments" } },
        ...(waits ? [{ value: "waitlist", label: { key: "menu.waitlist" } } as const] : []),
        ...(form ? [{ value: "questions", label: { key: "menu.questions" } } as const] : []),
        { value: "preferences", label: { key: "menu.preferences" } },
        ...(tools.speaker.voiceOnly && (await tools.identity.mayBeCalled())
          ? [{ value: "calls", label: { key: "menu.calls" } } as const]
          : []),
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
      case "waitlist":
        return { enter: "waitlist" };
      case "questions": {
        const responseId = await tools.surveys.inHand();
        if (!responseId) return { say: [{ key: "questionnaire.none" }], end: true };
        return { enter: "questionnaire", at: { step: "begin", state: { responseId } } };
      }
      case "preferences":
        return { enter: "preferences" };
      case "calls":
        return { enter: "calls" };
      case "human": {
        const said = [humanText(await tools.askForHuman(), tools.speaker)];
        return tools.channel === "voice" ? { say: said, enter: "call-back" } : { say: said, end: true };
      }
      default:
        return { say: [{ key: "word.help", args: { programme: tools.programme.name } }], end: true };
    }
  },
};

/** What can be done here. */
export const menu: Dialog<MenuState> = { name: "menu", version: 1, state, first: "choose", steps: { choose } };
