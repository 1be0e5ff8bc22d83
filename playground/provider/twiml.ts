/** One `<Message>` of an answer to an incoming SMS. */
export interface ReplyMessage {
  text: string;
  to: string | undefined;
  from: string | undefined;
  /** Where its delivery is reported, as written: it may be relative to the webhook. */
  statusCallback: string | undefined;
}

/** TwiML that the provider would refuse. */
export class TwimlError extends Error {
  override name = "TwimlError";
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" } as const;
const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z]+)((?:\s+[A-Za-z]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([A-Za-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads the messages out of a messaging response. Knows `<Response>`, `<Message>` and `<Body>`; case counts.
 *
 * @throws {TwimlError} if it is not well formed or has another verb
 * @see https://www.twilio.com/docs/messaging/twiml
 */
export function readTwiml(twiml: string): ReplyMessage[] {
  const messages: ReplyMessage[] = [];
  const open: string[] = [];
  let closedRoot = false;
  let current: ReplyMessage | undefined;
  let at = 0;
  while (at < twiml.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(twiml);
    if (!match) throw new TwimlError(`TwiML is not well formed at character ${at}`);
    at = TOKEN.lastIndex;
    const [, cdata, closing, name, attributes, selfClosing, raw] = match;
    const text = cdata ?? (raw === undefined ? undefined : decode(raw));
    if (text !== undefined) {
      if (current) current.text += text;
      else if (text.replace(/^\uFEFF/, "").trim() !== "") throw new TwimlError("TwiML has text outside a Message");
      continue;
    }
    if (name === undefined) continue;
    if (closing) {
      if (open.pop() !== name) throw new TwimlError(`TwiML closes ${name}, which is not open`);
      if (name === "Message") current = undefined;
      closedRoot = open.length === 0;
      continue;
    }
    const place = [...open, name].join(">");
    if (closedRoot || !["Response", "Response>Message", "Response>Message>Body"].includes(place))
      throw new TwimlError(`TwiML has ${name} where it has no meaning`);
    if (name === "Message") {
      const read = readAttributes(attributes ?? "");
      current = { text: "", to: read.to, from: read.from, statusCallback: read.statusCallback ?? read.action };
      messages.push(current);
    }
    if (!selfClosing) open.push(name);
    else if (name === "Message") current = undefined;
    else closedRoot = open.length === 0;
  }
  if (!closedRoot) throw new TwimlError("TwiML has no complete Response");
  return messages.map((message) => ({ ...message, text: message.text.trim() })).filter((message) => message.text !== "");
}

function readAttributes(source: string): Record<string, string | undefined> {
  return Object.fromEntries([...source.matchAll(ATTRIBUTE)].map(([, name, double, single]) => [name, decode(double ?? single ?? "")]));
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6});|#(\d{1,7});|([a-z]+);)?/gi, (_entity, hex?: string, decimal?: string, name?: string) => {
    const point = hex ? Number.parseInt(hex, 16) : decimal ? Number.parseInt(decimal, 10) : undefined;
    if (point !== undefined && point > 0 && point <= 0x10ffff) return String.fromCodePoint(point);
    const known = name && NAMED[name as keyof typeof NAMED];
    if (!known) throw new TwimlError("TwiML has a bare ampersand or an unknown entity");
    return known;
  });
}
