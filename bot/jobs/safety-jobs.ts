import { checkBack } from "../../dialogs/check-back.ts";
import { dueCheckBack } from "../../domain/safety/check-back.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, type TurnJob } from "./turn-job.ts";

/** How long the answer counts: a day. */
const ANSWERED_WITHIN_HOURS = 24;

/** What follows after danger. */
export const safetyJobs: Record<string, TurnJob> = {
  /** The day after: how are they? */
  "check-back": {
    whose: async (_, id) => id,
    async handle(turn, id) {
      const situation = await dueCheckBack(turn.db, id);
      if (!situation) return NOTHING;
      const sendAfter = afterQuiet(turn);
      return {
        ...(await enter(turn, checkBack, { situation })),
        class: "notice",
        mayStandAside: true,
        sendAfter,
        asksUntil: sendAfter.plus({ hours: ANSWERED_WITHIN_HOURS }),
      };
    },
  },
};
