import { DateTime } from "luxon";
import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { ActingStep, AskingStep, Dialog, Move } from "./dialog.ts";
import { meetingText } from "./meeting.ts";
import type { TextRef } from "./prompt.ts";
import { requestState } from "./request-state.ts";
import { chosenSlot, slotState, type TimesFrom, timesPrompt } from "./slot-choice.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = slotState.extend({ appointmentId: z.string().optional() });
type PeerRequestState = z.infer<typeof state>;

/** A request in words, for a peer: the alias, whether it is for a relative, how, when, and until when to answer. */
export function requestText(appointment: Appointment, { locale, zone }: Pick<DialogTools["speaker"], "locale" | "zone">): TextRef {
  const { t, at } = texts(locale);
  return {
    key: "peer.request",
    args: {
      alias: appointment.patientAlias ?? t("peer.request.anonymous"),
      experience: appointment.experience,
      modality: t(`modality.${appointment.modality}`),
      at: at(appointment.startsAt.setZone(zone)),
      due: appointment.expiresAt ? at(appointment.expiresAt.setZone(zone)) : "",
    },
  };
}

/** Takes the oldest request that this peer has not answered: without cards, one is asked after the other. */
const next: ActingStep<PeerRequestState> = {
  async act(_, tools) {
    const [oldest] = await tools.listAppointments("peer", ["pending"]);
    return oldest ? { goTo: "answer", state: { appointmentId: oldest.id, slotsPage: 0 } } : { end: true };
  },
};

const NEXT: Move<PeerRequestState> = { goTo: "next", state: { slotsPage: 0 } };

const answer: AskingStep<PeerRequestState> = {
  async ask({ appointmentId }, tools) {
    const appointment = appointmentId ? await tools.loadAppointment(appointmentId) : undefined;
    if (appointment?.status !== "pending") return NEXT;
    return {
      kind: "choice",
      text: requestText(appointment, tools.speaker),
      choices: [
        {
          value: "accept",
          label: { key: "peer.request.accept" },
          words: ["oui", "yes", "ok", "accepte", "j accepte", "accept", "i accept"],
        },
        {
          value: "decline",
          label: { key: "peer.request.decline" },
          words: ["non", "no", "non merci", "decline", "je decline", "i decline", "refuse", "je refuse"],
        },
        { value: "propose", label: { key: "peer.request.propose" }, words: ["un autre moment", "autre moment", "another time"] },
      ],
    };
  },
  async accept(given, before, tools) {
    const { appointmentId = "" } = before;
    const value = given.kind === "choice" ? given.value : "decline";
    if (value === "propose") return { goTo: "time", state: { appointmentId, slotsPage: 0 } };
    const appointment = value === "accept" ? await tools.acceptRequest(appointmentId) : await tools.declineRequest(appointmentId);
    return { ...NEXT, say: answered(appointment, tools) };
  },
};

/** Another time that suits the peer, for the patient to agree to. */
const time: AskingStep<PeerRequestState> = {
  async ask(before, tools) {
    const { appointmentId = "", slotsPage } = before;
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.status !== "pending") return { ...NEXT, say: answered(appointment, tools) };
    const slots: TimesFrom = (offset, limit, within) => tools.proposal.slots(appointmentId, offset, limit, within);
    const prompt = await timesPrompt(slots, before, { key: "peer.propose.which" }, tools);
    if (!prompt && slotsPage > 0) return { say: [{ key: "findPeer.noMore" }], goTo: "time", state: { appointmentId, slotsPage: 0 } };
    if (!prompt) return { say: [{ key: "peer.propose.none" }], goTo: "answer", state: before };
    return { ...prompt, choices: [...prompt.choices, { value: "back", label: { key: "peer.propose.back" } }] };
  },
  async accept(given, before, tools) {
    const { appointmentId = "" } = before;
    if (given.kind === "choice" && given.value === "back") return { goTo: "answer", state: { appointmentId, slotsPage: 0 } };
    const startsAt = chosenSlot(given, before);
    if (!DateTime.isDateTime(startsAt)) return { goTo: "time", state: { ...startsAt, appointmentId } };
    const proposed = await tools.proposal.propose(appointmentId, startsAt);
    if (proposed === "taken") return { say: [{ key: "findPeer.slotGone" }], goTo: "time", state: { appointmentId, slotsPage: 0 } };
    return { ...NEXT, say: answered(proposed, tools) };
  },
};

function answered(appointment: Appointment | undefined, { speaker }: DialogTools): TextRef[] {
  if (!appointment) return [{ key: "peer.request.unknown" }];
  if (appointment.status === "booked") {
    const at = texts(speaker.locale).at(appointment.startsAt.setZone(speaker.zone));
    return [{ key: "peer.accepted", args: { at } }, ...meetingText(appointment, speaker.locale)];
  }
  if (appointment.reasonCode?.startsWith("peer-declined")) return [{ key: "peer.declined" }];
  return [requestState(appointment, speaker)];
}

/** A peer without Teams answers requests by SMS, one at a time: accepts, declines, or proposes another time. */
export const peerRequest: Dialog<PeerRequestState> = {
  name: "peer-request",
  version: 2,
  state,
  first: "next",
  steps: { next, answer, time },
};
