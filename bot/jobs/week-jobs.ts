import { endPause } from "../../domain/peers/week/pause.ts";
import { afterQuiet, NOTHING, type TurnJob } from "./turn-job.ts";

export const weekJobs: Record<string, TurnJob> = {
  /** The last day of a pause is over: the peer is offered again, and told so. */
  "end-pause": {
    runsFrozen: true,
    whose: async (_, id) => id,
    async handle(turn, id) {
      if ((await endPause(turn.db, id)) !== "resumed") return NOTHING;
      return { say: [{ key: "week.resumed" }], class: "notice", question: "keep", sendAfter: afterQuiet(turn) };
    },
  },
};
