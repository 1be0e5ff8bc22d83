import MessagingResponse from "twilio/lib/twiml/MessagingResponse.js";
import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";

/** Writes the TwiML that answers an incoming message; each message reports its own delivery. https://www.twilio.com/docs/messaging/twiml */
export function messagesTwiml(messages: { body: string; statusCallback: string }[]): string {
  const response = new MessagingResponse();
  for (const { body, statusCallback } of messages) response.message({ statusCallback }, body);
  return response.toString();
}

const SPOKEN = { fr: "fr-FR", en: "en-GB" } as const;

/** Writes the TwiML of a call that says something twice, after a moment in which the phone reaches the ear. https://www.twilio.com/docs/voice/twiml/say */
export function spokenTwiml(words: string, locale: keyof typeof SPOKEN): string {
  const response = new VoiceResponse();
  for (let said = 0; said < 2; said++) {
    response.pause({ length: 1 });
    response.say({ language: SPOKEN[locale] }, words);
  }
  return response.toString();
}
