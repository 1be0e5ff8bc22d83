import { DateTime } from "luxon";
import { demoPeers } from "../../bot/demo-peers.ts";
import { renderPrompt, renderText } from "../../bot/render/sms.ts";
import { advance } from "../../dialogs/advance.ts";
import type { Dialog } from "../../dialogs/dialog.ts";
import type { Prompt, TextRef } from "../../dialogs/prompt.ts";
import { recognise } from "../../dialogs/recognise.ts";
import type { MatchingTools } from "../../dialogs/tools/matching.ts";
import type { SurveyTools } from "../../dialogs/tools/surveys.ts";
import type { DialogTools, Speaker } from "../../dialogs/tools.ts";
import { answerDue } from "../../domain/booking/answer-due.ts";
import type { Appointment } from "../../domain/booking/appointment.ts";
import { conditions } from "../../domain/conditions/catalogue.ts";
import type { Offer } from "../../domain/peers/matching/find-offers.ts";
import { programmeSettings } from "../../domain/programmes/settings.ts";
import { noForm } from "./memory-surveys.ts";

/** A Monday morning. */
export const NOW = DateTime.fromISO("2026-11-23T10:00:00", { zone: "Europe/Paris" });

export function makeAppointment(over: Partial<Appointment> = {}): Appointment {
  const startsAt = over.startsAt ?? NOW.plus({ days: 1, hours: 4 });
  return {
    id: "11111111-1111-4111-8111-111111111111",
    requestId: "22222222-2222-4222-8222-222222222222",
    patientId: "patient",
    peerId: "peer-Claire",
    conditionId: "endometriose",
    experience: "lived",
    modality: "phone",
    startsAt,
    endsAt: startsAt.plus({ minutes: 45 }),
    status: "pending",
    reasonCode: null,
    version: 1,
    expiresAt: NOW.plus({ hours: 16 }),
    peerName: "Claire",
    patientAlias: "Lou",
    peerZone: "Europe/Paris",
    patientZone: "Europe/Paris",
    reference: "12345678",
    offeredBy: "patient",
    movesId: null,
    talkNumber: 1,
    place: null,
    meetingUrl: null,
    ...over,
  };
}

export interface MemoryTools extends DialogTools {
  /** What the dialog asked the domain to change, in order: `giveConsent`, `setAlias Lou`. */
  done: string[];
  /** Times that somebody else takes before they are held. */
  taken: Set<number>;
  kept: Map<string, Appointment>;
}

/** The domain as a dialog sees it, in memory: the demo's peers, each free every two hours from the next day's 10:00 on. */
export function memoryTools(
  speaker: Partial<Speaker> = {},
  over: {
    free?: number;
    coordinator?: boolean;
    mayName?: boolean;
    peers?: Offer[];
    waiting?: string;
    wishes?: Awaited<ReturnType<MatchingTools["listWishes"]>>;
    surveys?: SurveyTools;
  } = {},
): MemoryTools {
  const done: string[] = [];
  const taken = new Set<number>();
  const kept = new Map<string, Appointment>();
  const who: Speaker = {
    id: "patient",
    locale: "fr",
    zone: "Europe/Paris",
    alias: null,
    isPeer: false,
    isCoordinator: false,
    isPatient: false,
    sharedPhone: false,
    hasCode: false,
    voiceOnly: false,
    hasAddress: true,
    frozen: false,
    consented: false,
    ...speaker,
  };
  const settings = programmeSettings.parse({});
  const change = (id: string, status: Appointment["status"], reasonCode: string | null = null) => {
    const before = kept.get(id);
    if (before?.status === "pending" || before?.status === "booked") kept.set(id, { ...before, status, reasonCode, expiresAt: null });
    return kept.get(id);
  };
  const everybody = (condition: string): Offer[] =>
    over.peers ??
    demoPeers()
      .filter((peer) => {
        const domain = conditions.get(condition)?.domain ?? condition;
        return peer.conditions.some((id) => conditions.get(id)?.domain === domain);
      })
      .map((peer) => {
        const exact = peer.conditions.includes(condition);
        return {
          peerId: `peer-${peer.displayName}`,
          name: peer.displayName,
          about: peer.about[who.locale],
          isExact: exact,
          domain: conditions.get(peer.conditions[0] ?? "")?.domain ?? null,
          conditionId: exact ? condition : (peer.conditions[0] ?? ""),
          modalities: peer.modalities,
          matches: [],
        };
      })
      .sort((a, b) => Number(b.isExact) - Number(a.isExact));
  const tools: MemoryTools = {
    done,
    taken,
    kept,
    now: NOW,
    speaker: who,
    channel: "sms",
    programme: { name: "Passerelle", settings },
    get mayNameCondition() {
      return over.mayName ?? (who.isPatient && !who.sharedPhone);
    },
    async giveConsent() {
      done.push("giveConsent");
      who.consented = true;
    },
    async forgetSpeaker() {
      done.push("forgetSpeaker");
    },
    async becomePatient(sharedPhone) {
      done.push(`becomePatient ${sharedPhone ? "shared" : "alone"}`);
      who.isPatient = true;
      who.sharedPhone = sharedPhone;
    },
    async setAlias(alias) {
      done.push(`setAlias ${alias}`);
      who.alias = alias;
    },
    async openRequest(conditionId, experience) {
      done.push(`openRequest ${conditionId}${experience === "relative" ? " relative" : ""}`);
      return "request";
    },
    async handToCoordinator() {
      done.push("handToCoordinator");
    },
    findOffers: async ({ condition }, offset, limit) =>
      everybody(condition)
        .filter(({ peerId }) => !done.includes(`excludePeer ${peerId}`))
        .slice(offset, offset + limit),
    async nextFreeSlots(_, offset, limit, { from, to, hours } = {}) {
      const first = NOW.plus({ days: 1 }).set({ hour: 10 });
      const starts = Array.from({ length: over.free ?? 9 }, (__, index) =>
        first.plus({ hours: 2 * (index % 3), days: Math.floor(index / 3) }),
      );
      return starts
        .filter((at) => !taken.has(at.toMillis()) && (!from || at >= from) && (!to || at < to))
        .filter(({ hour }) => !hours || (hour >= hours.from && hour < hours.to))
        .slice(offset, offset + limit);
    },
    async holdSlot(_, peerId, modality, startsAt) {
      if (taken.has(startsAt.toMillis())) return "taken";
      done.push(`holdSlot ${peerId} ${modality} ${startsAt.toFormat("ccc HH:mm")}`);
      taken.add(startsAt.toMillis());
      kept.set("held", makeAppointment({ id: "held", peerId, modality, startsAt, status: "proposed" }));
      return { id: "held" };
    },
    answerDue: (startsAt) => answerDue(startsAt, NOW, settings.booking),
    toldBy: (at) => at,
    async askPeer(id) {
      const held = kept.get(id);
      if (held?.status !== "proposed") return "gone";
      done.push("askPeer");
      kept.set(id, { ...held, status: "pending" });
      return "asked";
    },
    loadAppointment: async (id) => kept.get(id),
    listAppointments: async (side, statuses) =>
      [...kept.values()].filter((kept) => statuses.includes(kept.status) && (side === "peer" ? kept.peerId : kept.patientId) === who.id),
    async cancelAppointment(id) {
      done.push(`cancelAppointment ${id}`);
      return change(id, "cancelled", "patient");
    },
    async acceptRequest(id) {
      done.push(`acceptRequest ${id}`);
      return change(id, "booked");
    },
    async declineRequest(id) {
      done.push(`declineRequest ${id}`);
      return change(id, "cancelled", "peer-declined");
    },
    where: { place: "france", texting: true },
    reportDanger(situation) {
      done.push(`reportDanger ${situation}`);
    },
    async askForHuman() {
      done.push("askForHuman");
      return over.coordinator === false ? { from: null } : "now";
    },
    async noteCallWish(wish) {
      done.push(`noteCallWish ${JSON.stringify(wish)}`);
    },
    talks: {
      isSlotFree: async () => true,
      async nearestSlots(peerId, gone, limit) {
        const free = await tools.nextFreeSlots(peerId, 0, 99);
        const nearest = free.sort((a, b) => Math.abs(+a - +gone) - Math.abs(+b - +gone)).slice(0, limit);
        return nearest.sort((a, b) => +a - +b);
      },
      confirmComing: async () => {},
      callPin: async () => "123456",
      settle: async () => undefined,
      last: async () => undefined,
      async stopAll() {
        done.push("stopAll");
      },
      endMoved: async () => {},
    },
    matching: {
      async joinWaitlist() {
        done.push("joinWaitlist");
      },
      waitingRequest: async () => over.waiting,
      async closeRequest() {
        done.push("closeRequest");
      },
      async excludePeer(peerId) {
        done.push(`excludePeer ${peerId}`);
      },
      async excludeName(name) {
        done.push(`excludeName ${name}`);
        return demoPeers().some(({ displayName }) => displayName === name) ? "excluded" : "nobody";
      },
      async excludePlace(kind, value) {
        done.push(`excludePlace ${kind} ${value}`);
      },
      async setPreferences(changed) {
        done.push(`setPreferences ${JSON.stringify(changed)}`);
      },
      listWishes: async () => over.wishes ?? { exclusions: [], preferences: {} },
      async clearWishes() {
        done.push("clearWishes");
      },
    },
    surveys: over.surveys ?? noForm,
    // what follows is walked with a real service only, in journeys
    get week(): never {
      throw new Error("only with a real service");
    },
    get identity(): DialogTools["identity"] {
      if (who.voiceOnly) return calledTools(done);

      throw new Error("only with a real service");
    },
    get proposal(): never {
      throw new Error("only with a real service");
    },
    get withdrawal(): never {
      throw new Error("only with a real service");
    },
  };
  return tools;
}

/** Of a landline's owner no more is asked for here than how they are called. */
const calledTools = (done: string[]) =>
  ({
    mayBeCalled: async () => true,
    async chooseCallTime(time: string) {
      done.push(`chooseCallTime ${time}`);
    },
  }) as DialogTools["identity"];

export interface Talk {
  /** What was said in the last turn, in words for SMS and on one line, with the question that waits at its end. */
  said: string;
  prompt: Prompt | undefined;
  step: string | undefined;
  /** The dialog that was handed over to. */
  entered: string | undefined;
  /** Answers in words, as typed; throws if they are not understood. */
  answer(words: string): Promise<Talk>;
}

/** Walks a dialog without a server: words in, words out. */
export async function startTalk<State>(dialog: Dialog<State>, tools: DialogTools, state: unknown = {}, step = dialog.first): Promise<Talk> {
  const plain = dialog as unknown as Dialog;
  const { locale } = tools.speaker;
  const words = (say: TextRef[], prompt: Prompt | undefined) =>
    [...say.map((ref) => renderText(ref, locale)), ...(prompt ? [renderPrompt(prompt, locale)] : [])].join(" ").replaceAll("\n", " ");
  async function run(position: { step: string; state: unknown }, given: Parameters<typeof advance>[2]): Promise<Talk> {
    const { say, waiting, enter } = await advance(plain, position, given, tools);
    return {
      said: words(say, waiting?.prompt),
      prompt: waiting?.prompt,
      step: waiting?.step,
      entered: enter,
      answer(typed) {
        if (!waiting) throw new Error("Nothing was asked.");
        const answer = recognise(waiting.prompt, typed, { locale, now: tools.now.setZone(tools.speaker.zone) });
        if (answer === "not-understood") throw new Error(`"${typed}" is not understood.`);
        // between two turns a dialog's state is kept as JSON
        return run({ step: waiting.step, state: plain.state.parse(JSON.parse(JSON.stringify(waiting.state))) }, answer);
      },
    };
  }
  return run({ step, state: plain.state.parse(state) }, undefined);
}
