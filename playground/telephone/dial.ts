import type { WebhookMethod } from "../provider/webhook.ts";
import type { XmlElement } from "../provider/xml.ts";
import { announce, type Conferences, type Participant } from "./conferences.ts";
import { type FlowEnd, isOver, type Leg, note } from "./leg.ts";
import { CallProblem } from "./problem.ts";
import { ring } from "./ring.ts";
import { spokenLines } from "./speak.ts";
import { type Switchboard, secondsOf, type VoiceDocument } from "./switchboard.ts";
import { readVerbs } from "./verbs.ts";

/** https://www.twilio.com/docs/voice/twiml/dial, `timeout` and `timeLimit` */
const [RING_SECONDS, LIMIT_SECONDS] = [30, 4 * 3600];
/** https://www.twilio.com/docs/voice/twiml/conference, `maxParticipants` */
const MOST_PARTICIPANTS = 250;
/** Nobody speaks to a machine for longer. */
const MACHINE_STAYS_SECONDS = 10;

/** What a Dial needs of the network. */
export interface DialTools {
  board: Switchboard;
  conferences: Conferences;
  /** Runs a document for somebody before they are connected; they may hang up or be hung up on. */
  whisper(leg: Leg, document: VoiceDocument): Promise<void>;
}

type Result = Record<string, string> | "interrupted";

/**
 * Connects a call to a telephone or into a conference, until that ends.
 *
 * @returns what the service answers to how it went, or nothing if the call goes on with the next verb or elsewhere
 * @throws {CallProblem} if the service does not answer, or the verb makes no sense
 * @see https://www.twilio.com/docs/voice/twiml/dial
 */
export async function dial(tools: DialTools, leg: Leg, verb: XmlElement, document: VoiceDocument): Promise<VoiceDocument | undefined> {
  const [noun, second] = verb.children;
  if (second) throw new CallProblem(12200, "Schema validation warning: only one telephone or conference can be dialled here");
  const isConference = noun?.name === "Conference";
  const result = isConference ? await confer(tools, leg, verb, noun, document) : await call(tools, leg, verb, noun, document);
  if (result === "interrupted" || leg.flow.signal.aborted) return undefined;
  const { action, method } = verb.attributes;
  return action ? tools.board.ask(leg, document, action, result, method) : undefined;
}

/** Rings another telephone and connects the two. https://www.twilio.com/docs/voice/twiml/number */
async function call(tools: DialTools, leg: Leg, verb: XmlElement, noun: XmlElement | undefined, document: VoiceDocument): Promise<Result> {
  const { board } = tools;
  const number = (noun ?? verb).text.replaceAll(/[\s.()-]/g, "");
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new CallProblem(13224, "Dial: invalid phone number");
  const { timeout, timeLimit, callerId = leg.call.from, hangupOnStar } = verb.attributes;
  const { url, method, ...reports } = noun?.attributes ?? {};
  const child = board.open(
    { direction: "outbound-dial", from: callerId, to: number, telephone: number, parentSid: leg.call.sid },
    { timeLimitSeconds: Number(timeLimit ?? LIMIT_SECONDS), reports: reportsOf(document, reports, "completed") },
  );
  const { signal } = leg.flow;
  const letGo = () => board.end(child, child.call.startedAt ? "completed" : "canceled");
  signal.addEventListener("abort", letGo);
  leg.wait = {
    view: { kind: "dialling" },
    ...(isTrue(hangupOnStar) && { press: (key) => key === "*" && letGo() }),
  };
  let connected = false;
  let status = await ring(board, child, Number(timeout ?? RING_SECONDS));
  if (status === "answered") {
    if (url) await whisper(tools, child, url, document, method);
    connected = !isOver(child) && !signal.aborted;
    if (connected) await connect(board, leg, child);
    // Who hung up during the whisper was reached, and was not connected.
    status = connected ? "completed" : "no-answer";
  }
  signal.removeEventListener("abort", letGo);
  leg.wait = undefined;
  if (signal.aborted) return "interrupted";
  return {
    DialCallSid: child.call.sid,
    DialCallStatus: status,
    DialCallDuration: String(secondsOf(child.call)),
    DialBridged: String(connected),
  };
}

async function whisper(tools: DialTools, child: Leg, url: string, document: VoiceDocument, method: string | undefined): Promise<void> {
  const { board } = tools;
  try {
    await tools.whisper(child, await board.ask(child, document, url, {}, method));
  } catch (error) {
    if (!(error instanceof CallProblem)) throw error;
    board.fail(child, error);
  }
}

/** Lets two speak until one hangs up. */
async function connect(board: Switchboard, leg: Leg, child: Leg): Promise<void> {
  board.answer(leg);
  leg.partner = child;
  child.partner = leg;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.flow.signal.addEventListener("abort", () => resolve());
  child.wait = { view: { kind: "conference", others: 1 } };
  leg.wait = { ...leg.wait, view: { kind: "conference", others: 1 } };
  board.store.changed();
  await promise;
  leg.partner = undefined;
  child.partner = undefined;
}

/** Lets a call into a conference until it leaves. https://www.twilio.com/docs/voice/twiml/conference */
async function confer(tools: DialTools, leg: Leg, verb: XmlElement, noun: XmlElement, document: VoiceDocument): Promise<Result> {
  const { board, conferences } = tools;
  const { attributes } = noun;
  const { signal } = leg.flow;
  if (signal.aborted) return "interrupted";
  const conference = conferences.enter(noun.text.trim(), reportsOf(document, attributes, ""));
  const most = Number(attributes.maxParticipants ?? MOST_PARTICIPANTS);
  if (conference.participants.length >= most) {
    note(leg, "note", `The conference is full: maxParticipants is ${most}.`);
    return { DialCallStatus: "answered" };
  }
  const { promise, resolve } = Promise.withResolvers<FlowEnd>();
  const participant: Participant = {
    leg,
    label: attributes.participantLabel ?? null,
    muted: isTrue(attributes.muted),
    hold: false,
    startsConference: attributes.startConferenceOnEnter === undefined || isTrue(attributes.startConferenceOnEnter),
    endsConference: isTrue(attributes.endConferenceOnExit),
    joinedAt: new Date().toISOString(),
    remove(why) {
      callOff();
      signal.removeEventListener("abort", interrupt);
      leg.wait = undefined;
      conferences.leave(conference, participant, why);
      resolve(why);
    },
  };
  const interrupt = () => participant.remove(signal.reason as FlowEnd);
  const limitSeconds = leg.holder === "machine" ? MACHINE_STAYS_SECONDS : Number(verb.attributes.timeLimit ?? LIMIT_SECONDS);
  const callOff = board.time.at(board.time.now().getTime() + limitSeconds * 1000, () => participant.remove("hung-up"));
  signal.addEventListener("abort", interrupt);
  leg.wait = {
    get view() {
      return { kind: "conference" as const, others: conference.participants.length - 1 };
    },
    ...(isTrue(verb.attributes.hangupOnStar) && { press: (key) => key === "*" && participant.remove("hung-up") }),
  };
  conferences.join(conference, participant);
  if (conference.status === "init" && attributes.waitUrl)
    board.track(play(tools, participant, attributes.waitUrl, attributes.waitMethod, document, () => conference.status === "init"));
  if (leg.holder === "stranger") setImmediate(() => board.end(leg, "completed"));
  const why = await promise;
  if (signal.aborted) return "interrupted";
  if (leg.holder === "machine" && why === "hung-up") {
    board.end(leg, "completed");
    return "interrupted";
  }
  return { DialCallStatus: "answered" };
}

/** What one who is alone hears, for as long as they are: asked for again after its pauses, where it redirects. */
async function play(
  tools: DialTools,
  participant: Participant,
  url: string,
  method: string | undefined,
  document: VoiceDocument,
  isAlone: () => boolean,
): Promise<void> {
  const { board } = tools;
  const { leg } = participant;
  if (leg.flow.signal.aborted || !isAlone()) return;
  try {
    const verbs = readVerbs((await board.ask(leg, document, url, {}, method)).twiml);
    announce([participant], spokenLines(verbs));
    const seconds = verbs.filter(({ name }) => name === "Pause").reduce((sum, { attributes }) => sum + Number(attributes.length ?? 1), 0);
    const again = verbs.find(({ name }) => name === "Redirect")?.text.trim();
    if (again && seconds > 0)
      board.time.at(board.time.now().getTime() + seconds * 1000, () =>
        board.track(play(tools, participant, again, method, document, isAlone)),
      );
  } catch (error) {
    if (error instanceof CallProblem) note(leg, "note", `${error.code}: ${error.message}`);
  }
  board.store.changed();
}

function reportsOf(document: VoiceDocument, attributes: Record<string, string>, otherwise: string): Leg["reports"] {
  const { statusCallback, statusCallbackEvent = otherwise, statusCallbackMethod = "POST" } = attributes;
  const url = statusCallback ? URL.parse(statusCallback, document.url)?.href : undefined;
  return url
    ? { url, method: statusCallbackMethod as WebhookMethod, events: new Set(statusCallbackEvent.split(/[\s,]+/).filter(Boolean)) }
    : undefined;
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}
