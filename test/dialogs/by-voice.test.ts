import { describe, expect, test } from "vitest";
import { renderCall, spokenChoices, wordsOfKeys } from "../../bot/render/voice.ts";
import { appointments } from "../../dialogs/appointments.ts";
import { callBack } from "../../dialogs/call-back.ts";
import type { Dialog } from "../../dialogs/dialog.ts";
import { findPeer } from "../../dialogs/find-peer.ts";
import { menu } from "../../dialogs/menu.ts";
import { preferences } from "../../dialogs/preferences.ts";
import { type MemoryTools, makeAppointment, memoryTools, startTalk, type Talk } from "../support/dialog-tools.ts";

const known = { consented: true, isPatient: true } as const;

/** Answers in a row; in a call by keys where the answer is one, else by words. */
async function walk(dialog: Dialog<never> | Dialog, tools: MemoryTools, answers: string[], channel: "sms" | "voice", state: object = {}) {
  tools.channel = channel;
  let talk: Talk = await startTalk(dialog as Dialog, tools, state);
  for (const answer of answers) {
    const keyed = channel === "voice" && /^\d+$/.test(answer) && talk.prompt;
    talk = await talk.answer(keyed ? wordsOfKeys(keyed, keyOf(talk, answer), tools.speaker.locale) : answer);
  }
  return { done: tools.done, step: talk.step, entered: talk.entered };
}

/** The key of an answer that SMS takes as text. */
function keyOf({ prompt }: Talk, answer: string): string {
  if (prompt?.kind !== "choice") return answer;
  const numbered = prompt.choices.filter(({ byWord }) => !byWord)[Number(answer) - 1];
  return numbered ? String(spokenChoices(prompt).indexOf(numbered) + 1) : answer;
}

describe("a dialog by SMS and the same one by voice change the same", () => {
  const rows: [string, Dialog<never> | Dialog, () => MemoryTools, string[], string[]][] = [
    [
      "from consent to a peer who is asked",
      findPeer as unknown as Dialog,
      () => memoryTools(),
      ["oui", "1", "mon endométriose", "1", "1", "PLUS", "2", "Lou"],
      ["1", "1", "mon endométriose", "1", "1", "4", "2", "je m'appelle Lou"],
    ],
    ["no consent", findPeer as unknown as Dialog, () => memoryTools(), ["non"], ["2"]],
    ["under eighteen", findPeer as unknown as Dialog, () => memoryTools(), ["oui", "3"], ["1", "3"]],
    [
      "without a name",
      findPeer as unknown as Dialog,
      () => memoryTools(known),
      ["mon endométriose", "1", "1", "1", "RIEN"],
      ["mon endométriose", "1", "1", "1", "2"],
    ],
    ["a place to avoid", preferences as unknown as Dialog, () => memoryTools(known), ["2", "Lyon", "RIEN"], ["2", "Lyon", "7"]],
    ["a year of birth", preferences as unknown as Dialog, () => memoryTools(known), ["4", "1968", "6"], ["4", "1968", "6"]],
    ["the menu", menu as unknown as Dialog, () => memoryTools(known), ["2"], ["2"]],
    [
      "a cancellation",
      appointments as unknown as Dialog,
      () => {
        const tools = memoryTools(known);
        tools.kept.set("held", makeAppointment({ id: "held", status: "booked" }));
        return tools;
      },
      ["2", "oui"],
      ["2", "1"],
    ],
  ];
  test.each(rows)("%s", async (_, dialog, makeTools, typed, keyed) => {
    const bySms = await walk(dialog, makeTools(), typed, "sms");
    expect(await walk(dialog, makeTools(), keyed, "voice")).toEqual(bySms);
    expect(bySms.done.length + (bySms.entered ? 1 : 0)).toBeGreaterThan(0);
  });
});

describe("a landline's sign-up", () => {
  test("asks only for the age, and then for a code, since anybody at home may pick up", async () => {
    const tools = memoryTools({ voiceOnly: true });
    tools.channel = "voice";
    const age = await (await startTalk(findPeer, tools)).answer("oui");
    expect(age.prompt?.kind === "choice" && age.prompt.choices.map(({ value }) => value)).toEqual(["adult-shared", "minor"]);
    expect((await age.answer("1")).step).toBe("code");
    expect(tools.done).toContain("becomePatient shared");
  });

  test.each([
    ["1", "morning"],
    ["2", "midday"],
    ["à midi", "midday"],
    ["l'après-midi", "afternoon"],
    ["plutôt le soir", "evening"],
    ["5", "team"],
    ["l'équipe", "team"],
    ["non", "team"],
  ])("takes %s for when they are called", async (answer, time) => {
    const tools = memoryTools({ ...known, voiceOnly: true });
    const asked = await startTalk(findPeer, tools, { understood: ["endometriose"] }, "calls");
    expect((await asked.answer(answer)).step).toBe("offers");
    expect(tools.done).toContain(`chooseCallTime ${time}`);
  });

  test("has how they are called in its menu, and a phone that takes texts has not", async () => {
    const values = async (voiceOnly: boolean) => {
      const { prompt } = await startTalk(menu, memoryTools({ ...known, voiceOnly }, { waiting: "request" }));
      return prompt?.kind === "choice" ? prompt.choices.map(({ value }) => value) : [];
    };
    expect(await values(true)).toContain("calls");
    expect(await values(false)).not.toContain("calls");
  });
});

describe("a call back", () => {
  const ask = async (answer: string, back?: object, hasAddress = true) => {
    const tools = memoryTools({ ...known, hasAddress });
    const talk = await (await startTalk(callBack, tools, { back })).answer(answer);
    return { done: tools.done, entered: talk.entered };
  };

  test.each([
    ["1", '{"part":"soon"}'],
    ["le matin", '{"part":"morning"}'],
    ["plutôt le soir", '{"part":"evening"}'],
    ["demain à 15 heures", '{"from":"2026-11-24T15:00:00.000+01:00"}'],
  ])("%s is a wish", async (answer, wish) => {
    expect((await ask(answer)).done).toEqual([`noteCallWish ${wish}`]);
  });

  test("without a wish notes none, and then goes back to what was asked", async () => {
    const back = { dialog: "find-peer", step: "offers", state: {} };
    expect(await ask("non", back)).toEqual({ done: [], entered: "find-peer" });
  });

  test("of somebody without a number asks for one first", async () => {
    expect((await ask("1", undefined, false)).entered).toBe("reach");
  });
});

test("no prompt of these has more options than a phone has keys", async () => {
  for (const dialog of [findPeer, menu, preferences] as unknown as Dialog[]) {
    const { prompt } = await startTalk(dialog, memoryTools(known));
    if (!prompt) throw new Error("Nothing was asked.");
    const { listening } = renderCall(
      { say: [], prompt, question: "keep" },
      { locale: "fr", slow: false, step: 1, question: null, asksCode: false },
    );
    expect(listening?.keys).toBeDefined();
    if (prompt.kind === "choice") expect([...prompt.choices, ...(prompt.also ?? [])].length).toBeLessThanOrEqual(9);
  }
});
