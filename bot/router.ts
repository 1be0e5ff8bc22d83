import { DateTime } from "luxon";
import { advance } from "../dialogs/advance.ts";
import { appointmentLine, appointments } from "../dialogs/appointments.ts";
import type { Dialog } from "../dialogs/dialog.ts";
import { findPeer } from "../dialogs/find-peer.ts";
import { menu } from "../dialogs/menu.ts";
import { peerRequest } from "../dialogs/peer-request.ts";
import type { Answer, TextRef } from "../dialogs/prompt.ts";
import { recognise } from "../dialogs/recognise.ts";
import type { TextKey } from "../dialogs/texts/texts.ts";
import { forgetUnlessConsented } from "../domain/people/consent.ts";
import { reachableCoordinators } from "../domain/people/coordinators.ts";
import { optIn, optOut } from "../domain/people/opt-out.ts";
import { setLocale } from "../domain/people/person.ts";
import type { SafetyAssessment } from "../domain/safety/assess-safety.ts";
import { recordIncident } from "../domain/safety/record-incident.ts";
import { findConditions } from "../domain/understanding/conditions.ts";
import { renderTeamsText } from "./render/teams.ts";
import type { Outcome, Outgoing, Turn } from "./turn.ts";
import { type GlobalWord, globalWord } from "./words.ts";

const dialogs = new Map<string, Dialog>([findPeer, peerRequest, appointments, menu].map((dialog) => [dialog.name, dialog as Dialog]));

/** What arrived, understood as far as can be before the conversation is locked. */
export interface Heard {
  text: string;
  safety: SafetyAssessment;
  /** The message carried pictures or files. */
  hasMedia: boolean;
  /** The provider has handled an opt-out word itself, and has answered it. */
  providerOptOut?: "stop" | "start" | "help";
}

/** Who did not agree to be known is forgotten after this, if they told of danger: a coordinator may have to find them. Otherwise when a question closes. */
const DANGER_KEPT_HOURS = 72;

/** Safety, opt-out, global word, the open question, intent, help: in this order, for every inbound text on every channel. */
export async function route(turn: Turn, heard: Heard): Promise<Outcome> {
  const outcome = await answer(turn, heard);
  const { speaker, now, programme } = turn;
  if (!speaker.consented && !speaker.isPeer && !speaker.isCoordinator) {
    const kept = heard.safety.level >= 2 ? { hours: DANGER_KEPT_HOURS } : { minutes: programme.settings.booking.questionMinutes };
    await forgetUnlessConsented(turn.db, speaker.id, now.plus(kept));
  }
  return outcome;
}

async function answer(turn: Turn, heard: Heard): Promise<Outcome> {
  const { safety } = heard;
  if (safety.level >= 2) return answerDanger(turn, safety);
  const word = heard.providerOptOut === "stop" ? "stop" : heard.providerOptOut === "start" ? "resume" : globalWord(heard.text);
  const silence = word === "stop" ? undefined : overRate(turn);
  if (silence) return silence;
  const outcome = await (word ? answerWord(turn, word, heard) : answerText(turn, heard));
  if (safety.level === 1) return withDistress(turn, safety, outcome);
  return outcome;
}

/** The lines for the situation, a coordinator paged, and what was under way left open. */
async function answerDanger(turn: Turn, safety: SafetyAssessment): Promise<Outcome> {
  const outgoing = await pages(turn, safety);
  const neutral = safety.situation === "violence";
  const say: TextRef[] = [{ key: `safety.${safety.situation ?? "suicide"}` }];
  // words about violence get a neutral answer: who reads along must learn nothing more
  if (!neutral) say.push({ key: outgoing.length > 0 ? "safety.paged" : "safety.nobodyOnDuty" });
  return { say, class: "safety", question: "keep", outgoing };
}

async function withDistress(turn: Turn, safety: SafetyAssessment, outcome: Outcome): Promise<Outcome> {
  await recordIncident(turn.db, turn.speaker.id, safety, 0);
  const understood = outcome.question !== "missed" && !outcome.say.some(({ key }) => key === "talk.fallback");
  const line: TextRef = { key: "safety.distress" };
  if (!understood) return { say: [line], class: "safety", question: "keep" };
  return { ...outcome, say: [line, ...outcome.say], class: "safety" };
}

/** One message to every coordinator who can be reached; the incident says how many. */
async function pages(turn: Turn, safety: SafetyAssessment): Promise<Outgoing[]> {
  const coordinators = await reachableCoordinators(turn.db);
  await recordIncident(turn.db, turn.speaker.id, safety, coordinators.length);
  return coordinators.map(({ id, locale }) => ({
    personId: id,
    class: "safety",
    body: renderTeamsText(
      { key: turn.optedOut ? "coordinator.safetyOptedOut" : "coordinator.safety", args: { level: safety.level } },
      locale,
    ),
  }));
}

/** Past the rate: one notice, then silence until the window has passed. */
function overRate({ rates, programme }: Turn): Outcome | undefined {
  if (!rates) return undefined;
  const { perMinute, perDay } = programme.settings.sending;
  if (rates.minute <= perMinute && rates.day <= perDay) return undefined;
  const notice = rates.minute === perMinute + 1 || rates.day === perDay + 1;
  return notice ? { say: [{ key: "talk.tooMany" }], question: "keep" } : { say: [], question: "keep", silent: true };
}

async function answerWord(turn: Turn, word: GlobalWord, heard: Heard): Promise<Outcome> {
  const { speaker, programme, tools } = turn;
  const said = (key: TextKey, question: Outcome["question"] = "keep"): Outcome => ({
    say: [{ key, args: { programme: programme.name } }],
    question,
  });
  switch (word) {
    case "stop":
      return stop(turn, heard);
    case "resume": {
      const back = turn.addressId ? await optIn(turn.db, turn.addressId) : "never-left";
      return { ...said(back === "back" ? "word.resumed" : "word.neverStopped"), silent: heard.providerOptOut === "start" };
    }
    case "help":
      return { ...said(helpFor(turn)), silent: heard.providerOptOut === "help" };
    case "info":
      return said("word.info");
    case "french":
    case "english": {
      speaker.locale = word === "french" ? "fr" : "en";
      await setLocale(turn.db, speaker.id, speaker.locale);
      // what is open is asked again, now in the other language
      return turn.question ? restart(turn, [{ key: "word.language" }]) : said("word.language");
    }
    case "human":
      return said((await tools.askForHuman()) === "told" ? "word.human" : "word.humanNobody");
    case "menu":
      if (speaker.isPeer) return listForPeer(turn);
      return speaker.consented ? enter(turn, menu) : enter(turn, findPeer);
    case "appointments":
    case "cancel":
      return speaker.isPeer ? listForPeer(turn) : enter(turn, appointments);
    case "move":
      return speaker.isPeer ? listForPeer(turn) : enter(turn, appointments, undefined, [{ key: "appointment.moveHint" }]);
  }
}

const helpFor = ({ speaker }: Turn): TextKey => (speaker.isPeer ? "peer.help" : speaker.isCoordinator ? "coordinator.help" : "word.help");

/** Stops everything at once; one confirmation, from us or from the provider, not both. */
async function stop(turn: Turn, { providerOptOut }: Heard): Promise<Outcome> {
  if (!turn.addressId) return { say: [{ key: helpFor(turn), args: { programme: turn.programme.name } }], question: "keep" };
  const { hasAppointment } = await optOut(turn.db, turn.speaker.id, turn.addressId, providerOptOut === "stop" ? "carrier" : "person");
  if (!turn.speaker.consented) await turn.tools.forgetSpeaker();
  const coordinators = hasAppointment ? await reachableCoordinators(turn.db) : [];
  return {
    say: [{ key: "word.stopped" }],
    class: "stop-confirmation",
    question: null,
    silent: providerOptOut === "stop" || turn.optedOut,
    outgoing: coordinators.map(({ id, locale }) => ({
      personId: id,
      class: "notice",
      body: renderTeamsText({ key: "coordinator.opted" }, locale),
    })),
  };
}

async function answerText(turn: Turn, { text, hasMedia }: Heard): Promise<Outcome> {
  const { speaker, question } = turn;
  if (!/[\p{L}\p{N}]/u.test(text)) return { say: [{ key: hasMedia ? "talk.media" : "talk.empty" }], question: "keep" };
  const beside = await answerAside(turn, text);
  if (beside) return beside;
  if (question) return answerQuestion(turn, text);
  if (speaker.isPeer || speaker.isCoordinator)
    return { say: [{ key: helpFor(turn), args: { programme: turn.programme.name } }], question: "keep" };
  const understood = findConditions(text);
  if (understood.length > 0 || !speaker.isPatient) return enter(turn, findPeer, { understood: understood.slice(0, 3) });
  return { say: [{ key: /^\W*\d{1,2}\W*$/.test(text) ? "talk.nothingOpen" : "talk.fallback" }], question: "keep" };
}

/**
 * "A1" answers the question that was asked aside, and a bare "1" the one that is open. With none open any more, the one aside takes its place.
 *
 * @returns nothing if this is no answer to it
 */
async function answerAside(turn: Turn, text: string): Promise<Outcome | undefined> {
  const { aside, question: main, now } = turn;
  if (!aside) return undefined;
  const [, letter, number = ""] = /^\W*([a-h])\W*(\d{1,2})\W*$/i.exec(text) ?? [];
  const named = letter?.toUpperCase() === aside.letter;
  if (!named && main && DateTime.fromISO(main.expiresAt) > now) return undefined;
  return settleAside(turn, () => answerQuestion(turn, named ? number : text), named);
}

/** Settles the question that stands aside as if it were the open one, which stays open unless the dialog goes on from there. */
export async function settleAside(turn: Turn, settle: () => Promise<Outcome>, keepsMain = true): Promise<Outcome> {
  const main = turn.question;
  turn.question = turn.aside;
  const outcome = await settle();
  if (!keepsMain || (outcome.question && typeof outcome.question === "object")) return { ...outcome, closesAside: true };
  turn.question = main;
  if (outcome.question === null) return { ...outcome, question: "keep", closesAside: true };
  return { say: outcome.say, question: "keep" };
}

/** An answer counts only for the question that its channel showed last, while it is open. */
async function answerQuestion(turn: Turn, text: string): Promise<Outcome> {
  const { question, speaker, now } = turn;
  if (!question) return { say: [], question: "keep" };
  const expired = DateTime.fromISO(question.expiresAt) <= now;
  const said = recognise(question.prompt, text, speaker.locale);
  if (!expired && question.channel === turn.channel && said !== "not-understood") return accept(turn, said);
  // a new wish outlives an old question, but not one that is just being settled
  const understood = speaker.isPatient && (expired || question.dialog !== findPeer.name) ? findConditions(text) : [];
  if (understood.length > 0) return enter(turn, findPeer, { understood: understood.slice(0, 3) });
  if (expired) return restart(turn, [{ key: "talk.wasWaiting" }]);
  if (question.channel !== turn.channel) return restart(turn, []);
  if (question.misses >= 2) return { say: [{ key: "talk.notUnderstoodHuman" }], question: "missed" };
  // the same question, shown again: its number and its time stay
  return { say: [{ key: "talk.notUnderstood" }], prompt: question.prompt, question: "missed" };
}

/** Gives an answer to the open question's dialog and goes on to what it asks next. */
export function accept(turn: Turn, said: Answer): Promise<Outcome> {
  const { question } = turn;
  const dialog = question && dialogs.get(question.dialog);
  if (!question || dialog?.version !== question.version) return enter(turn, turn.speaker.isPeer ? peerRequest : findPeer);
  return run(turn, dialog, { step: question.step, state: dialog.state.parse(question.state) }, said, []);
}

/** Asks the open question's step again, as it stands now: what was offered may be gone. */
function restart(turn: Turn, say: TextRef[]): Promise<Outcome> {
  const { question } = turn;
  const dialog = question && dialogs.get(question.dialog);
  if (!question || dialog?.version !== question.version) return enter(turn, turn.speaker.isPeer ? peerRequest : findPeer, undefined, say);
  return run(turn, dialog, { step: question.step, state: dialog.state.parse(question.state) }, undefined, say);
}

/** Begins a dialog, or enters it at a step of its own. */
export function enter(
  turn: Turn,
  dialog: Dialog<never> | Dialog,
  state: unknown = {},
  say: TextRef[] = [],
  step = dialog.first,
): Promise<Outcome> {
  const entered = dialog as Dialog;
  return run(turn, entered, { step, state: entered.state.parse(state) }, undefined, say);
}

async function run(
  turn: Turn,
  dialog: Dialog,
  position: { step: string; state: unknown },
  said: Answer | undefined,
  before: TextRef[],
): Promise<Outcome> {
  const advanced = await advance(dialog, position, said, turn.tools);
  const say = [...before, ...advanced.say];
  const next = advanced.enter && dialogs.get(advanced.enter);
  if (next) return enter(turn, next, {}, say);
  if (!advanced.waiting) return { say, question: null };
  const { step, state, prompt } = advanced.waiting;
  return { say, prompt, question: { dialog: dialog.name, step, version: dialog.version, state } };
}

async function listForPeer(turn: Turn): Promise<Outcome> {
  const live = await turn.tools.listAppointments("peer", ["pending", "booked"]);
  if (live.length === 0) return { say: [{ key: "peer.menu.none" }], question: "keep" };
  const lines = live.slice(0, 4).map((appointment) => appointmentLine(appointment, turn.tools));
  return { say: [{ key: "peer.menu.list", args: { lines: lines.join("; ") } }], question: "keep" };
}
