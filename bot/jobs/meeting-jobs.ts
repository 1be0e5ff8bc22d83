import { meetingText } from "../../dialogs/meeting.ts";
import { peerAfterTalk } from "../../dialogs/peer-after-talk.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { redraw } from "../redraw.ts";
import { enter } from "../walk.ts";
import { SETTLED_AFTER_HOURS } from "./appointment-jobs.ts";
import { afterQuiet, NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

/** Where two meet, when that changes, and whether they did. */
export const meetingJobs: Record<string, TurnJob> = {
  /** Their appointment has got a room, or another one. */
  "tell-room": { whose: sideOf("patientId"), handle: tellRoom },

  "tell-peer-room": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const told = await tellRoom(turn, id);
      const appointment = await turn.tools.loadAppointment(id);
      return appointment && told !== NOTHING ? { ...told, outgoing: await redraw(turn, appointment) } : told;
    },
  },

  /** The time of a talk by video or in person is over: its peer is asked as its patient is. */
  "ask-peer-after-talk": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await turn.tools.loadAppointment(id);
      if (!appointment || !["booked", "fulfilled", "noshow"].includes(appointment.status) || appointment.endsAt > turn.now) return NOTHING;
      return {
        ...(await enter(turn, peerAfterTalk, { appointmentId: id })),
        class: "appointment",
        mayStandAside: true,
        asksUntil: turn.now.plus({ hours: SETTLED_AFTER_HOURS }),
      };
    },
  },
};

async function tellRoom(turn: Turn, id: string): Promise<Outcome> {
  const appointment = await turn.tools.loadAppointment(id);
  if (appointment?.status !== "booked" || !appointment.place) return NOTHING;
  const { locale, zone } = turn.speaker;
  const startsAt = appointment.startsAt.setZone(zone);
  const today = startsAt.hasSame(turn.now, "day");
  return {
    say: [{ key: "meeting.newPlace", args: { at: texts(locale).at(startsAt) } }, ...meetingText(appointment, locale)],
    class: today ? "urgent" : "notice",
    about: { appointmentId: id, version: appointment.version },
    sendAfter: today ? undefined : afterQuiet(turn),
    question: "keep",
  };
}
