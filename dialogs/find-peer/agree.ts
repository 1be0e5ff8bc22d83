import { DateTime } from "luxon";
import { MODALITIES, type Modality } from "../../domain/booking/appointment.ts";
import type { Choice } from "../prompt.ts";
import { chosenSlot, slotPrompt, wishBeside } from "../slot-choice.ts";
import { texts } from "../texts/texts.ts";
import type { Acts, Asks } from "./state.ts";

/** A first name, real or invented: no digits, so that nobody's number goes to the other side in it. */
const FIRST_NAME = /^\p{L}[\p{L}\p{M} '.-]{0,29}$/u;

const INTRODUCED =
  /^(je m['’]appelle|appelez[- ]moi|moi,? c['’]est|c['’]est|mon prénom,? (est|c['’]est)|dites(-lui)?|my name is|call me|it['’]s|i['’]m|i am) +/i;

/** What people call the ways to meet. */
const SAID: Record<Modality, string[]> = {
  phone: ["tel", "telephone", "par tel", "appel", "un appel", "phone", "call", "a call", "by phone"],
  video: ["visio", "en visio", "camera", "video call", "zoom"],
  "in-person": ["en personne", "en vrai", "face a face", "en face", "in person", "face to face"],
  messages: ["sms", "par sms", "message", "texto", "textos", "par ecrit", "chat", "text", "by text", "texting"],
};

export const modality: Asks = {
  async ask(before) {
    const ways = before.modalities ?? ["phone"];
    const [only] = ways.length === 1 ? ways : ways.filter((way) => way === before.modality);
    if (only) return { goTo: "slot", state: { ...before, modality: only } };
    const choices = ways.map((way): Choice => ({ value: way, label: { key: `findPeer.modality.${way}` }, words: SAID[way], inPart: true }));
    return { kind: "choice", text: { key: "findPeer.modality", args: { name: before.peerName ?? "" } }, choices, takes: "wish" };
  },
  async accept(answer, before) {
    const chosen = MODALITIES.find((way) => answer.kind === "choice" && way === answer.value);
    return { goTo: "slot", state: { ...before, modality: chosen, wish: wishBeside(answer) ?? before.wish } };
  },
};

export const slot: Asks = {
  async ask(before, tools) {
    const prompt = await slotPrompt(before.peerId ?? "", before, { key: "findPeer.slot" }, tools, before.modality);
    if (prompt) return prompt;
    if (before.slotsPage > 0)
      return { say: [{ key: "findPeer.noMore" }], goTo: "slot", state: { ...before, slotsPage: 0, wish: undefined } };
    return {
      say: [{ key: "findPeer.nobodyFree", args: { name: before.peerName ?? "" } }],
      goTo: "offers",
      state: { ...before, offersPage: before.offersPage + 1 },
    };
  },
  async accept(answer, before, tools) {
    const chosen = chosenSlot(answer, before);
    if (!DateTime.isDateTime(chosen)) return { goTo: "slot", state: { ...before, ...chosen } };
    const startsAt = chosen.setZone(tools.speaker.zone);
    const held = await tools.holdSlot(before.requestId ?? "", before.peerId ?? "", before.modality ?? "phone", startsAt);
    if (held === "taken")
      return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0, gone: chosen.toISO() ?? undefined } };
    return { goTo: "alias", state: { ...before, appointmentId: held.id, startsAt: startsAt.toISO() ?? "" } };
  },
};

export const alias: Asks = {
  async ask(before, { speaker }) {
    if (speaker.alias) return { goTo: "askPeer", state: before };
    return { kind: "text", text: { key: "findPeer.alias" }, none: ["rien", "none", "nothing", "aucun", "non", "no"] };
  },
  async accept(answer, before, tools) {
    // said aloud a name comes with words around it
    const name = answer.kind === "text" && (tools.channel === "voice" ? answer.text.replace(INTRODUCED, "") : answer.text);
    if (name !== false && !FIRST_NAME.test(name)) return { say: [{ key: "findPeer.aliasTooLong" }], goTo: "alias", state: before };
    await tools.setAlias(name || null);
    return { goTo: "askPeer", state: before };
  },
};

/** Asks the peer, and tells the patient by when there will be an answer. */
export const askPeer: Acts = {
  async act(before, tools) {
    const startsAt = DateTime.fromISO(before.startsAt ?? "").setZone(tools.speaker.zone);
    const due = tools.answerDue(startsAt);
    if ((await tools.askPeer(before.appointmentId ?? "", due)) === "gone") {
      return { say: [{ key: "findPeer.slotGone" }], goTo: "slot", state: { ...before, slotsPage: 0, gone: before.startsAt } };
    }
    const { at } = texts(tools.speaker.locale);
    const args = { at: at(startsAt), name: before.peerName ?? "", due: at(tools.toldBy(due).setZone(tools.speaker.zone)) };
    return { say: [{ key: tools.speaker.sharedPhone ? "findPeer.askedNeutral" : "findPeer.asked", args }], end: true };
  },
};
