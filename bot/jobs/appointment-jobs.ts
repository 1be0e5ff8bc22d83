import { afterTalk } from "../../dialogs/after-talk.ts";
import { spacedReference } from "../../dialogs/appointments.ts";
import type { FindPeerState } from "../../dialogs/find-peer/state.ts";
import { findPeer } from "../../dialogs/find-peer.ts";
import { meetingText } from "../../dialogs/meeting.ts";
import { move } from "../../dialogs/move.ts";
import type { TextRef } from "../../dialogs/prompt.ts";
import { reminder, reminderText } from "../../dialogs/reminder.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { type Appointment, loadAppointment } from "../../domain/booking/appointment.ts";
import { isOverdue } from "../../domain/booking/promise.ts";
import { handToCoordinator, loadRequest } from "../../domain/booking/request.ts";
import { settleSilence } from "../../domain/booking/talk.ts";
import { enqueue } from "../../domain/enqueue.ts";
import { reminderPerson, takeReminder } from "../../domain/reminders/reminder.ts";
import { type Session, sessionOf, sideIn } from "../../domain/sessions/session.ts";
import { closeSession } from "../../domain/sessions/settle-session.ts";
import { sessionArgs } from "../calls/words.ts";
import { callCardOf } from "../card-actions/calls.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { renderTeamsText } from "../render/teams.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

/** How long the question whether a talk took place waits before it is taken as held. */
export const SETTLED_AFTER_HOURS = 24;

/** Ten minutes before a call: who calls, and by which number. In Teams with the button that does it. */
function remindOfCall(turn: Turn, session: Session, told: Partial<Outcome>, appointment: Appointment): Outcome {
  const { speaker, programme } = turn;
  const args = sessionArgs(session, speaker.id);
  const calls = sideIn(session, speaker.id) === programme.settings.calls.calledBy;
  const text: TextRef = { key: speaker.sharedPhone ? "reminder.callNeutral" : calls ? "reminder.caller" : "reminder.called", args };
  if (turn.channel !== "teams") return { say: [text], question: "keep", ...told };
  return {
    say: [],
    question: "keep",
    outgoing: [
      {
        personId: speaker.id,
        class: "reminder",
        body: renderTeamsText(text, speaker.locale),
        card: callCardOf(turn, session, text),
        appointmentId: appointment.id,
        appointmentVersion: appointment.version,
        expiresAt: told.expiresAt,
      },
    ],
  };
}

/** What happens to an appointment by itself, on its patient's or peer's conversation. */
export const appointmentJobs: Record<string, TurnJob> = {
  /** The peer took it: the patient is told, at whatever hour, since it is what they wait for. */
  "tell-accepted": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const appointment = await turn.tools.loadAppointment(id);
      if (appointment?.status !== "booked") return NOTHING;
      const { t, at } = texts(turn.speaker.locale);
      const args = {
        name: appointment.peerName,
        at: at(appointment.startsAt.setZone(turn.speaker.zone)),
        modality: t(`modality.${appointment.modality}`),
        reference: spacedReference(appointment),
        pin: await turn.tools.talks.callPin(id),
      };
      return {
        say: [
          { key: turn.speaker.sharedPhone ? "appointment.acceptedNeutral" : "appointment.accepted", args },
          ...meetingText(appointment, turn.speaker.locale),
        ],
        class: "appointment",
        about: { appointmentId: id, version: appointment.version },
        question: "keep",
      };
    },
  },

  /** The peer declined or was silent: the patient is offered the next ones; after two refusals a coordinator takes over. */
  "tell-declined": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      const request = appointment && (await loadRequest(turn.db, appointment.requestId));
      if (appointment?.status !== "cancelled" || !request) return NOTHING;
      const told: Partial<Outcome> = { class: "notice", sendAfter: afterQuiet(turn), mayStandAside: true };
      if (appointment.movesId) return { ...(await enter(turn, move, { appointmentId: appointment.movesId }, [], "declined")), ...told };
      // between two who have talked, a time that does not suit is no refusal
      if (appointment.talkNumber > 1) return { ...(await enter(turn, afterTalk, { appointmentId: id }, [], "declined")), ...told };
      if (request.refusals >= turn.programme.settings.booking.refusalsBeforeCoordinator || isOverdue(request, turn.now)) {
        await handToCoordinator(turn.db, request.id);
        return { ...told, say: [{ key: "findPeer.nobody" }], question: null };
      }
      const { id: requestId, conditionId: condition, experience } = request;
      const state: Partial<FindPeerState> = { condition, experience, requestId, declinedBy: appointment.peerName };
      return { ...(await enter(turn, findPeer, state, [], "offers")), ...told };
    },
  },

  /** A reminder falls due: it becomes a delivery, or is skipped with its reason. */
  remind: {
    whose: reminderPerson,
    async handle(turn, id) {
      const due = await takeReminder(turn.db, id);
      if (due === "skipped") return NOTHING;
      const { appointment, kind, usefulUntil } = due;
      const told: Partial<Outcome> = {
        class: "reminder",
        about: { appointmentId: appointment.id, version: appointment.version },
        expiresAt: usefulUntil,
        asksUntil: usefulUntil,
        mayStandAside: true,
      };
      const session = kind === "10-minutes" ? await sessionOf(turn.db, appointment.id) : undefined;
      if (session) return remindOfCall(turn, session, { ...told, asksUntil: undefined }, appointment);
      if (kind === "48-hours") return { ...(await enter(turn, reminder, { appointmentId: appointment.id })), ...told };
      return { say: [reminderText(turn.linked(appointment), kind, turn.speaker)], question: "keep", ...told };
    },
  },

  /** The time of a talk is over: did it take place, and shall there be another? Of a call it is known, once its last minutes are over too. */
  "ask-after-talk": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const session = await sessionOf(turn.db, id);
      if (session && turn.now < session.closesAt) {
        await enqueue(turn.db, "ask-after-talk", id, session.closesAt.toJSDate(), `after ${id}`);
        return NOTHING;
      }
      if (session) await closeSession(turn.db, session.id, turn.now);
      const appointment = await loadAppointment(turn.db, id);
      if (!appointment || appointment.endsAt > turn.now) return NOTHING;
      const about = { appointmentId: id, version: appointment.version };
      if (session && appointment.status !== "booked") {
        if (appointment.status !== "fulfilled" && appointment.status !== "noshow") return NOTHING;
        const step = appointment.status === "fulfilled" ? "again" : "missed";
        return {
          ...(await enter(turn, afterTalk, { appointmentId: id }, [], step)),
          class: "notice",
          sendAfter: afterQuiet(turn),
          mayStandAside: true,
        };
      }
      if (appointment.status !== "booked") return NOTHING;
      const settled = turn.now.plus({ hours: SETTLED_AFTER_HOURS });
      await enqueue(turn.db, "settle-talk", id, settled.toJSDate(), `settle ${id}`);
      return {
        ...(await enter(turn, afterTalk, { appointmentId: id })),
        class: "appointment",
        about,
        mayStandAside: true,
        asksUntil: settled,
      };
    },
  },

  /** A day is over: what one of them said counts, else it counts as held, and says so. */
  "settle-talk": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      await settleSilence(turn.db, id);
      return NOTHING;
    },
  },
};
