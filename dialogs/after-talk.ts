import * as z from "zod";
import type { Appointment } from "../domain/booking/appointment.ts";
import type { ActingStep, AskingStep, Dialog, Move } from "./dialog.ts";
import type { Choice, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({ appointmentId: z.string() });
type AfterTalkState = z.infer<typeof state>;

const AGAIN: Choice[] = [
  { value: "same", label: { key: "afterTalk.sameTime" } },
  { value: "other-time", label: { key: "afterTalk.otherTime" } },
  { value: "someone-else", label: { key: "afterTalk.someoneElse" } },
  { value: "not-now", label: { key: "afterTalk.notNow" }, words: ["non", "no", "plus tard", "later", "non merci"] },
];

const withName = (named: TextRef["key"], neutral: TextRef["key"], { peerName }: Appointment, { speaker }: DialogTools): TextRef =>
  speaker.sharedPhone ? { key: neutral } : { key: named, args: { name: peerName } };

const took: AskingStep<AfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.status !== "booked") return { end: true };
    return {
      kind: "choice",
      text: withName("afterTalk.took", "afterTalk.tookNeutral", appointment, tools),
      choices: [
        { value: "yes", label: { key: "talk.yes" }, words: ["oui", "yes"] },
        { value: "no", label: { key: "talk.no" }, words: ["non", "no"] },
      ],
    };
  },
  async accept(answer, before, tools) {
    const yes = answer.kind === "choice" && answer.value === "yes";
    await tools.talks.settle(before.appointmentId, yes);
    return { goTo: yes ? "again" : "missed", state: before };
  },
};

/** Go on with the same person, another, or not now; after the last talk of the series a warm end, and what else there is. */
const again: AskingStep<AfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const appointment = await tools.loadAppointment(appointmentId);
    if (!appointment) return { end: true };
    const most = tools.programme.settings.booking.seriesTalks;
    if (appointment.talkNumber >= most) return { say: [{ key: "afterTalk.seriesEnd", args: { most } }], end: true };
    const { speaker } = tools;
    const args = { name: appointment.peerName, talk: appointment.talkNumber, most };
    return { kind: "choice", text: { key: speaker.sharedPhone ? "afterTalk.againNeutral" : "afterTalk.again", args }, choices: AGAIN };
  },
  accept: goOn,
};

/** It did not take place: nobody is blamed, and a new time is offered. For what was on our side we are sorry. */
const missed: AskingStep<AfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const reason = (await tools.loadAppointment(appointmentId))?.reasonCode;
    const ours = reason === "peer-absent" || reason === "technical";
    return { kind: "choice", text: { key: ours ? "afterTalk.missedByUs" : "afterTalk.missed" }, choices: AGAIN.slice(1) };
  },
  accept: goOn,
};

/** The patient is there and the peer is not: told at once, while the line stays open. */
const peerAbsent: AskingStep<AfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.status !== "booked") return { end: true };
    return {
      kind: "choice",
      text: withName("afterTalk.peerAbsent", "afterTalk.peerAbsentNeutral", appointment, tools),
      choices: AGAIN.slice(1),
    };
  },
  accept: goOn,
};

/** The peer can't at the time that was asked for the next talk. */
const declined: AskingStep<AfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const appointment = await tools.loadAppointment(appointmentId);
    if (!appointment) return { end: true };
    return {
      kind: "choice",
      text: withName("afterTalk.declined", "afterTalk.declinedNeutral", appointment, tools),
      choices: AGAIN.slice(1),
    };
  },
  accept: goOn,
};

async function goOn(answer: { kind: string; value?: string }, before: AfterTalkState, tools: DialogTools): Promise<Move<AfterTalkState>> {
  const appointment = await tools.loadAppointment(before.appointmentId);
  if (!appointment || answer.value === "not-now") return { say: [{ key: "afterTalk.whenever" }], end: true };
  if (answer.value === "same") return { goTo: "sameTime", state: before };
  if (answer.value === "other-time") return { enter: "find-peer", at: { step: "slot", state: withSamePeer(appointment) } };
  return { enter: "find-peer", at: { step: "request", state: { condition: appointment.conditionId, experience: appointment.experience } } };
}

const withSamePeer = ({ conditionId, experience, requestId, peerId, peerName, modality }: Appointment) => ({
  condition: conditionId,
  experience,
  requestId,
  peerId,
  peerName,
  modality,
  modalities: [modality],
});

/** The same day and hour a week later, by the peer's own clock: a change of clocks moves nothing. */
const sameTime: ActingStep<AfterTalkState> = {
  async act(before, tools) {
    const appointment = await tools.loadAppointment(before.appointmentId);
    if (!appointment) return { end: true };
    const { peerId, peerZone, requestId, modality } = appointment;
    let startsAt = appointment.startsAt.setZone(peerZone).plus({ weeks: 1 });
    while (startsAt <= tools.now) startsAt = startsAt.plus({ weeks: 1 });
    const free = await tools.talks.isSlotFree(peerId, startsAt, modality);
    const held = free ? await tools.holdSlot(requestId, peerId, modality, startsAt.setZone(tools.speaker.zone)) : "taken";
    const due = tools.answerDue(startsAt);
    if (held === "taken" || (await tools.askPeer(held.id, due)) === "gone")
      return { say: [{ key: "afterTalk.sameTimeTaken" }], enter: "find-peer", at: { step: "slot", state: withSamePeer(appointment) } };
    const { at } = texts(tools.speaker.locale);
    const args = { at: at(startsAt.setZone(tools.speaker.zone)), due: at(tools.toldBy(due).setZone(tools.speaker.zone)) };
    return { say: [{ key: "findPeer.askedNeutral", args }], end: true };
  },
};

/** After a talk: did it take place, and shall there be another? A series with one person is the normal course. */
export const afterTalk: Dialog<AfterTalkState> = {
  name: "after-talk",
  version: 1,
  state,
  first: "took",
  steps: { took, again, missed, peerAbsent, declined, sameTime },
};
