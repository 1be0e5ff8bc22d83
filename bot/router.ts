import { appointments } from "../dialogs/appointments.ts";
import { callBack } from "../dialogs/call-back.ts";
import { chooseCode } from "../dialogs/choose-code.ts";
import { distressText } from "../dialogs/danger-text.ts";
import { findPeer } from "../dialogs/find-peer.ts";
import { humanText } from "../dialogs/human.ts";
import { menu } from "../dialogs/menu.ts";
import { peerAppointments } from "../dialogs/peer-appointments.ts";
import { peerMenu } from "../dialogs/peer-menu.ts";
import { questionnaire } from "../dialogs/questionnaire.ts";
import { isOption } from "../dialogs/recognise.ts";
import type { TextKey } from "../dialogs/texts/texts.ts";
import { week } from "../dialogs/week.ts";
import { forgetUnlessConsented } from "../domain/people/consent.ts";
import { optIn, optOut } from "../domain/people/opt-out.ts";
import { setLocale } from "../domain/people/person.ts";
import type { SafetyAssessment } from "../domain/safety/assessment.ts";
import { recordIncident } from "../domain/safety/record-incident.ts";
import { conditionsToOffer, findConditions } from "../domain/understanding/conditions/find-conditions.ts";
import { namesKin } from "../domain/understanding/kinship.ts";
import { answerCall } from "./calls/answer-call.ts";
import { answerInSession, passOnFromTeams } from "./calls/pass-on.ts";
import { answerCampaigns } from "./card-actions/campaigns.ts";
import { sendAppointments, sendMenu } from "./card-actions/peer.ts";
import { sendPeers } from "./card-actions/peers.ts";
import { sendQuestionnaires } from "./card-actions/questionnaires.ts";
import { answerQueue } from "./card-actions/queue.ts";
import { sendWeek } from "./card-actions/week.ts";
import { answerAlert, answerDanger, answerFrozen } from "./danger.ts";
import { doubtNumber, gate, type Hear, release } from "./gate.ts";
import type { Outcome, Turn } from "./outcome.ts";
import { answerPersonWord } from "./person-words.ts";
import { answerSummary } from "./summary.ts";
import { alsoToTeam, handBackByWord, isWithTeam, passToTeam, saysNobodyTalks, stopTakeover, writeAsTeam } from "./takeover.ts";
import { hasWords, hearCode, THANKS_FOR_CODE } from "./unit.ts";
import { answerAside, answerQuestion, answersItem, enter, hasLapsed, isShownHere, restart, wishIn } from "./walk.ts";
import { type CoordinatorWord, coordinatorWord, type GlobalWord, globalWord, type PeerWord, peerWord } from "./words.ts";

/** What arrived, understood as far as can be before the conversation is locked. */
export interface Heard {
  text: string;
  safety: SafetyAssessment;
  /** The message carried pictures or files. */
  hasMedia: boolean;
  /** The provider has handled an opt-out word itself, and has answered it. */
  providerOptOut?: "stop" | "start" | "help";
  /** The code of a unit was in it, and was taken out. */
  hadCode?: boolean;
}

/** Safety, opt-out, global word, the open question, intent, help: in this order, for every inbound text on every channel. */
export async function route(turn: Turn, heard: Heard): Promise<Outcome> {
  await doubtNumber(turn);
  const choosesCode = turn.question?.dialog === chooseCode.name;
  const answered = await answer(turn, heard);
  if (answered.startsOver || turn.effects.identity === "erased") return answered;
  const ends = choosesCode && answered.question === null && !answered.releasesLocked && turn.lockedMessages.length > 0;
  const outcome = staysOpen(turn, ends ? await endCodeChoice(turn, answered) : answered);
  const { speaker, now, programme } = turn;
  if (!speaker.consented && !speaker.isPeer && !speaker.isCoordinator) {
    await forgetUnlessConsented(turn.db, speaker.id, now.plus({ minutes: programme.settings.booking.questionMinutes }));
  }
  return outcome;
}

/** Another code in the place of a forgotten one: what waited for that one is said. Without a new code it is dropped: whoever holds the phone may have asked. */
function endCodeChoice(turn: Turn, answered: Outcome): Promise<Outcome> | Outcome {
  return turn.speaker.hasCode ? release(turn, answered.say, hearAgain) : { ...answered, releasesLocked: true };
}

/** A shared phone stays open for as long as a question does, from the last message on. */
function staysOpen({ speaker, locked, channel, call, now, programme }: Turn, outcome: Outcome): Outcome {
  if (!speaker.hasCode || locked || channel === "teams" || call) return outcome;
  return { ...outcome, unlockedUntil: now.plus({ minutes: programme.settings.booking.questionMinutes }) };
}

const UNHARMED: SafetyAssessment = { level: 0, situation: null, rule: null };
const hearAgain: Hear = (turn, text) => route(turn, { text, safety: UNHARMED, hasMedia: false });

async function answer(turn: Turn, said: Heard): Promise<Outcome> {
  const besides = await hearCode(turn, said.text);
  const heard = besides === undefined ? said : { ...said, text: besides, hadCode: true };
  const safety = isOurs(turn, heard) ? UNHARMED : heard.safety;
  const toTeam = turn.speaker.isCoordinator ? coordinatorWord(heard.text) : undefined;
  const written = toTeam || globalWord(heard.text) ? undefined : await writeAsTeam(turn, heard.text);
  if (written) return written;
  if (safety.level >= 2) return alsoToTeam(turn, await answerDanger(turn, safety), heard.text);
  const word = heard.providerOptOut === "stop" ? "stop" : heard.providerOptOut === "start" ? "resume" : globalWord(heard.text);
  const silence = word === "stop" ? undefined : (fromElsewhere(turn) ?? overRate(turn, heard.text));
  if (silence) return silence;
  const isForPeople = turn.speaker.frozen && word !== "stop" && word !== "resume";
  if (isForPeople && !isWithTeam(turn)) return answerFrozen(turn);
  const relayed = await answerInSession(turn, heard.text, word, Boolean(heard.providerOptOut));
  if (relayed) return safety.level === 1 ? withDistress(turn, safety, relayed) : relayed;
  const own = word || !turn.speaker.isPeer ? undefined : peerWord(heard.text);
  const outcome =
    (await gate(turn, heard.text, word, hearAgain)) ??
    (await passToTeam(turn, heard.text, word)) ??
    (await (isForPeople
      ? answerFrozen(turn)
      : word
        ? answerWord(turn, word, heard)
        : own
          ? answerPeerWord(turn, own)
          : toTeam
            ? answerCoordinatorWord(turn, toTeam)
            : answerText(turn, heard)));
  if (safety.level === 1) return withDistress(turn, safety, outcome);
  return outcome;
}

/**
 * Words that we have just offered, said back as they are: "nearly every day". What a rule finds in them counts all the same; what the learned model alone sees
 * is our own wording. An answer that is a sign of danger by itself is known as such where it is taken.
 */
function isOurs({ question, aside, speaker }: Turn, { text, safety }: Heard): boolean {
  if (safety.rule !== "learned") return false;
  return (
    globalWord(text) !== undefined || [question, aside].some((asked) => asked !== null && isOption(asked.prompt, text, speaker.locale))
  );
}

async function withDistress(turn: Turn, safety: SafetyAssessment, outcome: Outcome): Promise<Outcome> {
  await recordIncident(turn.db, turn.speaker.id, safety, 0);
  const understood = outcome.question !== "missed" && !outcome.say.some(({ key }) => key === "talk.fallback");
  const line = distressText(turn.tools.where);
  if (!understood) return { say: [line], class: "safety", question: "keep" };
  return { ...outcome, say: [line, ...outcome.say], class: "safety" };
}

/** A number of a country that the programme does not write to, or a premium one: an answer is paid for like any other message. Danger and STOP come before. */
function fromElsewhere({ countries, programme }: Turn): Outcome | undefined {
  if (!countries || countries.some((country) => programme.settings.sending.countries.includes(country))) return undefined;
  return { say: [], question: "keep", silent: true };
}

/** Past the rate: one notice, then silence until the window has passed. Whoever answers one item of a questionnaire after the other may be quick. */
export function overRate(turn: Turn, text?: string): Outcome | undefined {
  const { rates, programme } = turn;
  if (!rates) return undefined;
  const { perDay } = programme.settings.sending;
  const perMinute = text !== undefined && answersItem(turn, text) ? Number.POSITIVE_INFINITY : programme.settings.sending.perMinute;
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
      const back = turn.addressId ? await optIn(turn.db, speaker.id, turn.addressId) : "never-left";
      const resumed = speaker.isPeer && (await tools.week.resume()) === "resumed";
      if (resumed && back === "never-left") return said("week.resumed");
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
      return turn.question && !turn.locked ? restart(turn, [{ key: "word.language" }]) : said("word.language");
    }
    case "call":
      return answerCall(turn);
    case "human":
      return askForHuman(turn);
    case "alert":
      return speaker.isPeer ? answerAlert(turn) : answerWord(turn, "human", heard);
    case "queue":
      return speaker.isCoordinator ? answerQueue(turn) : answerText(turn, heard);
    case "campaigns":
      return speaker.isCoordinator ? answerCampaigns(turn) : answerText(turn, heard);
    case "questions":
      return speaker.isCoordinator ? sendQuestionnaires(turn) : takeUpQuestions(turn);
    case "not-me":
      return (await sayNotMe(turn)) ?? answerText(turn, heard);
    case "menu":
      if (speaker.isPeer) return turn.channel === "teams" ? sendMenu(turn) : enter(turn, peerMenu);
      if (speaker.isCoordinator) return answerQueue(turn);
      return speaker.consented && speaker.isPatient ? enter(turn, menu) : enter(turn, findPeer);
    case "appointments":
      return speaker.isPeer ? listForPeer(turn) : enter(turn, appointments);
    case "cancel":
    case "move":
      return speaker.isPeer ? listForPeer(turn) : enter(turn, appointments, { wish: word });
    default:
      // eight digits open a conversation, and neither the number nor the data of the person
      if (turn.call?.identified) return askForHuman(turn);
      return answerPersonWord(turn, word);
  }
}

/** What the person has in hand, at the first item without an answer: asking for it is GO. */
async function takeUpQuestions(turn: Turn): Promise<Outcome> {
  const responseId = await turn.tools.surveys.inHand();
  if (!responseId) return { say: [{ key: "questionnaire.none" }], question: "keep" };
  return enter(turn, questionnaire, { responseId }, [], "begin");
}

/** "Ce n'est pas moi", to a questionnaire; nothing else asks who one is by these words. */
async function sayNotMe(turn: Turn): Promise<Outcome | undefined> {
  const responseId = await turn.tools.surveys.inHand();
  return responseId && turn.channel !== "teams" ? enter(turn, questionnaire, { responseId }, [], "notMe") : undefined;
}

/** By phone it is asked when to call, and then what was being asked; without its code a shared phone is asked nothing. */
async function askForHuman(turn: Turn): Promise<Outcome> {
  const { speaker, tools, call, question, locked } = turn;
  const said = humanText(await tools.askForHuman(), speaker);
  if (!call || locked) return { say: [said], question: "keep" };
  const back = question && question.dialog !== callBack.name && isShownHere(turn, question) ? question : undefined;
  return enter(turn, callBack, back && { back: { dialog: back.dialog, step: back.step, state: back.state } }, [said]);
}

/** A peer's week: a card in Teams, else by text. */
function answerPeerWord(turn: Turn, word: PeerWord): Promise<Outcome> {
  if (turn.channel === "teams") return sendWeek(turn, word === "pause" ? "pause" : undefined);
  return enter(turn, week, undefined, [], word === "pause" ? "pause" : week.first);
}

function answerCoordinatorWord(turn: Turn, word: CoordinatorWord): Promise<Outcome> {
  switch (word) {
    case "hand-back":
      return handBackByWord(turn);
    case "peers":
      return sendPeers(turn);
    case "summary":
      return answerSummary(turn);
  }
}

const helpFor = ({ speaker }: Turn): TextKey => (speaker.isPeer ? "peer.help" : speaker.isCoordinator ? "coordinator.help" : "word.help");

/** Stops everything at once; one confirmation, from us or from the provider, not both. */
async function stop(turn: Turn, { providerOptOut }: Heard): Promise<Outcome> {
  if (!turn.addressId) return { say: [{ key: helpFor(turn), args: { programme: turn.programme.name } }], question: "keep" };
  await stopTakeover(turn);
  await optOut(turn.db, turn.speaker.id, turn.addressId, providerOptOut === "stop" ? "carrier" : "person");
  if (!turn.speaker.consented) await turn.tools.forgetSpeaker();
  return {
    say: [{ key: "word.stopped" }],
    class: "stop-confirmation",
    question: null,
    closesAside: true,
    releasesLocked: true,
    silent: providerOptOut === "stop" || turn.optedOut,
  };
}

async function answerText(turn: Turn, { text, hasMedia, hadCode }: Heard): Promise<Outcome> {
  const { speaker } = turn;
  if (!hadCode && !hasWords(text)) return { say: [{ key: hasMedia ? "talk.media" : "talk.empty" }], question: "keep" };
  const beside = hasWords(text) ? await answerAside(turn, text) : undefined;
  if (beside) return beside;
  const question = turn.question && hasLapsed(turn, turn.question, text) ? null : turn.question;
  if (question) {
    const answered = await answerQuestion(turn, text);
    // who came for the code has not missed the question
    return hadCode && answered.question === "missed" ? restart(turn, [THANKS_FOR_CODE]) : answered;
  }
  const passedOn = await passOnFromTeams(turn, text);
  if (passedOn) return passedOn;
  if (speaker.isCoordinator) {
    const nobody = await saysNobodyTalks(turn);
    if (nobody) return nobody;
  }
  if (speaker.isPeer || speaker.isCoordinator)
    return { say: [{ key: helpFor(turn), args: { programme: turn.programme.name } }], question: "keep" };
  const understood = conditionsToOffer(findConditions(text));
  if (understood.length > 0 || !speaker.isPatient)
    return enter(turn, findPeer, { understood, namesKin: namesKin(text), wish: wishIn(turn, text) });
  if (hadCode) return { say: [THANKS_FOR_CODE, { key: "talk.nothingOpen" }], question: "keep" };
  return { say: [{ key: /^\W*\d{1,2}\W*$/.test(text) ? "talk.nothingOpen" : "talk.fallback" }], question: "keep" };
}

/** What a peer has agreed to and is asked: a card in Teams, else by text. */
async function listForPeer(turn: Turn): Promise<Outcome> {
  return turn.channel === "teams" ? sendAppointments(turn) : enter(turn, peerAppointments);
}
