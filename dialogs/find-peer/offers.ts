import { MODALITIES } from "../../domain/booking/appointment.ts";
import { conditions } from "../../domain/conditions/catalogue.ts";
import type { Offer } from "../../domain/peers/matching/find-offers.ts";
import { moreChoice, NONE, OFFERED } from "../offered.ts";
import type { Choice, TextRef } from "../prompt.ts";
import { wishBeside } from "../slot-choice.ts";
import { texts } from "../texts/texts.ts";
import type { DialogTools } from "../tools.ts";
import type { Asks, FindPeerState } from "./state.ts";

/** "pas Claire" takes her off this list and every later one. */
const NOT = "not:";

export const offers: Asks = {
  async ask(before, tools) {
    const found = await offersOf(before, tools);
    if (found.length === 0 && before.offersPage > 0)
      return { say: [{ key: "findPeer.noMore" }], goTo: "offers", state: { ...before, offersPage: 0 } };
    // rather another way of meeting than nobody
    if (found.length === 0 && before.modality) return { goTo: "offers", state: { ...before, modality: undefined } };
    if (found.length === 0) return { goTo: "nobody", state: before };
    const shown = found.slice(0, OFFERED);
    const choices: Choice[] = shown.map((offer) => ({ value: offer.peerId, label: offerLabel(offer, tools), words: [offer.name] }));
    if (found.length > OFFERED || before.offersPage > 0) choices.push(moreChoice("findPeer.moreLabel"));
    const also = shown.map(
      ({ peerId, name }): Choice => ({
        value: NOT + peerId,
        label: `pas ${name}`,
        words: [`surtout pas ${name}`, `not ${name}`],
      }),
    );
    if (found.length <= OFFERED && before.offersPage === 0) also.push({ value: "none", label: { key: "findPeer.noneLabel" }, words: NONE });
    return { kind: "choice", text: offersText(before, shown, tools), choices, also, takes: "wish" };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "choice") return { goTo: "offers", state: before };
    if (answer.value === "none") return { goTo: "nobody", state: { ...before, declinedBy: undefined, waited: undefined } };
    if (answer.value === "more") return { goTo: "offers", state: { ...before, offersPage: before.offersPage + 1, declinedBy: undefined } };
    const shown = await offersOf(before, tools);
    if (answer.value.startsWith(NOT)) return exclude(answer.value.slice(NOT.length), shown, before, tools);
    const chosen = shown.find((offer) => offer.peerId === answer.value);
    if (!chosen) return { goTo: "offers", state: { ...before, offersPage: 0 } };
    const modalities = MODALITIES.filter((modality) => chosen.modalities.includes(modality));
    return {
      goTo: "modality",
      state: {
        ...before,
        declinedBy: undefined,
        waited: undefined,
        peerId: chosen.peerId,
        peerName: chosen.name,
        modalities,
        slotsPage: 0,
        wish: wishBeside(answer) ?? before.wish,
      },
    };
  },
};

async function exclude(peerId: string, shown: Offer[], before: FindPeerState, { matching }: DialogTools) {
  await matching.excludePeer(peerId);
  const name = shown.find((offer) => offer.peerId === peerId)?.name ?? "";
  const state = { ...before, declinedBy: undefined, waited: undefined, offersPage: 0 };
  return { say: [{ key: "findPeer.excluded", args: { name } } as const], goTo: "offers", state };
}

const offersOf = ({ condition, experience, requestId, modality, withoutPeerId, offersPage }: FindPeerState, tools: DialogTools) =>
  tools.findOffers(
    { condition: condition ?? "", experience, requestId: requestId ?? null, modality, withoutPeerId },
    offersPage * OFFERED,
    OFFERED + 1,
  );

function offersText({ declinedBy, waited, experience }: FindPeerState, shown: Offer[], { mayNameCondition }: DialogTools): TextRef {
  const count = shown.length;
  if (waited) return { key: "findPeer.offersWaited", args: { count } };
  if (declinedBy && mayNameCondition) return { key: "findPeer.offersNext", args: { name: declinedBy, count } };
  if (declinedBy) return { key: "findPeer.offersNextNeutral", args: { count } };
  const isExact = shown.every((offer) => offer.isExact);
  // what is said of them must be true: that they lived it, or that they stood by somebody
  if (experience === "relative") return { key: isExact ? "findPeer.offersRelative" : "findPeer.offersNearRelative", args: { count } };
  return { key: isExact ? "findPeer.offers" : "findPeer.offersNear", args: { count } };
}

/** A name and the reasons in words, the weightiest first; on a shared phone, or in a message that nobody just asked for, only the name. */
function offerLabel({ name, conditionId, domain, matches, about }: Offer, { mayNameCondition, speaker }: DialogTools): string {
  if (!mayNameCondition) return name;
  const { t } = texts(speaker.locale);
  const lived = conditionId ? conditions.get(conditionId)?.label[speaker.locale] : domain && t(`findPeer.domain.${domain}`);
  const reasons = [lived, ...matches.map((match) => t(`findPeer.match.${match}`)), about].filter(Boolean);
  return reasons.length > 0 ? `${name} (${reasons.join(", ")})` : name;
}

/** Nobody can be offered: the patient says what comes of it. */
export const nobody: Asks = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "findPeer.nobodyNow" },
      choices: [
        { value: "waitlist", label: { key: "findPeer.nobodyNow.waitlist" } },
        { value: "team", label: { key: "findPeer.nobodyNow.team" }, words: ["l equipe", "equipe", "the team", "team"] },
        { value: "nothing", label: { key: "findPeer.nobodyNow.nothing" }, words: ["rien", "nothing", "non", "no"] },
      ],
    };
  },
  async accept(answer, { requestId = "" }, tools) {
    const chosen = answer.kind === "choice" ? answer.value : "";
    if (chosen === "waitlist") {
      await tools.matching.joinWaitlist(requestId);
      return { say: [{ key: "waitlist.joined" }], end: true };
    }
    if (chosen === "team") {
      await tools.handToCoordinator(requestId);
      return { say: [{ key: "findPeer.handed" }], end: true };
    }
    await tools.matching.closeRequest(requestId);
    return { say: [{ key: "findPeer.closed" }], end: true };
  },
};
