import { readXml, TwimlError, type XmlElement } from "./xml.ts";

/** One `<Message>` of an answer to an incoming SMS. */
export interface ReplyMessage {
  text: string;
  to: string | undefined;
  from: string | undefined;
  /** Where its delivery is reported, as written: it may be relative to the webhook. */
  statusCallback: string | undefined;
}

/**
 * Reads the messages out of a messaging response. Knows `<Response>`, `<Message>` and `<Body>`; case counts.
 *
 * @throws {TwimlError} if it is not well formed or has another verb
 * @see https://www.twilio.com/docs/messaging/twiml
 */
export function readTwiml(twiml: string): ReplyMessage[] {
  const root = readXml(twiml);
  expectElement(root, "Response");
  return root.children.map(toReply).filter(({ text }) => text !== "");
}

function toReply(message: XmlElement): ReplyMessage {
  expectElement(message, "Message");
  let { text } = message;
  for (const body of message.children) {
    expectElement(body, "Body");
    if (body.children[0]) throw new TwimlError("TwiML has an element in a Body");
    text += body.text;
  }
  const { to, from, statusCallback, action } = message.attributes;
  return { text: text.trim(), to, from, statusCallback: statusCallback ?? action };
}

function expectElement(element: XmlElement, name: string): void {
  if (element.name !== name) throw new TwimlError(`TwiML has ${element.name} where it has no meaning`);
  if (name === "Response" && element.text.trim() !== "") throw new TwimlError("TwiML has text outside a Message");
}
