import * as z from "zod";
import { MODALITIES } from "../domain/booking/appointment.ts";
import { EXPERIENCES } from "../domain/booking/request.ts";
import type { AskingStep, Dialog } from "./dialog.ts";
import { findPeer } from "./find-peer.ts";

const state = z.object({
  condition: z.string(),
  experience: z.enum(EXPERIENCES),
  requestId: z.string(),
  peerId: z.string(),
  peerName: z.string(),
  modalities: z.array(z.enum(MODALITIES)),
});
type TeamOfferState = z.infer<typeof state>;

const offer: AskingStep<TeamOfferState> = {
  async ask({ peerName }, { speaker }) {
    return {
      kind: "choice",
      text: speaker.sharedPhone ? { key: "team.offerNeutral" } : { key: "team.offer", args: { name: peerName } },
      choices: [
        { value: "see", label: { key: "team.offerSee" }, words: ["oui", "yes", "ok", "d accord", "volontiers"] },
        { value: "no", label: { key: "team.offerNo" }, words: ["non", "no"] },
      ],
    };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "choice" && answer.value === "see") return { enter: findPeer.name, at: { step: "modality", state: before } };
    await tools.handToCoordinator(before.requestId);
    return { say: [{ key: "team.offerDeclined" }], end: true };
  },
};

/** One peer, whom a coordinator has chosen for this person: they decide. */
export const teamOffer: Dialog<TeamOfferState> = { name: "team-offer", version: 1, state, first: "offer", steps: { offer } };
