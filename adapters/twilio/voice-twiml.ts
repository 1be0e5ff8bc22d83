import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Locale } from "../../domain/locale.ts";
import { speechHints } from "../../domain/understanding/conditions/speech-hints.ts";

/** Words for the ear, in a language that may be another one than the call's. */
export interface SpokenWords {
  words: string;
  locale: Locale;
}

/** How the caller may answer: by keys and by speech. */
export interface Listening {
  /** So many keys, or as many as come before `#`. */
  keys: number | "until-hash";
  /** Phrases that speech recognition is told to expect. */
  hints: string[];
  /** What one lives with may be said: the catalogue's names are expected too. */
  expectsConditions: boolean;
  /** Which answer of ours comes next, and which question is asked, if one is. */
  step: number;
  question: number | null;
  /** The star was pressed: what is asked is said again, and the next key may belong to it. */
  afterStar?: true;
  /** Where the answer goes, with a query; without it to where calls come in. */
  path?: string;
}

/** One answer in a call. It is stored with the turn, so that a webhook that comes twice is answered alike. */
export interface Spoken {
  locale: Locale;
  slow: boolean;
  /** Said to its end: no key and no word cuts it short. */
  first: SpokenWords[];
  words: SpokenWords[];
  /** null: then the call ends. */
  listening: Listening | null;
  /** Where the call goes on, in place of all else: a path of ours. */
  redirect?: string;
}

const TONGUES = { fr: "fr-FR", en: "en-GB" } as const;

/** Silence that is waited for: somebody old, or ill, looks for the key. */
const WAIT_SECONDS = 8;
/** https://www.twilio.com/docs/voice/twiml/gather#hints */
const MOST_HINTS = 500;

/**
 * Writes the TwiML of one answer in a call.
 *
 * @see https://www.twilio.com/docs/voice/twiml/gather
 */
export function callTwiml({ locale, slow, first, words, listening, redirect }: Spoken, publicUrl: string): string {
  const response = new VoiceResponse();
  if (redirect) {
    response.redirect(`${publicUrl}${redirect}`);
    return response.toString();
  }
  for (const part of first) say(response, part, slow);
  if (!listening) {
    for (const part of words) say(response, part, slow);
    response.hangup();
    return response.toString();
  }
  const { keys, step, question, afterStar, path = "/twilio/voice?" } = listening;
  const hints = [...listening.hints, ...(listening.expectsConditions ? speechHints(locale) : [])];
  const gather = response.gather({
    input: ["dtmf", "speech"],
    language: TONGUES[locale],
    action: `${publicUrl}${path}${path.endsWith("?") ? "" : "&"}n=${step}${question === null ? "" : `&q=${question}`}${afterStar ? "&s=1" : ""}`,
    method: "POST",
    actionOnEmptyResult: true,
    timeout: WAIT_SECONDS,
    speechTimeout: "auto",
    // words that are masked as profane may be the ones that tell of danger
    profanityFilter: false,
    // a single key may be any, and so the hash is one; a number of digits ends with it
    ...(keys === "until-hash" ? { finishOnKey: "#" } : { numDigits: keys, finishOnKey: keys === 1 ? "" : "#" }),
    ...(hints.length > 0 && { hints: hints.slice(0, MOST_HINTS).join(", ") }),
  });
  for (const part of words) say(gather, part, slow);
  return response.toString();
}

function say(within: VoiceResponse | ReturnType<VoiceResponse["gather"]>, { words, locale }: SpokenWords, slow: boolean): void {
  const attributes = { language: TONGUES[locale] };
  if (!slow) within.say(attributes, words);
  else within.say(attributes, "").prosody({ rate: "slow" }, words);
}
