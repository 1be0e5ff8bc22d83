import type { WeekTools } from "../../dialogs/tools/week.ts";
import { DomainError } from "../../domain/errors.ts";
import { addException, removeTimes } from "../../domain/peers/week/change-dates.ts";
import { addWindows } from "../../domain/peers/week/change-plan.ts";
import { loadWeek } from "../../domain/peers/week/load-week.ts";
import { appointmentsOutside } from "../../domain/peers/week/outside-week.ts";
import { pausePeer, resumePeer } from "../../domain/peers/week/pause.ts";
import type { ToolsContext } from "./context.ts";

export function bindWeek({ db, now, speaker, programme }: ToolsContext): WeekTools {
  const { talkMinutes, bufferMinutes } = programme.settings.booking;
  const blockMinutes = talkMinutes + bufferMinutes;
  return {
    async load() {
      const week = await loadWeek(db, speaker.id);
      if (!week) throw new DomainError("peer/unknown", "Whoever is no peer has no week.");
      return week;
    },
    addWindows: (windows) => addWindows(db, speaker.id, windows, blockMinutes),
    addException: (exception) => addException(db, speaker.id, exception, now.toISODate() ?? "", blockMinutes),
    remove: (ids) => removeTimes(db, speaker.id, ids),
    pause: (until) => pausePeer(db, speaker.id, until, now),
    resume: () => resumePeer(db, speaker.id),
    outside: () => appointmentsOutside(db, speaker.id),
  };
}
