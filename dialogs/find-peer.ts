import { DateTime } from "luxon";
import * as z from "zod";
import { MODALITIES } from "../domain/booking/appointment.ts";
import { conditions, DOMAINS } from "../domain/conditions/catalogue.ts";
import type { Offer } from "../domain/peers/offers.ts";
import { findConditions } from "../domain/understanding/conditions.ts";
import type { ActingStep, AskingStep, Dialog } from "./dialog.ts";
import type { Choice, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

/** At most three offers or times: more fit neither in one SMS nor in one breath. */
const OFFERED = 3;

const state = z.object({
  /** Conditions understood so far, best first; a single domain for who named none. */
  understood: z.array(z.string()).default([]),
  condition: z.string().optional(),
  requestId: z.string().optional(),
  offersPage: z.number().default(0),
  /** Who declined, when the next peers are offered: named in the reply. */
  declinedBy: z.string().optional(),
  peerId: z.string().optional(),
  peerName: z.string().optional(),
  modalities: z.array(z.enum(MODALITIES)).optional(),
  modality: z.enum(MODALITIES).optional(),
  slotsPage: z.number().default(0),
  appointmentId: z.string().optional(),
  startsAt: z.string().optional(),
});
export type FindPeerState = z.infer<typeof state>;

type Asks = AskingStep<FindPeerState>;
type Acts = ActingStep<FindPeerState>;

/** A first name, real or invented: no digits, so that nobody's number goes to the other side in it. */
const FIRST_NAME = /^\p{L}[\p{L}\p{M} '.-]{0,29}$/u;

const consent: Asks = {
  async ask(before, { speaker, programme }) {
    if (speaker.consented) return { goTo: "age", state: before };
    return { kind: "yes-no", text: { key: "findPeer.consent", args: { programme: programme.name } } };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "yes") {
      await tools.giveConsent();
      return { goTo: "age", state: before };
    }
    await tools.forgetSpeaker();
    return { say: [{ key: "findPeer.refused" }], end: true };
  },
};

const age: Asks = {
  async ask(before, { speaker }) {
    if (speaker.isPatient) return { goTo: "condition", state: before };
    return {
      kind: "choice",
      text: { key: "findPeer.age" },
      choices: [
        { value: "adult-alone", label: { key: "findPeer.age.adultAlone" } },
        { value: "adult-shared", label: { key: "findPeer.age.adultShared" } },
        { value: "minor", label: { key: "findPeer.age.minor" } },
      ],
    };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "choice" && answer.value === "minor") {
      await tools.forgetSpeaker();
      return { say: [{ key: "findPeer.minor" }], end: true };
    }
    await tools.becomePatient(answer.kind === "choice" && answer.value === "adult-shared");
    return { goTo: "condition", state: before };
  },
};

const condition: Asks = {
  async ask(before) {
    if (before.understood.length === 0) return { kind: "text", text: { key: "findPeer.condition" } };
    return before.understood.length === 1
      ? { goTo: "request", state: wanting(before, before.understood[0]) }
      : { goTo: "whichCondition", state: before };
  },
  async accept(answer, before) {
    const understood = answer.kind === "text" ? findConditions(answer.text).slice(0, OFFERED) : [];
    if (understood.length === 0) return { goTo: "domain", state: before };
    if (understood.length === 1) return { goTo: "request", state: wanting(before, understood[0]) };
    return { goTo: "whichCondition", state: { ...before, understood } };
  },
};

const whichCondition: Asks = {
  async ask({ understood }, { speaker }) {
    const choices = understood
      .slice(0, OFFERED)
      .map((id): Choice => ({ value: id, label: conditions.get(id)?.label[speaker.locale] ?? id }));
    return { kind: "choice", text: { key: "findPeer.whichCondition" }, choices };
  },
  async accept(answer, before) {
    return { goTo: "request", state: wanting(before, answer.kind === "choice" ? answer.value : undefined) };
  },
};

const domain: Asks = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "findPeer.domain" },
      choices: DOMAINS.map((name): Choice => ({ value: name, label: { key: `findPeer.domain.${name}` } })),
    };
  },
  async accept(answer, before) {
    return { goTo: "request", state: wanting(before, answer.kind === "choice" ? answer.value : undefined) };
  },
};

const wanting = (before: FindPeerState, condition: string | undefined): FindPeerState => ({
  ...before,
  understood: [],
  condition,
  offersPage: 0,
});

const request: Acts = {
  async act(before, tools) {
    return { goTo: "offers", state: { ...before, requestId: await tools.openRequest(before.condition ?? "") } };
  },
};

const offers: Asks = {
  async ask(before, tools) {
    const found = await offersOf(before, tools);
    if (found.length === 0 && before.offersPage > 0)
      return { say: [{ key: "findPeer.noMore" }], goTo: "offers", state: { ...before, offersPage: 0 } };
    if (found.length === 0) return { goTo: "nobody", state: before };
    const shown = found.slice(0, OFFERED);
    const choices: Choice[] = shown.map((offer) => ({ value: offer.peerId, label: offerLabel(offer, tools), words: [offer.name] }));
    if (found.length > OFFERED || before.offersPage > 0) {
      choices.push({
        value: "more",
        label: { key: "findPeer.moreLabel" },
        words: ["plus", "more", "les autres", "d autres", "others"],
        byWord: true,
      });
    }
    return { kind: "choice", text: offersText(before, shown, tools), choices };
  },
  async accept(answer, before, tools) {
    if (answer.kind !== "choice") return { goTo: "offers", state: before };
    if (answer.value === "more") return { goTo: "offers", state: { ...before, offersPage: before.offersPage + 1, declinedBy: undefined } };
    const chosen = (await offersOf(before, tools)).find((offer) => offer.peerId === answer.value);
    if (!chosen) return { goTo: "offers", state: { ...before, offersPage: 0 } };
    const modalities = MODALITIES.filter((modality) => chosen.modalities.includes(modality));
    return {
      goTo: "modality",
      state: { ...before, declinedBy: undefined, peerId: chosen.peerId, peerName: chosen.name, modalities, slotsPage: 0 },
    };
  },
};

const offersOf = ({ condition: wanted, requestId, offersPage }: FindPeerState, tools: DialogTools) =>
  tools.findOffers(wanted ?? "", requestId ?? null, offersPage * OFFERED, OFFERED + 1);

function offersText({ declinedBy }: FindPeerState, shown: Offer[], { mayNameCondition }: DialogTools): TextRef {
  const count = shown.length;
  if (declinedBy && mayNameCondition) return { key: "findPeer.offersNext", args: { name: declinedBy, count } };
  if (declinedBy) return { key: "findPeer.offersNextNeutral", args: { count } };
  return { key: shown.every((offer) => offer.exact) ? "findPeer.offers" : "findPeer.offersNear", args: { count } };
}

/** A name and the reason in words; on a shared phone, or in a message that nobody just asked for, only the name. */
function offerLabel(offer: Offer, { mayNameCondition, speaker }: DialogTools): string {
  if (!mayNameCondition) return offer.name;
  const lived = conditions.get(offer.conditionId)?.label[speaker.locale];
  return `${offer.name} (${[lived, offer.about].filter(Boolean).join(", ")})`;
}

const nobody: Acts = {
  async act({ requestId }, tools) {
    if (requestId) await tools.handToCoordinator(requestId);
    return { say: [{ key: "findPeer.nobody" }], end: true };
  },
};

const modality: Asks = {
  async ask(before) {
    const ways = before.modalities ?? ["phone"];
    if (ways.length === 1) return { goTo: "slot", state: { ...before, modality: ways[0] } };
    const choices = ways.map((way): Choice => ({ value: way, label: { key: `findPeer.modality.${way}` } }));
    return { kind: "choice", text: { key: "findPeer.modality", args: { name: before.peerName ?? "" } }, choices };
  },
  async accept(answer, before) {
    const chosen = MODALITIES.find((way) => answer.kind === "choice" && way === answer.value);
    return { goTo: "slot", state: { ...before, modality: chosen } };
  },
};

const slot: Asks = {
  async ask(before, tools) {
    const { speaker } = tools;
    const found = await tools.nextFreeSlots(before.peerId ?? "", before.slotsPage * OFFERED, OFFERED + 1);
    if (found.length === 0 && before.slotsPage > 0)
      return { say: [{ key: "findPeer.noMore" }], goTo: "slot", state: { ...before, slotsPage: 0 } };
    if (found.length === 0) {
      return {
        say: [{ key: "findPeer.nobodyFree", args: { name: before.peerName ?? "" } }],
        goTo: "offers",
        state: { ...before, offersPage: before.offersPage + 1 },
      };
    }
    const choices = found.slice(0, OFFERED).map((at): Choice => ({ value: at.toISO() ?? "", label: texts(speaker.locale).at(at) }));
    if (found.length > OFFERED || before.slotsPage > 0) {
      choices.push({
        value: "more",
        label: { key: "findPeer.slotMoreLabel" },
        words: ["plus", "more", "d autres", "others"],
        byWord: true,
      });
    }
    return { kind: "choice", text: { key: "findPeer.slot" }, choices };
  },
  async accept(answer, before, tools) {
    const chosen = answer.kind === "choice" ? answer.value : "more";
    if (chosen === "more") return { goTo: "slot", state: { ...before, slotsPage: before.slotsPage + 1 } };
    const startsAt = DateTime.fromISO(chosen, { setZone: true }).setZone(tools.speaker.zone);
    const held = await tools.holdSlot(before.requestId ?? "", before.peerId ?? "", before.modality ?? "phone", startsAt);
    if (held === "taken") return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0 } };
    return { goTo: "alias", state: { ...before, appointmentId: held.id, startsAt: chosen } };
  },
};

const alias: Asks = {
  async ask(before, { speaker }) {
    if (speaker.alias) return { goTo: "askPeer", state: before };
    return { kind: "text", text: { key: "findPeer.alias" }, none: ["rien", "none", "nothing", "aucun", "non", "no"] };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "text" && !FIRST_NAME.test(answer.text))
      return { say: [{ key: "findPeer.aliasTooLong" }], goTo: "alias", state: before };
    await tools.setAlias(answer.kind === "text" ? answer.text : null);
    return { goTo: "askPeer", state: before };
  },
};

/** Asks the peer, and tells the patient by when there will be an answer. */
const askPeer: Acts = {
  async act(before, tools) {
    const startsAt = DateTime.fromISO(before.startsAt ?? "").setZone(tools.speaker.zone);
    const due = tools.answerDue(startsAt);
    if ((await tools.askPeer(before.appointmentId ?? "", due)) === "gone") {
      return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0 } };
    }
    const { at } = texts(tools.speaker.locale);
    const args = { at: at(startsAt), name: before.peerName ?? "", due: at(tools.toldBy(due).setZone(tools.speaker.zone)) };
    return { say: [{ key: tools.speaker.sharedPhone ? "findPeer.askedNeutral" : "findPeer.asked", args }], end: true };
  },
};

/** From "I look for somebody" to a peer who is asked: consent, age, condition, peer, way, time, alias. */
export const findPeer: Dialog<FindPeerState> = {
  name: "find-peer",
  version: 1,
  state,
  first: "consent",
  steps: {
    consent,
    age,
    condition,
    whichCondition,
    domain,
    request,
    offers,
    nobody,
    modality,
    slot,
    alias,
    askPeer,
  },
};
