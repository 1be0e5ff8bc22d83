import { DateTime } from "luxon";
import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { ActingStep, AskingStep, Dialog, Move } from "./dialog.ts";
import { chosenSlot, slotPrompt, slotState } from "./slot-choice.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = slotState.extend({
  appointmentId: z.string(),
  /** The hold of the new time, and when it is. */
  newId: z.string().optional(),
  startsAt: z.string().optional(),
});
type MoveState = z.infer<typeof state>;

const tooLate = ({ startsAt }: Appointment, { now, programme }: DialogTools): boolean =>
  startsAt.minus({ minutes: programme.settings.booking.moveUntilMinutes }) <= now;

const localTime = (instant: DateTime, { speaker }: DialogTools): string => texts(speaker.locale).at(instant.setZone(speaker.zone));

const slot: AskingStep<MoveState> = {
  async ask(before, tools) {
    const appointment = await tools.loadAppointment(before.appointmentId);
    if (appointment?.status !== "booked" && appointment?.status !== "pending") return { say: [{ key: "appointment.none" }], end: true };
    if (tooLate(appointment, tools))
      return { say: [{ key: "move.tooLate" }], enter: "appointments", at: { step: "confirm", state: { appointmentId: appointment.id } } };
    const prompt = await slotPrompt(appointment.peerId, before, { key: "move.slot" }, tools, appointment.modality);
    if (prompt) return prompt;
    if (before.slotsPage > 0)
      return { say: [{ key: "findPeer.noMore" }], goTo: "slot", state: { ...before, slotsPage: 0, wish: undefined } };
    return { say: [{ key: "move.nobodyFree" }], end: true };
  },
  async accept(answer, before, tools): Promise<Move<MoveState>> {
    const startsAt = chosenSlot(answer, before);
    if (!DateTime.isDateTime(startsAt)) return { goTo: "slot", state: { ...before, ...startsAt } };
    const appointment = await tools.loadAppointment(before.appointmentId);
    if (!appointment) return { say: [{ key: "appointment.none" }], end: true };
    const booked = appointment.status === "booked" ? appointment.id : undefined;
    const held = await tools.holdSlot(appointment.requestId, appointment.peerId, appointment.modality, startsAt, booked);
    if (held === "taken")
      return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0, gone: startsAt.toISO() ?? undefined } };
    return { goTo: "ask", state: { ...before, newId: held.id, startsAt: startsAt.toISO() ?? "" } };
  },
};

/** Asks the peer for the new time. What is booked stays until the peer agrees; what was only asked ends now that its place is taken. */
const ask: ActingStep<MoveState> = {
  async act(before, tools) {
    const old = await tools.loadAppointment(before.appointmentId);
    const startsAt = DateTime.fromISO(before.startsAt ?? "");
    const due = tools.answerDue(startsAt);
    if ((await tools.askPeer(before.newId ?? "", due)) === "gone")
      return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0, gone: before.startsAt } };
    if (old?.status === "pending") await tools.talks.endMoved(old.id);
    const args = { at: localTime(startsAt, tools), due: localTime(tools.toldBy(due), tools) };
    if (old?.status !== "booked") return { say: [{ key: "move.askedOnly", args }], end: true };
    return { say: [{ key: "move.asked", args: { ...args, before: localTime(old.startsAt, tools) } }], end: true };
  },
};

/** The peer can't at the new time: the old one still stands. */
const declined: AskingStep<MoveState> = {
  async ask(before, tools) {
    const appointment = await tools.loadAppointment(before.appointmentId);
    if (appointment?.status !== "booked") return { end: true };
    return {
      kind: "choice",
      text: { key: "move.declined", args: { before: localTime(appointment.startsAt, tools) } },
      choices: [
        { value: "other", label: { key: "move.otherTime" } },
        { value: "cancel", label: { key: "appointment.cancelOne" } },
        { value: "keep", label: { key: "appointment.keepLabel" } },
      ],
    };
  },
  async accept(answer, before) {
    const value = answer.kind === "choice" ? answer.value : "keep";
    if (value === "other") return { goTo: "slot", state: { ...before, slotsPage: 0 } };
    if (value === "cancel") return { enter: "appointments", at: { step: "confirm", state: { appointmentId: before.appointmentId } } };
    return { say: [{ key: "appointment.kept" }], end: true };
  },
};

/** Another time for an appointment: the new hold first, the old one released after. */
export const move: Dialog<MoveState> = { name: "move", version: 1, state, first: "slot", steps: { slot, ask, declined } };
