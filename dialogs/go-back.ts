import * as z from "zod";
import type { Move } from "./dialog.ts";
import type { TextRef } from "./prompt.ts";

/** State of a dialog that interrupts another: the question that was open is asked again after it. */
export const backState = z.object({
  back: z.object({ dialog: z.string(), step: z.string(), state: z.unknown() }).optional(),
});

/** Ends, or goes back to what was interrupted. */
export const goBack = <State>({ back }: z.infer<typeof backState>, say: TextRef[]): Move<State> =>
  back ? { say, enter: back.dialog, at: { step: back.step, state: back.state } } : { say, end: true };
