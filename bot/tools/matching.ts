import type { MatchingTools } from "../../dialogs/tools/matching.ts";
import { closeRequest, waitingRequest } from "../../domain/booking/request.ts";
import { joinWaitlist, nextLook } from "../../domain/booking/waitlist.ts";
import { clearExclusions, excludeName, excludePeer, excludePlace, listExclusions } from "../../domain/peers/matching/exclusions.ts";
import { clearPreferences, loadPreferences, setPreferences } from "../../domain/peers/matching/preferences.ts";
import type { ToolsContext } from "./context.ts";

/** Binds to one turn what concerns the choice of peers. */
export function bindMatching({ db, now, speaker, programme }: ToolsContext): MatchingTools {
  return {
    joinWaitlist: (requestId) => joinWaitlist(db, requestId, nextLook(now, speaker.zone, programme.settings.sending.holidayCountry)),
    waitingRequest: async () => (await waitingRequest(db, speaker.id))?.id,
    closeRequest: (requestId) => closeRequest(db, requestId),
    excludePeer: (peerId) => excludePeer(db, speaker.id, peerId),
    excludeName: (name) => excludeName(db, speaker.id, name),
    excludePlace: (kind, value) => excludePlace(db, speaker.id, kind, value),
    setPreferences: (changed) => setPreferences(db, speaker.id, changed),
    listWishes: async () => ({ exclusions: await listExclusions(db, speaker.id), preferences: await loadPreferences(db, speaker.id) }),
    async clearWishes() {
      await clearExclusions(db, speaker.id);
      await clearPreferences(db, speaker.id);
    },
  };
}
