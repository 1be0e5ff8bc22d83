import type { TalkTools } from "../../dialogs/tools/talks.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { confirmComing, endMoved, lastTalk, settleTalk } from "../../domain/booking/talk.ts";
import { isSlotFree, nearestFreeSlots } from "../../domain/peers/free-time.ts";
import { optOut } from "../../domain/people/opt-out.ts";
import { bookingRules } from "../../domain/programmes/settings.ts";
import { sessionOf, sideIn } from "../../domain/sessions/session.ts";
import type { ToolsContext } from "./context.ts";

export function bindTalks({ db, now, speaker, programme, addressId }: ToolsContext): TalkTools {
  return {
    isSlotFree: (peerId, startsAt, modality) =>
      isSlotFree(db, { peerId, patientId: speaker.id, modality }, bookingRules(programme.settings), now, startsAt),
    nearestSlots: (peerId, gone, limit, modality) =>
      nearestFreeSlots(
        db,
        { peerId, patientId: speaker.id, modality },
        bookingRules(programme.settings),
        now,
        gone.setZone(speaker.zone),
        limit,
      ),
    confirmComing: (id) => confirmComing(db, speaker.id, id),
    async callPin(id) {
      const session = await sessionOf(db, id);
      return session?.modality === "phone" ? session[sideIn(session, speaker.id)].pin : "none";
    },
    async settle(id, took) {
      const appointment = await loadAppointment(db, id);
      const side = appointment?.patientId === speaker.id ? "patient" : "peer";
      if (!appointment || ![appointment.patientId, appointment.peerId].includes(speaker.id)) return undefined;
      return settleTalk(db, id, side, took);
    },
    async last() {
      const id = await lastTalk(db, speaker.id);
      return id ? loadAppointment(db, id) : undefined;
    },
    async stopAll() {
      if (addressId) await optOut(db, speaker.id, addressId, "person");
    },
    endMoved: (id) => endMoved(db, speaker.id, id),
  };
}
