import type { Dialog, Move, Step } from "./dialog.ts";
import type { Answer, Prompt, TextRef } from "./prompt.ts";
import type { DialogTools } from "./tools.ts";

/** What a dialog comes to: texts on the way, then a prompt that waits (with where it stands), or its end. */
export interface Advanced {
  say: TextRef[];
  waiting: { step: string; state: unknown; prompt: Prompt } | undefined;
  /** The dialog that this one hands over to, and where in it. */
  enter?: string;
  at?: { step: string; state: unknown };
}

/** No dialog asks itself this often in one turn: more is a circle. */
const MOST_STEPS = 20;

/**
 * Runs a dialog from a step to the next prompt that waits, or to its end. With an answer, that step accepts it first.
 *
 * @throws {Error} if the dialog goes to a step it does not have, or in circles
 */
export async function advance(
  dialog: Dialog,
  position: { step: string; state: unknown },
  answer: Answer | undefined,
  tools: DialogTools,
): Promise<Advanced> {
  const say: TextRef[] = [];
  let { step, state } = position;
  let given = answer;
  for (let count = 0; count < MOST_STEPS; count++) {
    const present = Object.hasOwn(dialog.steps, step) ? dialog.steps[step] : undefined;
    if (!present) throw new Error(`The dialog ${dialog.name} has no step ${step}.`);
    const outcome = await take(present, state, given, tools);
    given = undefined;
    if ("kind" in outcome) return { say, waiting: { step, state, prompt: outcome } };
    say.push(...(outcome.say ?? []));
    if ("enter" in outcome) return { say, waiting: undefined, enter: outcome.enter, at: outcome.at };
    if ("end" in outcome) return { say, waiting: undefined };
    step = outcome.goTo;
    state = outcome.state;
  }
  throw new Error(`The dialog ${dialog.name} goes in circles at ${step}.`);
}

function take(step: Step<unknown>, state: unknown, answer: Answer | undefined, tools: DialogTools): Promise<Prompt | Move<unknown>> {
  if ("act" in step) return step.act(state, tools);
  return answer ? step.accept(answer, state, tools) : step.ask(state, tools);
}
