import * as z from "zod";
import type { AskingStep, Dialog } from "./dialog.ts";
import { texts } from "./texts/texts.ts";

const state = z.object({ appointmentId: z.string() });
type PeerAfterTalkState = z.infer<typeof state>;

const took: AskingStep<PeerAfterTalkState> = {
  async ask({ appointmentId }, tools) {
    const { speaker } = tools;
    const appointment = await tools.loadAppointment(appointmentId);
    if (appointment?.peerId !== speaker.id || !["booked", "fulfilled", "noshow"].includes(appointment.status)) return { end: true };
    const { t, at } = texts(speaker.locale);
    const args = { alias: appointment.patientAlias ?? t("peer.request.anonymous"), at: at(appointment.startsAt.setZone(speaker.zone)) };
    return {
      kind: "choice",
      text: { key: "peerAfterTalk.took", args },
      choices: [
        { value: "yes", label: { key: "talk.yes" }, words: ["oui", "yes"] },
        { value: "no", label: { key: "talk.no" }, words: ["non", "no"] },
      ],
    };
  },
  async accept(answer, { appointmentId }, tools) {
    // a button says yes as the word does, a text by its number
    const yes = answer.kind === "yes" || (answer.kind === "choice" && answer.value === "yes");
    await tools.talks.settle(appointmentId, yes);
    return { say: [{ key: yes ? "peerAfterTalk.yes" : "peerAfterTalk.no" }], enter: "peer-request" };
  },
};

/** After a talk by video or in person, which nothing of ours can see: its peer says in a word whether it took place. */
export const peerAfterTalk: Dialog<PeerAfterTalkState> = { name: "peer-after-talk", version: 1, state, first: "took", steps: { took } };
