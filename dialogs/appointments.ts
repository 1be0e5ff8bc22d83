import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { ActingStep, AskingStep, Dialog } from "./dialog.ts";
import type { Choice } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({
  /** What is to be done with the one that is chosen; asked if it is not known. */
  wish: z.enum(["move", "cancel"]).optional(),
  appointmentId: z.string().optional(),
});
type AppointmentsState = z.infer<typeof state>;

/** One line on an appointment; on a shared phone without the other's name. */
export function appointmentLine(appointment: Appointment, { speaker }: DialogTools): string {
  const { t, at } = texts(speaker.locale);
  const status =
    appointment.status === "proposed" || appointment.status === "pending" || appointment.status === "cancelled"
      ? appointment.status
      : "booked";
  const name = speaker.id === appointment.peerId ? (appointment.patientAlias ?? t("peer.request.anonymous")) : appointment.peerName;
  return t(speaker.sharedPhone ? "appointment.lineNeutral" : "appointment.line", {
    at: at(appointment.startsAt.setZone(speaker.zone)),
    name,
    status: t(`appointment.status.${status}`),
  });
}

const KEEP: Choice = { value: "keep", label: { key: "appointment.keepLabel" }, words: ["rien", "nothing", "non", "no"] };

const which: AskingStep<AppointmentsState> = {
  async ask(before, tools) {
    const live = await tools.listAppointments("patient", ["pending", "booked"]);
    const [first] = live;
    if (!first) {
      const last = before.wish ? undefined : await tools.talks.last();
      if (last) return { enter: "after-talk", at: { step: "again", state: { appointmentId: last.id } } };
      if (await tools.matching.waitingRequest()) return { enter: "waitlist" };
      return { say: [{ key: "appointment.none" }], end: true };
    }
    if (live.length === 1 && before.wish !== "cancel") return { goTo: next(before), state: { ...before, appointmentId: first.id } };
    const choices = live.slice(0, 3).map((appointment): Choice => {
      const line = appointmentLine(appointment, tools);
      const verb = before.wish && ({ cancel: "appointment.cancelLabel", move: "appointment.moveLabel" } as const)[before.wish];
      return { value: appointment.id, label: verb ? { key: verb, args: { line } } : line };
    });
    return { kind: "choice", text: { key: "appointment.list", args: { count: live.length } }, choices: [...choices, KEEP] };
  },
  async accept(answer, before) {
    if (answer.kind !== "choice" || answer.value === "keep") return { say: [{ key: "appointment.kept" }], end: true };
    return { goTo: next(before), state: { ...before, appointmentId: answer.value } };
  },
};

const next = ({ wish }: AppointmentsState): string => (wish === "cancel" ? "confirm" : wish === "move" ? "move" : "what");

const what: AskingStep<AppointmentsState> = {
  async ask({ appointmentId }, tools) {
    const appointment = appointmentId ? await tools.loadAppointment(appointmentId) : undefined;
    if (!appointment) return { goTo: "which", state: {} };
    return {
      kind: "choice",
      text: { key: "appointment.one", args: { line: appointmentLine(appointment, tools), reference: spacedReference(appointment) } },
      choices: [
        { value: "move", label: { key: "appointment.moveOne" }, words: ["deplacer", "move"] },
        { value: "cancel", label: { key: "appointment.cancelOne" }, words: ["annuler", "cancel"] },
        KEEP,
      ],
    };
  },
  async accept(answer, before) {
    const value = answer.kind === "choice" ? answer.value : "keep";
    if (value === "move") return { goTo: "move", state: before };
    if (value === "cancel") return { goTo: "confirm", state: before };
    return { say: [{ key: "appointment.kept" }], end: true };
  },
};

const move: ActingStep<AppointmentsState> = {
  async act({ appointmentId = "" }) {
    return { enter: "move", at: { step: "slot", state: { appointmentId } } };
  },
};

const confirm: AskingStep<AppointmentsState> = {
  async ask({ appointmentId }, tools) {
    const appointment = appointmentId ? await tools.loadAppointment(appointmentId) : undefined;
    if (!appointment) return { goTo: "which", state: {} };
    const at = texts(tools.speaker.locale).at(appointment.startsAt.setZone(tools.speaker.zone));
    return { kind: "yes-no", text: { key: "appointment.confirmCancel", args: { at } } };
  },
  async accept(answer, { appointmentId = "" }, tools) {
    if (answer.kind !== "yes") return { say: [{ key: "appointment.kept" }], end: true };
    await tools.cancelAppointment(appointmentId);
    return { say: [{ key: "appointment.cancelled" }], end: true };
  },
};

/** `12345678` as it is read aloud: `1234 5678`. */
export const spacedReference = ({ reference }: Appointment): string => `${reference.slice(0, 4)} ${reference.slice(4)}`;

/** What is agreed, and the way to another time or out of it. */
export const appointments: Dialog<AppointmentsState> = {
  name: "appointments",
  version: 2,
  state,
  first: "which",
  steps: { which, what, move, confirm },
};
