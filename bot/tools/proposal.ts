import type { ProposalTools } from "../../dialogs/tools/proposal.ts";
import { answerDue } from "../../domain/booking/answer-due.ts";
import { acceptRequest } from "../../domain/booking/answer-request.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { endProposal, proposeTime } from "../../domain/booking/propose-time.ts";
import { loadRequest } from "../../domain/booking/request.ts";
import { endOfQuiet } from "../../domain/deliveries/quiet-hours.ts";
import { isSlotFree, nextFreeSlots } from "../../domain/peers/free-time.ts";
import { bookingRules } from "../../domain/programmes/settings.ts";
import type { ToolsContext } from "./context.ts";

export function bindProposal({ db, now, speaker, programme, linked, linkSecret }: ToolsContext): ProposalTools {
  const booking = bookingRules(programme.settings);
  const ofSpeaker = async (id: string) => {
    const found = await loadAppointment(db, id);
    return found?.peerId === speaker.id ? found : undefined;
  };
  return {
    async slots(id, offset, limit, within) {
      const asked = await ofSpeaker(id);
      if (!asked) return [];
      return nextFreeSlots(db, { ...asked, zone: speaker.zone }, booking, now, {
        offset,
        limit,
        within,
      });
    },
    async propose(id, at) {
      const asked = await ofSpeaker(id);
      if (!asked) return undefined;
      const startsAt = at.setZone(asked.patientZone);
      // a card may be old: only what the peer's plan still has open
      const open = asked.status !== "pending" || (await isSlotFree(db, asked, booking, now, startsAt));
      if (!open) return "taken";
      const { talkMinutes, bufferMinutes } = booking;
      return proposeTime(db, speaker.id, id, {
        startsAt,
        talkMinutes,
        bufferMinutes,
        expiresAt: answerDue(startsAt, now, booking, endOfQuiet(now, asked.patientZone, booking.holidayCountry)),
      });
    },
    accept: async (id) => linked(await acceptRequest(db, speaker.id, id, linkSecret)),
    async end(id) {
      const proposed = await loadAppointment(db, id);
      if (proposed?.patientId !== speaker.id) return undefined;
      await endProposal(db, speaker.id, id);
      const request = await loadRequest(db, proposed.requestId);
      return request && { requestId: request.id, condition: request.conditionId, experience: request.experience };
    },
  };
}
