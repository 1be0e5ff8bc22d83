import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import { conditions } from "../domain/conditions/catalogue.ts";
import type { ActingStep, AskingStep, Dialog } from "./dialog.ts";
import type { TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({ appointmentId: z.string().optional() });
type PeerRequestState = z.infer<typeof state>;

/** A request in words, for a peer: the alias, the domain and not the condition, how, when, and until when to answer. */
export function requestText(appointment: Appointment, { locale, zone }: DialogTools["speaker"]): TextRef {
  const { t, at } = texts(locale);
  const family = conditions.get(appointment.conditionId)?.domain ?? "chronique_cancer";
  return {
    key: "peer.request",
    args: {
      alias: appointment.patientAlias ?? t("peer.request.anonymous"),
      family: t(`findPeer.domain.${family}`),
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
    return oldest ? { goTo: "answer", state: { appointmentId: oldest.id } } : { end: true };
  },
};

const answer: AskingStep<PeerRequestState> = {
  async ask({ appointmentId }, tools) {
    const appointment = appointmentId ? await tools.loadAppointment(appointmentId) : undefined;
    if (appointment?.status !== "pending") return { goTo: "next", state: {} };
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
      ],
    };
  },
  async accept(given, { appointmentId = "" }, tools) {
    const accepting = given.kind === "choice" && given.value === "accept";
    const appointment = accepting ? await tools.acceptRequest(appointmentId) : await tools.declineRequest(appointmentId);
    return { say: [answered(appointment, tools)], goTo: "next", state: {} };
  },
};

function answered(appointment: Appointment | undefined, { speaker }: DialogTools): TextRef {
  if (appointment?.status === "booked")
    return { key: "peer.accepted", args: { at: texts(speaker.locale).at(appointment.startsAt.setZone(speaker.zone)) } };
  if (appointment?.reasonCode?.startsWith("peer-declined")) return { key: "peer.declined" };
  return { key: appointment?.reasonCode === "peer-silent" ? "peer.request.expired" : "peer.request.cancelledByPatient" };
}

/** A peer without Teams answers requests by SMS, one at a time. */
export const peerRequest: Dialog<PeerRequestState> = { name: "peer-request", version: 1, state, first: "next", steps: { next, answer } };
