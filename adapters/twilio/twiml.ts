import MessagingResponse from "twilio/lib/twiml/MessagingResponse.js";

/** Writes the TwiML that answers an incoming message; each message reports its own delivery. https://www.twilio.com/docs/messaging/twiml */
export function messagesTwiml(messages: { body: string; statusCallback: string }[]): string {
  const response = new MessagingResponse();
  for (const { body, statusCallback } of messages) response.message({ statusCallback }, body);
  return response.toString();
}
