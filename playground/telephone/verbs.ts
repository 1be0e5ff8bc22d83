import { readXml, TwimlError, type XmlElement } from "../provider/xml.ts";
import { CallProblem } from "./problem.ts";

type Check = (value: string) => boolean;

const any: Check = () => true;
const whole: Check = (value) => /^\d{1,6}$/.test(value);
const flag: Check = (value) => /^(true|false)$/i.test(value);
const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(value);
const someOf =
  (...allowed: string[]): Check =>
  (value) =>
    value.split(/[\s,]+/).every((word) => allowed.includes(word));
const method = oneOf("GET", "POST");

interface Grammar {
  attributes: Record<string, Check>;
  /** Which verbs or nouns it may hold; without any it is text. */
  children?: string[];
  hasText?: boolean;
}

const SPOKEN = ["Say", "Play", "Pause"];

/**
 * What the telephone network here understands of voice TwiML: every element with its attributes and what it may hold.
 * @see https://www.twilio.com/docs/voice/twiml
 */
const GRAMMAR: Record<string, Grammar> = {
  Response: { attributes: {}, children: [...SPOKEN, "Gather", "Dial", "Redirect", "Hangup", "Reject"] },
  Say: { attributes: { language: any, voice: any, loop: whole }, hasText: true },
  Play: { attributes: { loop: whole, digits: any }, hasText: true },
  Pause: { attributes: { length: whole } },
  Gather: {
    attributes: {
      input: someOf("dtmf", "speech"),
      numDigits: whole,
      finishOnKey: (value) => /^[0-9*#]?$/.test(value),
      timeout: whole,
      speechTimeout: (value) => value === "auto" || whole(value),
      maxSpeechTime: whole,
      hints: any,
      language: any,
      speechModel: any,
      enhanced: flag,
      profanityFilter: flag,
      action: any,
      method,
      actionOnEmptyResult: flag,
      bargeIn: flag,
    },
    children: SPOKEN,
  },
  Dial: {
    attributes: { timeout: whole, timeLimit: whole, hangupOnStar: flag, answerOnBridge: flag, callerId: any, action: any, method },
    children: ["Number", "Conference"],
    hasText: true,
  },
  Number: {
    attributes: {
      url: any,
      method,
      statusCallback: any,
      statusCallbackEvent: someOf("initiated", "ringing", "answered", "completed"),
      statusCallbackMethod: method,
    },
    hasText: true,
  },
  Conference: {
    attributes: {
      startConferenceOnEnter: flag,
      endConferenceOnExit: flag,
      maxParticipants: whole,
      beep: oneOf("true", "false", "onEnter", "onExit"),
      waitUrl: any,
      waitMethod: method,
      muted: flag,
      participantLabel: any,
      statusCallback: any,
      statusCallbackMethod: method,
      statusCallbackEvent: someOf("start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"),
    },
    hasText: true,
  },
  Redirect: { attributes: { method }, hasText: true },
  Hangup: { attributes: {} },
  Reject: { attributes: { reason: oneOf("rejected", "busy") } },
};

/**
 * Reads the verbs of a voice response. An empty document is one without verbs, as the provider takes it.
 *
 * @throws {CallProblem} 12100 if it is not well formed, 12200 if it has what is not understood; the provider only warns of that and goes on somehow
 * @see https://www.twilio.com/docs/api/errors/12100
 * @see https://www.twilio.com/docs/api/errors/12200
 */
export function readVerbs(twiml: string): XmlElement[] {
  if (twiml.trim() === "") return [];
  let root: XmlElement;
  try {
    root = readXml(twiml);
  } catch (error) {
    if (error instanceof TwimlError) throw new CallProblem(12100, `Document parse failure: ${error.message}`);
    throw error;
  }
  if (root.name !== "Response") throw new CallProblem(12100, "Document parse failure: TwiML has no Response");
  check(root);
  return root.children;
}

function check(element: XmlElement): void {
  const grammar = GRAMMAR[element.name];
  const warning = (what: string) => new CallProblem(12200, `Schema validation warning: ${what}`);
  if (!grammar) throw warning(`${element.name} is not a verb`);
  for (const [name, value] of Object.entries(element.attributes)) {
    const check = grammar.attributes[name];
    if (!check) throw warning(`attribute ${name} is not allowed in ${element.name}`);
    if (!check(value)) throw warning(`${element.name} has ${name}="${value}"`);
  }
  if (!grammar.hasText && element.text.trim() !== "") throw warning(`${element.name} holds text`);
  for (const child of element.children) {
    if (!grammar.children?.includes(child.name)) throw warning(`${child.name} is not allowed in ${element.name}`);
    check(child);
  }
}
