import type { Dialog } from "./dialog.ts";
import { alias, askPeer, modality, slot } from "./find-peer/agree.ts";
import { nobody, offers } from "./find-peer/offers.ts";
import { type FindPeerState, findPeerState } from "./find-peer/state.ts";
import { age, calls, code, condition, consent, domain, experience, perhaps, request, whichCondition } from "./find-peer/who.ts";

/** From "I look for somebody" to a peer who is asked: consent, age, condition, for whom, peer, way, time, alias. */
export const findPeer: Dialog<FindPeerState> = {
  name: "find-peer",
  version: 1,
  state: findPeerState,
  first: "consent",
  steps: {
    consent,
    age,
    code,
    calls,
    condition,
    whichCondition,
    perhaps,
    domain,
    experience,
    request,
    offers,
    nobody,
    modality,
    slot,
    alias,
    askPeer,
  },
};
