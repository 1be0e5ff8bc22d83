import { DateTime } from "luxon";
import { requestCard } from "../../cards/request-card.ts";
import type { Question } from "../../dialogs/dialog.ts";
import { meetingText } from "../../dialogs/meeting.ts";
import { peerRequest, requestText } from "../../dialogs/peer-request.ts";
import { proposal } from "../../dialogs/proposal.ts";
import { closedKey } from "../../dialogs/request-state.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { withdrawn } from "../../dialogs/withdrawn.ts";
import { type Appointment, loadAppointment, wasBooked } from "../../domain/booking/appointment.ts";
import { endProposal } from "../../domain/booking/propose-time.ts";
import { openWorkItem } from "../../domain/coordination/work-item.ts";
import { giveUpCard, isCardWaiting } from "../../domain/deliveries/request-card.ts";
import { enqueue } from "../../domain/enqueue.ts";
import type { Outcome, Turn } from "../outcome.ts";
import { redraw } from "../redraw.ts";
import { renderTeamsText } from "../render/teams.ts";
import { enter } from "../walk.ts";
import { afterQuiet, NOTHING, sideOf, type TurnJob } from "./turn-job.ts";

/** A card that Teams has not taken within this goes out by SMS. */
const CARD_MINUTES = 5;
/** Less than this before the start, or on its day, a change is told at once. */
const URGENT_HOURS = 24;

/** What peers are asked and told, and what their answers mean to the patient. */
export const peerJobs: Record<string, TurnJob> = {
  /** A peer is asked: by a card in Teams, else by SMS, one request after the other. */
  "ask-peer": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (appointment?.status !== "pending") return NOTHING;
      if (turn.channel !== "teams") return askByPhone(turn, appointment, peerRequest.first);
      const sendAfter = afterQuiet(turn);
      await enqueue(turn.db, "ask-peer-by-phone", id, sendAfter.plus({ minutes: CARD_MINUTES }).toJSDate(), `by-phone ${id}`);
      const request = {
        personId: turn.speaker.id,
        class: "request" as const,
        body: renderTeamsText(requestText(appointment, turn.speaker), turn.speaker.locale),
        card: requestCard(appointment, turn.programme.id, turn.speaker),
        appointmentId: id,
        expiresAt: appointment.expiresAt ?? undefined,
        sendAfter,
      };
      return { ...NOTHING, outgoing: [request] };
    },
  },

  /** Teams has not taken the card: the peer is asked by SMS, the card is sent no more, and the coordinators see it. */
  "ask-peer-by-phone": {
    whose: sideOf("peerId"),
    byPhone: true,
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (appointment?.status !== "pending" || !(await isCardWaiting(turn.db, id))) return NOTHING;
      await openWorkItem(turn.db, "channel-down", turn.speaker.id);
      // without a phone the card goes on being tried
      if (turn.addressId === null) return NOTHING;
      await giveUpCard(turn.db, id);
      return askByPhone(turn, appointment, "answer");
    },
  },

  /** A request ended without the peer: the card shows it; a peer without cards is told, and asked the next one. */
  "close-request": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const appointment = await loadAppointment(turn.db, id);
      if (!appointment) return NOTHING;
      const outgoing = await redraw(turn, appointment);
      // a card that changes rings nobody: the end of what was agreed is said in words too
      if (outgoing.length > 0 && !(await wasBooked(turn.db, id))) return { ...NOTHING, outgoing };
      const { at } = texts(turn.speaker.locale);
      // somebody gets ready for it today
      const urgent = appointment.startsAt.setZone(turn.speaker.zone).hasSame(turn.now, "day");
      const key = closedKey(appointment);
      if (!key) return { ...NOTHING, outgoing };
      const say = [{ key, args: { at: at(appointment.startsAt.setZone(turn.speaker.zone)) } }];
      const asks = turn.question?.dialog === peerRequest.name;
      return {
        ...(asks ? await enter(turn, peerRequest, {}, say) : { say, question: "keep" as const }),
        class: urgent ? "urgent" : "notice",
        sendAfter: urgent ? undefined : afterQuiet(turn),
        outgoing,
      };
    },
  },

  /** The peer proposes another time: the patient is asked, and has until the time is let go. It is no refusal. */
  "tell-proposed": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const proposed = await loadAppointment(turn.db, id);
      if (proposed?.status !== "proposed" || !proposed.expiresAt) return NOTHING;
      return {
        ...(await enter(turn, proposal, { appointmentId: id })),
        class: "notice",
        mayStandAside: true,
        about: { appointmentId: id, version: proposed.version },
        sendAfter: afterQuiet(turn),
        expiresAt: proposed.expiresAt,
        asksUntil: proposed.expiresAt,
      };
    },
  },

  /** The patient took the peer's own time: the card shows it, and a message says it. */
  "tell-proposal-accepted": {
    whose: sideOf("peerId"),
    async handle(turn, id) {
      const booked = await turn.tools.loadAppointment(id);
      if (booked?.status !== "booked") return NOTHING;
      const at = texts(turn.speaker.locale).at(booked.startsAt.setZone(turn.speaker.zone));
      return {
        say: [{ key: "peer.proposalAccepted", args: { at } }, ...meetingText(booked, turn.speaker.locale)],
        class: "appointment",
        about: { appointmentId: id, version: booked.version },
        question: "keep",
        outgoing: await redraw(turn, booked),
        sendAfter: afterQuiet(turn),
      };
    },
  },

  /** No answer in time: the time is free again, and nothing waits for an answer any more. */
  "expire-proposal": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const proposed = await loadAppointment(turn.db, id);
      if (proposed?.status !== "proposed" || !proposed.expiresAt || proposed.expiresAt > turn.now) return NOTHING;
      await endProposal(turn.db, turn.speaker.id, id);
      const closed: Outcome = asksAbout(turn.question, id) ? { say: [], question: null } : NOTHING;
      return asksAbout(turn.aside, id) ? { ...closed, closesAside: true } : closed;
    },
  },

  /** The peer withdrew: the patient is told why as honestly as may be, and asked before anything is put in its place. */
  "tell-withdrawn": {
    whose: sideOf("patientId"),
    async handle(turn, id) {
      const ended = await loadAppointment(turn.db, id);
      if (ended?.status !== "cancelled" || !ended.reasonCode?.startsWith("peer-withdrew")) return NOTHING;
      const soon =
        ended.startsAt <= turn.now.plus({ hours: URGENT_HOURS }) || ended.startsAt.setZone(turn.speaker.zone).hasSame(turn.now, "day");
      return {
        ...(await enter(turn, withdrawn, { appointmentId: id })),
        class: soon ? "urgent" : "notice",
        mayStandAside: true,
        sendAfter: soon ? undefined : afterQuiet(turn),
      };
    },
  },
};

/** Asks by SMS. */
async function askByPhone(turn: Turn, appointment: Appointment, step: string): Promise<Outcome> {
  // two at a time can be told apart ("A1"); a third is asked when one of them is answered
  if ([turn.question, turn.aside].every((question) => isOpenRequest(question, turn.now))) return NOTHING;
  const own = isOpenRequest(turn.question, turn.now) ? "answer" : step;
  const asked = await enter(turn, peerRequest, { appointmentId: appointment.id }, [], own);
  return {
    ...asked,
    class: "request",
    sendAfter: afterQuiet(turn),
    mayStandAside: true,
    asksUntil: appointment.expiresAt ?? undefined,
  };
}

const isOpenRequest = (question: Question | null, now: DateTime): boolean =>
  question?.dialog === peerRequest.name && DateTime.fromISO(question.expiresAt) > now;

const asksAbout = (question: Question | null, id: string): boolean =>
  question?.dialog === proposal.name && (question.state as { appointmentId?: string }).appointmentId === id;
