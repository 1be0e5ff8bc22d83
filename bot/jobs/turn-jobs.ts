import { DateTime } from "luxon";
import { requestCard } from "../../cards/request-card.ts";
import { type FindPeerState, findPeer } from "../../dialogs/find-peer.ts";
import { peerRequest, requestText } from "../../dialogs/peer-request.ts";
import type { TextRef } from "../../dialogs/prompt.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { expireRequest } from "../../domain/booking/answer-request.ts";
import { loadAppointment } from "../../domain/booking/appointment.ts";
import { expireHold } from "../../domain/booking/cancel.ts";
import { handToCoordinator, loadRequest } from "../../domain/booking/request.ts";
import type { Db } from "../../domain/db.ts";
import { endOfQuiet } from "../../domain/deliveries/quiet-hours.ts";
import { forgetUnconsented } from "../../domain/people/consent.ts";
import { reachableCoordinators } from "../../domain/people/coordinators.ts";
import { redraw } from "../redraw.ts";
import { renderTeamsText } from "../render/teams.ts";
import { enter } from "../router.ts";
import type { Outcome, Turn } from "../turn.ts";

/** A turn without anybody speaking: on whose conversation it runs, and what it does there. It sends nothing. */
export interface TurnJob {
  whose(db: Db, id: string): Promise<string | undefined>;
  handle(turn: Turn, id: string): Promise<Outcome>;
  /** What it says goes by text, though the person has Teams. */
  byPhone?: true;
}

const NOTHING: Outcome = { say: [], question: "keep" };

const sideOf = (side: "patientId" | "peerId") => async (db: Db, id: string) => (await loadAppointment(db, id))?.[side];

/** When something that nobody just asked for may be sent. */
const afterQuiet = ({ now, speaker, programme }: Turn) => endOfQuiet(now, speaker.zone, programme.settings.sending.holidayCountry);

/** A message to every coordinator who can be reached, made on the conversation of the first. */
function tellCoordinators(text: TextRef, urgency: "urgent" | "notice"): TurnJob {
  return {
    whose: async (db) => (await reachableCoordinators(db))[0]?.id,
    async handle(turn) {
      const coordinators = await reachableCoordinators(turn.db);
      return {
        ...NOTHING,
        outgoing: coordinators.map(({ id, locale }) => ({ personId: id, class: urgency, body: renderTeamsText(text, locale) })),
      };
    },
  };
}

/** The turn jobs, by the name under which the domain enqueues them. */
export const turnJobs: Record<string, TurnJob> = {
  /** A peer is asked: by a card in Teams, else by SMS, one request after the other. */
  "ask-peer": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (appointment?.status !== "pending") return NOTHING;
      const sendAfter = afterQuiet(turn);
      if (turn.channel === "teams") {
        const body = renderTeamsText(requestText(appointment, turn.speaker), turn.speaker.locale);
        const request = {
          personId: turn.speaker.id,
          class: "request" as const,
          body,
          card: requestCard(appointment, turn.programme.id, turn.speaker),
          appointmentId: id,
          expiresAt: appointment.expiresAt ?? undefined,
          sendAfter,
        };
        return { ...NOTHING, outgoing: [request] };
      }
      // one is open already: this one is asked when that is answered
      if (turn.question?.dialog === peerRequest.name && DateTime.fromISO(turn.question.expiresAt) > turn.now) return NOTHING;
      return { ...(await enter(turn, peerRequest)), class: "request", sendAfter };
    },
  },

  /** The peer took it: the patient is told, at whatever hour, since it is what they wait for. */
  "tell-accepted": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (appointment?.status !== "booked") return NOTHING;
      const { t, at } = texts(turn.speaker.locale);
      const args = {
        name: appointment.peerName,
        at: at(appointment.startsAt.setZone(turn.speaker.zone)),
        modality: t(`modality.${appointment.modality}`),
      };
      return {
        say: [{ key: turn.speaker.sharedPhone ? "appointment.acceptedNeutral" : "appointment.accepted", args }],
        class: "appointment",
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
      const sendAfter = afterQuiet(turn);
      if (request.refusals >= turn.programme.settings.booking.refusalsBeforeCoordinator) {
        await handToCoordinator(turn.db, request.id);
        return { say: [{ key: "findPeer.nobody" }], class: "notice", question: null, sendAfter };
      }
      const state: Partial<FindPeerState> = { condition: request.conditionId, requestId: request.id, declinedBy: appointment.peerName };
      return { ...(await enter(turn, findPeer, state, [], "offers")), class: "notice", sendAfter };
    },
  },

  /** A request ended without the peer: the card shows it; a peer without cards is told, and asked the next one. */
  "close-request": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (!appointment) return NOTHING;
      const outgoing = await redraw(turn, appointment);
      if (outgoing.length > 0) return { ...NOTHING, outgoing };
      const { at } = texts(turn.speaker.locale);
      const key = appointment.reasonCode === "peer-silent" ? "peer.expired" : "peer.cancelled";
      const say = [{ key, args: { at: at(appointment.startsAt.setZone(turn.speaker.zone)) } } as const];
      const asks = turn.question?.dialog === peerRequest.name;
      return {
        ...(asks ? await enter(turn, peerRequest, {}, say) : { say, question: "keep" as const }),
        class: "notice",
        sendAfter: afterQuiet(turn),
      };
    },
  },

  "expire-hold": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      await expireHold(turn.db, id);
      return NOTHING;
    },
  },

  "expire-request": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      await expireRequest(turn.db, id);
      return NOTHING;
    },
  },

  /** Who did not agree in time is forgotten: words and number, and the question with them. */
  "forget-unconsented": {
    whose: async (_, id) => id,
    async handle(turn, id) {
      return (await forgetUnconsented(turn.db, id)) === "forgotten" ? { say: [], question: null } : NOTHING;
    },
  },

  "alert-spending": tellCoordinators({ key: "coordinator.spending", args: { percent: 70 } }, "urgent"),
  "tell-asked-for-human": tellCoordinators({ key: "coordinator.human" }, "notice"),
  "tell-unmatched": tellCoordinators({ key: "coordinator.unmatched" }, "notice"),
};
