import { DateTime } from "luxon";
import type { ProgrammeSettings } from "../programmes/settings.ts";

/**
 * Until when a peer may answer a request for `slot`: within 24 h, or 12 h before the slot, whichever comes first; never before `now`.
 *
 * @param asked when who must answer can first read it: the end of quiet hours, where they are. A night, a Sunday or a holiday takes nothing of their time
 */
export function answerDue(slot: DateTime, now: DateTime, rules: ProgrammeSettings["booking"], asked: DateTime = now): DateTime {
  const due = DateTime.min(asked.plus({ minutes: rules.answerWithinMinutes }), slot.minus({ minutes: rules.answerBeforeMinutes }));
  return due && due > now ? due : now;
}
