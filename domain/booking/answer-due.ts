import { DateTime } from "luxon";
import type { ProgrammeSettings } from "../programmes/settings.ts";

/** Until when a peer may answer a request for `slot`: within 24 h, or 12 h before the slot, whichever comes first; never before `now`. */
export function answerDue(slot: DateTime, now: DateTime, rules: ProgrammeSettings["booking"]): DateTime {
  const due = DateTime.min(now.plus({ minutes: rules.answerWithinMinutes }), slot.minus({ minutes: rules.answerBeforeMinutes }));
  return due && due > now ? due : now;
}
