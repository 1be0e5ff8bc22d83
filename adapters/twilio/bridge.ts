import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import type { Locale } from "../../domain/locale.ts";

const LANGUAGE = { fr: "fr-FR", en: "en-GB" } as const;

/** Something to be said, in its hearer's language. */
export interface Spoken {
  words: string;
  locale: Locale;
}

/** How long somebody has to press a key, each of two times. */
const KEY_SECONDS = 8;

/**
 * What is said to who picked up: they press a key to be let in, so that a voicemail is not. It hears nothing but that a call waits. Nobody is on the other
 * end yet. Whatever the provider takes the answering for, a machine or a person, the key alone counts.
 */
export function whisperTwiml(spoken: Spoken, keyUrl: string): string {
  const response = new VoiceResponse();
  for (let asked = 0; asked < 2; asked++) {
    const gather = response.gather({ input: ["dtmf"], numDigits: 1, timeout: KEY_SECONDS, action: keyUrl });
    gather.say({ language: LANGUAGE[spoken.locale] }, spoken.words);
  }
  response.hangup();
  return response.toString();
}

/** Says something and hangs up. */
export function lastWordsTwiml({ words, locale }: Spoken): string {
  const response = new VoiceResponse();
  response.say({ language: LANGUAGE[locale] }, words);
  response.hangup();
  return response.toString();
}

/** Says something to those who are in a conference, in each of their languages. */
export function announcementTwiml(spoken: Spoken[]): string {
  const response = new VoiceResponse();
  for (const { words, locale } of spoken) response.say({ language: LANGUAGE[locale] }, words);
  return response.toString();
}

/** So long a pause between two times that somebody who waits alone hears that they do. */
const WAIT_PAUSE_SECONDS = 20;

/** What somebody hears who is alone in the conference: asked for again when it ends. */
export function waitTwiml({ words, locale }: Spoken, url: string): string {
  const response = new VoiceResponse();
  response.say({ language: LANGUAGE[locale] }, words);
  response.pause({ length: WAIT_PAUSE_SECONDS });
  response.redirect(url);
  return response.toString();
}

export interface ConferenceTwiml {
  /** Both have the same. */
  conference: string;
  before?: Spoken;
  /** Asked when they leave by the star key, or when the conference is ended for them. */
  afterUrl: string;
  waitUrl: string;
  eventsUrl: string;
  limitSeconds: number;
}

/**
 * Lets somebody into the conference of the two. Neither recorded nor streamed: no attribute here could. It begins with the first and outlives either's leaving,
 * so that who drops out can come back.
 *
 * @see https://www.twilio.com/docs/voice/twiml/conference
 */
export function conferenceTwiml({ conference, before, afterUrl, waitUrl, eventsUrl, limitSeconds }: ConferenceTwiml): string {
  const response = new VoiceResponse();
  if (before) response.say({ language: LANGUAGE[before.locale] }, before.words);
  const dial = response.dial({ answerOnBridge: true, hangupOnStar: true, timeLimit: limitSeconds, action: afterUrl });
  dial.conference(
    {
      beep: "false",
      startConferenceOnEnter: true,
      endConferenceOnExit: false,
      maxParticipants: 2,
      waitUrl,
      statusCallback: eventsUrl,
      statusCallbackEvent: ["start", "end", "join", "leave"],
    },
    conference,
  );
  return response.toString();
}

/** How long the second key after a star is waited for. */
const SECOND_KEY_SECONDS = 3;

/** After the star key: one more, or back. */
export function secondKeyTwiml(keyUrl: string): string {
  const response = new VoiceResponse();
  response.gather({ input: ["dtmf"], numDigits: 1, timeout: SECOND_KEY_SECONDS, action: keyUrl, actionOnEmptyResult: true });
  response.redirect(keyUrl);
  return response.toString();
}
