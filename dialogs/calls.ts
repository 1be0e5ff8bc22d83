import type * as z from "zod";
import { CALL_TIMES } from "../domain/calls/call-time.ts";
import { chooseCodeStep } from "./choose-code.ts";
import type { AskingStep, Dialog, Move } from "./dialog.ts";
import { backState, goBack } from "./go-back.ts";
import type { Choice, TextRef } from "./prompt.ts";

const WORDS = {
  morning: ["matin", "le matin", "morning", "in the morning"],
  midday: ["midi", "a midi", "le midi", "noon", "at noon", "midday", "at midday"],
  afternoon: ["apres midi", "l apres midi", "afternoon", "in the afternoon"],
  evening: ["soir", "le soir", "evening", "in the evening"],
} as const;
const TEAM: Choice = {
  value: "team",
  label: { key: "calls.team" },
  words: ["l equipe", "une personne", "quelqu un", "non", "aucun", "the team", "a person", "somebody", "no", "none"],
};

/**
 * Asks how somebody whose phone takes no texts is told what waits: by an automated call at a time of day, or by a person of the team.
 *
 * @param then where to go on, with what is said of it
 */
export function callTimeStep<State>(then: (state: State, say: TextRef[], byMachine: boolean) => Move<State>): AskingStep<State> {
  return {
    async ask(state, tools) {
      if (!tools.speaker.voiceOnly || !(await tools.identity.mayBeCalled())) return then(state, [], false);
      const times = CALL_TIMES.map((time): Choice => ({ value: time, label: { key: `calls.time.${time}` }, words: [...WORDS[time]] }));
      return { kind: "choice", text: { key: "calls.when" }, choices: [...times, TEAM] };
    },
    async accept(answer, state, tools) {
      const time = CALL_TIMES.find((known) => answer.kind === "choice" && answer.value === known);
      await tools.identity.chooseCallTime(time ?? "team");
      return then(state, [{ key: time ? "calls.noted" : "calls.notedTeam" }], time !== undefined);
    },
  };
}

type State = z.infer<typeof backState>;

const code = chooseCodeStep<State>("code", (before) => goBack(before, []));

const when: AskingStep<State> = {
  ...callTimeStep<State>(goBack),
  async accept(answer, before, tools) {
    const step = callTimeStep<State>((state, say, byMachine) =>
      byMachine && !tools.speaker.hasCode ? { say, goTo: "code", state } : goBack(state, say),
    );
    return step.accept(answer, before, tools);
  },
};

/** How somebody is told what waits, asked when their texts no longer arrive, or chosen anew by them. What is told needs a code: they choose one if they have none. */
export const callsDialog: Dialog<State> = { name: "calls", version: 1, state: backState, first: "when", steps: { when, code } };
