import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { ReminderKind } from "../domain/reminders/reminder-times.ts";
import type { AskingStep, Dialog } from "./dialog.ts";
import { meetingWords } from "./meeting.ts";
import type { TextRef } from "./prompt.ts";
import { type TextKey, texts } from "./texts/texts.ts";
import type { Speaker } from "./tools.ts";

const state = z.object({ appointmentId: z.string() });
type ReminderState = z.infer<typeof state>;

/** A reminder in words. To a shared phone without names; never with a word on health. */
export function reminderText(appointment: Appointment, kind: ReminderKind, { id, locale, zone, sharedPhone }: Speaker): TextRef {
  const { t, at } = texts(locale);
  const when = { at: at(appointment.startsAt.setZone(zone)), time: appointment.startsAt.setZone(zone).toFormat("HH:mm") };
  const named: Record<ReminderKind, TextKey> = {
    "48-hours": "reminder.days",
    "2-hours": "reminder.hours",
    "10-minutes": "reminder.minutes",
  };
  const neutral: Record<ReminderKind, TextKey> = {
    "48-hours": "reminder.daysNeutral",
    "2-hours": "reminder.hoursNeutral",
    "10-minutes": "reminder.minutesNeutral",
  };
  if (sharedPhone) {
    // neither a link nor a room names anybody
    const settled = appointment.meetingUrl ?? appointment.place;
    if (kind === "2-hours" && settled) return { key: "reminder.hoursWhere", args: { ...when, how: meetingWords(appointment, locale) } };
    return { key: neutral[kind], args: when };
  }
  const name = id === appointment.peerId ? (appointment.patientAlias ?? t("peer.request.anonymous")) : appointment.peerName;
  return { key: named[kind], args: { ...when, name, how: meetingWords(appointment, locale) } };
}

const coming: AskingStep<ReminderState> = {
  async ask({ appointmentId }, tools) {
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.status !== "booked") return { say: [{ key: "appointment.none" }], end: true };
    return {
      kind: "choice",
      text: reminderText(appointment, "48-hours", tools.speaker),
      choices: [
        { value: "come", label: { key: "reminder.come" }, words: ["oui", "yes", "ok", "d accord", "je viens", "i come"] },
        { value: "move", label: { key: "reminder.move" }, words: ["deplacer", "move"] },
        { value: "cancel", label: { key: "reminder.cancel" }, words: ["annuler", "cancel", "non", "no"] },
      ],
    };
  },
  async accept(answer, { appointmentId }, tools) {
    const value = answer.kind === "choice" ? answer.value : "";
    if (value === "move") return { enter: "move", at: { step: "slot", state: { appointmentId } } };
    if (value === "cancel") return { enter: "appointments", at: { step: "confirm", state: { appointmentId } } };
    // it may have ended since the reminder was sent
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.status !== "booked") return { say: [{ key: "appointment.none" }], end: true };
    await tools.talks.confirmComing(appointmentId);
    return { say: [{ key: "reminder.seeYou" }], end: true };
  },
};

/** The two-way reminder: come, move or cancel. */
export const reminder: Dialog<ReminderState> = { name: "reminder", version: 1, state, first: "coming", steps: { coming } };
