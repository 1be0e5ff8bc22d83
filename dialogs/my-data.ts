import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";

const state = z.object({});

const how: AskingStep<z.infer<typeof state>> = {
  async ask(_, { channel }) {
    // a link can't be said
    if (channel === "voice")
      return {
        kind: "choice",
        text: { key: "myData.how" },
        choices: [
          { value: "post", label: { key: "myData.post" }, words: ["poste", "courrier", "post", "mail"] },
          { value: "keep", label: { key: "appointment.keepLabel" }, words: ["non", "no", "rien", "nothing"] },
        ],
      };
    return {
      kind: "choice",
      text: { key: "myData.how" },
      choices: [
        { value: "page", label: { key: "myData.page" }, words: ["page", "lien", "link"] },
        { value: "post", label: { key: "myData.post" }, words: ["poste", "courrier", "post", "mail"] },
      ],
    };
  },
  async accept(answer, _, tools) {
    if (answer.kind === "choice" && answer.value === "page")
      return { say: [{ key: "myData.link", args: { url: await tools.identity.exportLink() } }], end: true };
    if (answer.kind === "choice" && answer.value === "keep") return { say: [{ key: "appointment.kept" }], end: true };
    await tools.identity.exportByPost();
    return { say: [{ key: "myData.posted" }], end: true };
  },
};

/** What is kept about a person: on a page that opens once, or by the post for who has no web. */
export const myData: Dialog<z.infer<typeof state>> = { name: "my-data", version: 1, state, first: "how", steps: { how } };
