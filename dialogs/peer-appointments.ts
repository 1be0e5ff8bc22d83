import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import { appointmentLine } from "./appointments.ts";
import type { AskingStep, Dialog } from "./dialog.ts";
import type { Choice } from "./prompt.ts";
import { requestState } from "./request-state.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

/** Lines in one SMS. */
const LISTED = 3;

const state = z.object({ appointmentId: z.string().optional(), page: z.number().default(0) });
type PeerAppointmentsState = z.infer<typeof state>;

/** What a peer has before them: asked, proposed by themselves, agreed. What a patient only holds is not theirs to know. */
export async function listForPeer({ listAppointments }: Pick<DialogTools, "listAppointments">): Promise<Appointment[]> {
  const live = await listAppointments("peer", ["proposed", "pending", "booked"]);
  return live.filter(({ status, offeredBy }) => status !== "proposed" || offeredBy === "peer");
}

/** To the request that waits for an answer, if one does. */
const onwards = { enter: "peer-request" };

const which: AskingStep<PeerAppointmentsState> = {
  async ask(before, tools) {
    const live = await listForPeer(tools);
    if (live.length === 0) return { say: [{ key: "peer.menu.none" }], end: true };
    const shown = live.slice(before.page * LISTED, (before.page + 1) * LISTED);
    if (shown.length === 0) return { goTo: "which", state: { page: 0 } };
    const choices = shown.map((appointment): Choice => ({ value: appointment.id, label: appointmentLine(appointment, tools) }));
    choices.push({ value: "keep", label: { key: "appointment.keepLabel" }, words: ["rien", "nothing", "non", "no"] });
    if (live.length > LISTED)
      choices.push({ value: "more", label: { key: "findPeer.slotMoreLabel" }, words: ["plus", "more", "suite"], byWord: true });
    return { kind: "choice", text: { key: "peer.appointments.which" }, choices };
  },
  async accept(answer, { page }) {
    if (answer.kind !== "choice" || answer.value === "keep") return { say: [{ key: "appointment.kept" }], ...onwards };
    if (answer.value === "more") return { goTo: "which", state: { page: page + 1 } };
    return { goTo: "one", state: { page, appointmentId: answer.value } };
  },
};

/** A request is answered, an appointment can be given up; anything else is told as it stands. */
const one: AskingStep<PeerAppointmentsState> = {
  async ask({ appointmentId = "" }, tools) {
    const { speaker, now } = tools;
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.peerId !== speaker.id) return { say: [{ key: "peer.request.unknown" }], end: true };
    if (appointment.status === "pending") return { enter: "peer-request", at: { step: "answer", state: { appointmentId } } };
    if (appointment.status !== "booked" || appointment.startsAt <= now) return { say: [requestState(appointment, speaker)], end: true };
    const { t, at } = texts(speaker.locale);
    const args = { at: at(appointment.startsAt.setZone(speaker.zone)), alias: appointment.patientAlias ?? t("peer.request.anonymous") };
    return { kind: "yes-no", text: { key: "peer.withdraw.confirm", args } };
  },
  async accept(answer, { appointmentId = "" }, tools) {
    if (answer.kind !== "yes") return { say: [{ key: "appointment.kept" }], ...onwards };
    const appointment = await tools.withdrawal.withdraw(appointmentId);
    return { say: [appointment ? requestState(appointment, tools.speaker) : { key: "peer.request.unknown" }], ...onwards };
  },
};

/** A peer's appointments and requests by SMS, and the way out of them. */
export const peerAppointments: Dialog<PeerAppointmentsState> = {
  name: "peer-appointments",
  version: 1,
  state,
  first: "which",
  steps: { which, one },
};
