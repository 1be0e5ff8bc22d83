import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";
import { withAnotherPeer, withSamePeer } from "./proposal.ts";
import { type TextKey, texts } from "./texts/texts.ts";

const state = z.object({ appointmentId: z.string() });
type WithdrawnState = z.infer<typeof state>;

const instead: AskingStep<WithdrawnState> = {
  async ask({ appointmentId }, tools) {
    const { speaker } = tools;
    const ended = await tools.loadAppointment(appointmentId);
    if (ended?.patientId !== speaker.id) return { end: true };
    const args = { name: ended.peerName, at: texts(speaker.locale).at(ended.startsAt.setZone(speaker.zone)) };
    const late = ended.reasonCode === "peer-withdrew-late";
    const told: TextKey = speaker.sharedPhone
      ? late
        ? "withdrawn.toldLateNeutral"
        : "withdrawn.toldNeutral"
      : late
        ? "withdrawn.toldLate"
        : "withdrawn.told";
    return {
      kind: "choice",
      text: { key: told, args },
      choices: [
        { value: "other-person", label: { key: "withdrawn.otherPerson" } },
        { value: "other-time", label: { key: speaker.sharedPhone ? "withdrawn.otherTimeNeutral" : "withdrawn.otherTime", args } },
        { value: "not-now", label: { key: "withdrawn.notNow" }, words: ["non", "no", "rien", "nothing"] },
      ],
    };
  },
  async accept(given, { appointmentId }, tools) {
    const value = given.kind === "choice" ? given.value : "not-now";
    const ended = await tools.loadAppointment(appointmentId);
    if (value === "not-now" || ended?.patientId !== tools.speaker.id) {
      await tools.withdrawal.leave();
      return { say: [{ key: "withdrawn.later" }], end: true };
    }
    const wish = await tools.withdrawal.reopen(appointmentId);
    if (!wish) return { say: [{ key: "withdrawn.later" }], end: true };
    return value === "other-time" ? withSamePeer(wish, ended) : withAnotherPeer(wish, ended);
  },
};

/** A peer has withdrawn from what was agreed: nobody is put in their place unless the patient wants it. */
export const withdrawn: Dialog<WithdrawnState> = { name: "withdrawn", version: 1, state, first: "instead", steps: { instead } };
