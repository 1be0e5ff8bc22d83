import { describe, expect, test } from "vitest";
import * as z from "zod";
import { advance } from "../../dialogs/advance.ts";
import type { Dialog } from "../../dialogs/dialog.ts";
import { memoryTools } from "../support/dialog-tools.ts";

type Count = { count: number };
const dialog = (steps: Dialog<Count>["steps"]) =>
  ({ name: "counting", version: 1, state: z.object({ count: z.number() }), first: "a", steps }) as unknown as Dialog;
const prompt = { kind: "text", text: { key: "findPeer.alias" } } as const;
const tools = memoryTools();

describe("a dialog", () => {
  test("stops at the first question, with what was said on the way and where it stands", async () => {
    const counting = dialog({
      a: { act: async ({ count }) => ({ say: [{ key: "talk.yes" }], goTo: "b", state: { count: count + 1 } }) },
      b: {
        ask: async ({ count }) => (count < 3 ? { say: [{ key: "talk.no" }], goTo: "a", state: { count } } : prompt),
        accept: async () => ({ end: true }),
      },
    });
    expect(await advance(counting, { step: "a", state: { count: 1 } }, undefined, tools)).toEqual({
      say: [{ key: "talk.yes" }, { key: "talk.no" }, { key: "talk.yes" }],
      waiting: { step: "b", state: { count: 3 }, prompt },
    });
  });

  test("gives an answer to its own step only: the next question is asked", async () => {
    const counting = dialog({
      a: {
        ask: async () => prompt,
        accept: async (answer, { count }) => ({ goTo: answer.kind === "text" ? "b" : "a", state: { count: count + 1 } }),
      },
      b: { ask: async () => prompt, accept: async () => ({ end: true }) },
    });
    expect(await advance(counting, { step: "a", state: { count: 0 } }, { kind: "text", text: "oui" }, tools)).toMatchObject({
      waiting: { step: "b", state: { count: 1 } },
    });
  });

  test("ends, or hands over to another", async () => {
    const ending = dialog({
      a: { act: async () => ({ say: [{ key: "talk.yes" }], end: true }) },
      b: { act: async () => ({ enter: "other" }) },
    });
    expect(await advance(ending, { step: "a", state: { count: 0 } }, undefined, tools)).toEqual({
      say: [{ key: "talk.yes" }],
      waiting: undefined,
    });
    expect(await advance(ending, { step: "b", state: { count: 0 } }, undefined, tools)).toEqual({
      say: [],
      waiting: undefined,
      enter: "other",
    });
  });

  test("that goes in circles is an error that names dialog and step", async () => {
    const circle = dialog({ a: { act: async (state) => ({ goTo: "b", state }) }, b: { act: async (state) => ({ goTo: "a", state }) } });
    await expect(advance(circle, { step: "a", state: { count: 0 } }, undefined, tools)).rejects.toThrow(
      /counting goes in circles at [ab]\.$/,
    );
  });

  test("that goes to a step it has not is an error that names both", async () => {
    const broken = dialog({ a: { act: async (state) => ({ goTo: "lost", state }) } });
    await expect(advance(broken, { step: "a", state: { count: 0 } }, undefined, tools)).rejects.toThrow(
      "The dialog counting has no step lost.",
    );
  });
});
