import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { AskingStep, Dialog } from "./dialog.ts";
import type { Choice } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({ appointmentId: z.string().optional() });
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

const which: AskingStep<AppointmentsState> = {
  async ask(_, tools) {
    const live = await tools.listAppointments("patient", ["pending", "booked"]);
    if (live.length === 0) return { say: [{ key: "appointment.none" }], end: true };
    const choices = live.slice(0, 3).map(
      (appointment): Choice => ({
        value: appointment.id,
        label: { key: "appointment.cancelLabel", args: { line: appointmentLine(appointment, tools) } },
      }),
    );
    choices.push({ value: "keep", label: { key: "appointment.keepLabel" }, words: ["rien", "nothing", "non", "no"] });
    return { kind: "choice", text: { key: "appointment.list", args: { count: live.length } }, choices };
  },
  async accept(answer, before) {
    if (answer.kind !== "choice" || answer.value === "keep") return { say: [{ key: "appointment.kept" }], end: true };
    return { goTo: "confirm", state: { ...before, appointmentId: answer.value } };
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

/** What is agreed, and the way out of it. */
export const appointments: Dialog<AppointmentsState> = {
  name: "appointments",
  version: 1,
  state,
  first: "which",
  steps: { which, confirm },
};
