import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import { spacedReference } from "./appointments.ts";
import type { AskingStep, Dialog, Move } from "./dialog.ts";
import { meetingText } from "./meeting.ts";
import { texts } from "./texts/texts.ts";
import type { Wish } from "./tools/proposal.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({ appointmentId: z.string() });
type ProposalState = z.infer<typeof state>;

/** Where a patient goes on with the same peer, or with anybody but them. */
export const withSamePeer = (wish: Wish, { peerId, peerName, modality }: Appointment): Move<never> => ({
  enter: "find-peer",
  at: { step: "slot", state: { ...wish, peerId, peerName, modality, modalities: [modality] } },
});
export const withAnotherPeer = (wish: Wish, { peerId }: Appointment): Move<never> => ({
  enter: "find-peer",
  at: { step: "offers", state: { ...wish, withoutPeerId: peerId } },
});

const answer: AskingStep<ProposalState> = {
  async ask({ appointmentId }, tools) {
    const { speaker } = tools;
    const proposed = await tools.loadAppointment(appointmentId);
    if (proposed?.patientId !== speaker.id) return { end: true };
    if (proposed.status !== "proposed") return afterwards(proposed, tools);
    const args = { name: proposed.peerName, at: texts(speaker.locale).at(proposed.startsAt.setZone(speaker.zone)) };
    return {
      kind: "choice",
      text: { key: speaker.sharedPhone ? "proposal.askedNeutral" : "proposal.asked", args },
      choices: [
        { value: "yes", label: { key: "talk.yes" }, words: ["ok", "d accord", "yes", "oui merci"] },
        { value: "other-time", label: { key: "proposal.otherTime" } },
        // what is to be moved stands: then nothing has to change
        proposed.movesId
          ? { value: "keep", label: { key: "appointment.keepLabel" } }
          : { value: "other-person", label: { key: "proposal.otherPerson" } },
      ],
    };
  },
  async accept(given, { appointmentId }, tools) {
    const value = given.kind === "choice" ? given.value : "";
    const proposed = await tools.loadAppointment(appointmentId);
    if (proposed?.patientId !== tools.speaker.id) return { end: true };
    if (value === "yes") {
      const booked = await tools.proposal.accept(appointmentId);
      return afterwards(booked ?? proposed, tools);
    }
    const wish = await tools.proposal.end(appointmentId);
    if (value === "keep" || !wish) return { say: [{ key: "appointment.kept" }], end: true };
    if (value !== "other-time") return withAnotherPeer(wish, proposed);
    return proposed.movesId ? moving(proposed.movesId) : withSamePeer(wish, proposed);
  },
};

const moving = (appointmentId: string): Move<never> => ({ enter: "move", at: { step: "slot", state: { appointmentId } } });

/** Booked: so it is said. Gone while the patient thought about it: what else that peer has free. */
async function afterwards(proposed: Appointment, tools: DialogTools): Promise<Move<never>> {
  const { locale, zone, sharedPhone } = tools.speaker;
  if (proposed.status === "booked") {
    const { t, at } = texts(locale);
    const args = {
      name: proposed.peerName,
      at: at(proposed.startsAt.setZone(zone)),
      modality: t(`modality.${proposed.modality}`),
      reference: spacedReference(proposed),
      pin: await tools.talks.callPin(proposed.id),
    };
    return {
      say: [{ key: sharedPhone ? "appointment.acceptedNeutral" : "proposal.booked", args }, ...meetingText(proposed, locale)],
      end: true,
    };
  }
  const gone = [{ key: "proposal.gone" } as const];
  if (proposed.movesId) return { say: gone, ...moving(proposed.movesId) };
  const wish = await tools.proposal.end(proposed.id);
  return wish ? { say: gone, ...withSamePeer(wish, proposed) } : { say: gone, end: true };
}

/** The peer can't at the time that was asked, and proposes another. */
export const proposal: Dialog<ProposalState> = { name: "proposal", version: 1, state, first: "answer", steps: { answer } };
